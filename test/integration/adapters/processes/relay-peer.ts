/** A process that answers every direct message with a candidate in the stream. */
import { identityFromSeeds, x25519Agreement } from '../../../../src/adapters/identity/device-identity.ts';
import { secureRandom } from '../../../../src/adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../../../src/adapters/identity/verify-ed25519.ts';
import { createRelayClient } from '../../../../src/adapters/relay/embedded/client.ts';
import { bytesToHex } from '../../../../src/base/bytes.ts';

const [own = 0, peer = 0] = process.argv.slice(2).map(Number);
const other = identityFromSeeds(new Uint8Array(64).fill(peer));
const keys = { identityKey: other.signer.publicKey, channelKey: other.channel.publicKey };

const client = createRelayClient({
  port: {
    send: (message) => void process.send?.(message),
    onMessage: (callback) => void process.on('message', callback),
    onClose: (callback) => void process.on('disconnect', callback),
  },
  identity: identityFromSeeds(new Uint8Array(64).fill(own)),
  workspaceId: 'workspace',
  logKey: new Uint8Array(32).fill(7),
  peer: (pid) => (pid === bytesToHex(other.pid) ? keys : undefined),
  verify: createEd25519Verifier(),
  random: secureRandom,
  channelKey: x25519Agreement,
  onFault: (fault) => {
    throw fault;
  },
});
client.onDirect((_, payload) => void client.publish(payload));
client.onClose(() => process.exit(0));
