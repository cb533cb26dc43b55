/** Ed25519 as BitGo signs it: WebAssembly of Silence Laboratories' multi-party Schnorr, two of three. */
import { EddsaMPSDsg, MPSUtil } from '@bitgo/sdk-lib-mpc';
import { Clocks, median, ms } from './clock.mjs';

const MESSAGE = Buffer.alloc(32, 7);
const [WARM_UP, RUNS] = [10, 25];

export async function bitgoEddsa() {
  const keys = await MPSUtil.generateEdDsaDKGKeyShares();
  const shares = keys.slice(0, 2).map((key) => key.getKeyShare());
  const times = Array.from({ length: WARM_UP + RUNS }, () => sign(shares)).slice(WARM_UP);
  return [
    ms(
      'peer-bitgo.eddsa-sign.2',
      'slowest of two signers, three rounds; envelopes unsigned; ours: FROST',
      median(times),
    ),
  ];
}

function sign(shares) {
  const clocks = new Clocks(2);
  const signers = shares.map((_, i) => new EddsaMPSDsg.DSG(i));
  const each = (run) => signers.map((signer, i) => clocks.of(i, () => run(signer, i)));
  each((signer, i) => signer.initDsg(shares[i], MESSAGE, 'm', 1 - i));
  let messages = each((signer) => signer.getFirstMessage());
  for (let round = 0; round < 3; round += 1) {
    const received = messages;
    messages = each((signer) => signer.handleIncomingMessages(received)).flat();
  }
  if (!signers.every((signer) => signer.getSignature().length === 64)) throw new Error('no signature');
  return clocks.slowest;
}
