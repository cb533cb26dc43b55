/** Protocol runs that go wrong on purpose: what leaves is changed and signed again with the cheater's real identity key. */
import { z } from 'zod';
import type { RunHostOptions } from '../../src/apps/cosigner/run-host.ts';
import { startRunInWorker } from '../../src/apps/cosigner/start-worker.ts';
import type { RunOutput } from '../../src/apps/cosigner/run-task.ts';
import type { Ed25519Signer } from '../../src/base/signatures.ts';
import { bytesCodec, decodeWith, encodeWith, structCodec } from '../../src/base/tlv-decode.ts';
import { suiteOf } from '../../src/engine/mpc/frost/suite.ts';
import { parseEnvelope, sealEnvelope } from '../../src/engine/mpc/protocol/envelope.ts';

export const Misdeed = z.enum(['wrong-share', 'silent', 'equivocates']);
export type Misdeed = z.output<typeof Misdeed>;

type StartRun = RunHostOptions['startRun'];
type Sent = Extract<RunOutput, { type: 'send' }>;

const NONCE_COMMITMENTS = 1;
const SIGNATURE_SHARE = 2;

const { group } = suiteOf('ed25519');
const bytes32 = bytesCodec({ exact: 32 });
const commitments = structCodec<{ poolId: Uint8Array; hiding: Uint8Array; binding: Uint8Array }>({
  poolId: bytes32,
  hiding: group.pointCodec,
  binding: group.pointCodec,
});
const share = structCodec<{ ctxHash: Uint8Array; z: Uint8Array }>({ ctxHash: bytes32, z: bytes32 });

/** Starts runs in the real worker and interferes with what it sends. */
export function evilRun(misdeed: Misdeed, signer: Ed25519Signer): StartRun {
  if (misdeed === 'silent') return silentRun;
  const change = misdeed === 'wrong-share' ? withWrongShare(signer) : withTwoFaces(signer);
  return (job, onMessage) => {
    const run = startRunInWorker(job, (message) => {
      // With the honest share in hand a cheater can finish the signature; this one keeps it to itself instead of logging it.
      if (message.type === 'ended') return;
      for (const each of message.type === 'send' ? change(message) : [message]) onMessage(each);
    });
    run.result.catch(() => undefined);
    return { ...run, result: new Promise<never>(() => undefined) };
  };
}

/** Agrees to everything, and then never says a word. */
const silentRun: StartRun = () => {
  const { promise: result, reject } = Promise.withResolvers<never>();
  const end = (): Promise<void> => {
    reject(new Error('cancelled'));
    return Promise.resolve();
  };
  return { result, post: () => undefined, cancel: end, terminate: end };
};

function withWrongShare(signer: Ed25519Signer) {
  return (sent: Sent): Sent[] => {
    if (sent.round !== SIGNATURE_SHARE) return [sent];
    const { ctxHash, z: right } = decodeWith(share, parseEnvelope(sent.envelope).envelope.payload);
    const wrong = right.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
    return [signedAgain(sent, encodeWith(share, { ctxHash, z: wrong }), signer)];
  };
}

function withTwoFaces(signer: Ed25519Signer) {
  return (sent: Sent): Sent[] => {
    if (sent.round !== NONCE_COMMITMENTS) return [sent];
    const { poolId, hiding, binding } = decodeWith(commitments, parseEnvelope(sent.envelope).envelope.payload);
    const swapped = encodeWith(commitments, { poolId, hiding: binding, binding: hiding });
    return [sent, signedAgain(sent, swapped, signer)];
  };
}

function signedAgain(sent: Sent, payload: Uint8Array, signer: Ed25519Signer): Sent {
  const { protocol, sid, round, from, to } = parseEnvelope(sent.envelope).envelope;
  return { ...sent, envelope: sealEnvelope({ protocol, sid, round, from, to, payload }, signer).bytes };
}
