/**
 * Worker thread of one protocol run: it unseals the share, drives the engine's session and ends. What it holds dies with it;
 * what can be wiped is wiped before, however the run ends.
 */
import { bytesToHex, wipe } from '../../base/bytes.ts';
import { identityFromSeeds } from '../../adapters/identity/device-identity.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../adapters/identity/verify-ed25519.ts';
import { openShare, sealShare } from '../../adapters/keystore/file/share-file.ts';
import { serveTask, type TaskContext } from '../../adapters/workers/serve-task.ts';
import {
  createKeygenSession,
  createSignSession,
  decodeKeyShare,
  encodeKeyShare,
  encodePublicShare,
  type FrostKeyShare,
} from '../../engine/mpc/frost/index.ts';
import type { Outgoing, ProtocolAbort, Session } from '../../engine/mpc/protocol/index.ts';
import { MAX_ENVELOPE } from '../direct/direct-message.ts';
import { systemClock } from '../processes/system-clock.ts';
import {
  runTask,
  type KeygenJob,
  type ProtocolJob,
  type ReopenJob,
  type RunEnvelope,
  type RunJob,
  type RunOutput,
  type RunParty,
  type RunResult,
  type SignJob,
} from './run-task.ts';

type Context = TaskContext<RunJob, RunEnvelope, RunOutput>;

const TICK_MS = 250;
const verify = createEd25519Verifier();

serveTask(runTask, async (context) => {
  const job = context.init;
  try {
    if (job.kind === 'reopen') return await reopen(job);
    return job.kind === 'keygen' ? await keygen(job, context) : await sign(job, context);
  } finally {
    wipe(job.passphrase, job.kind === 'reopen' ? undefined : job.identitySecret);
  }
});

async function keygen(job: KeygenJob, context: Context): Promise<RunResult> {
  const session = createKeygenSession({
    ...common(job, job.parties),
    scheme: 'ed25519',
    keyId: job.vaultId,
    minSigners: job.minSigners,
  });
  const end = await drive(session, context);
  if (end.type === 'aborted') return aborted(end.error);
  const share = end.result;
  try {
    await sealToDisk(job, share);
    const { groupKey, chainCode, transcriptHash, sid } = share;
    return { type: 'generated', groupKey, chainCode, transcriptHash, sid, publicData: encodePublicShare(share) };
  } finally {
    share.secret.wipe();
  }
}

async function sealToDisk(job: KeygenJob, share: FrostKeyShare): Promise<void> {
  const encoded = encodeKeyShare(share);
  try {
    await sealShare({
      path: job.sharePath,
      share: encoded,
      passphrase: job.passphrase,
      cost: job.sealCost,
      binding: bindingOf(job),
      random: secureRandom,
    });
  } finally {
    wipe(encoded);
  }
}

async function sign(job: SignJob, context: Context): Promise<RunResult> {
  const keyShare = await unseal(job);
  try {
    const { parties, ...rest } = common(job, job.signers);
    const { message } = job;
    const session = createSignSession({ ...rest, keyShare, signers: parties, message, path: [], verifySecond: verify });
    const end = await drive(session, context);
    return end.type === 'aborted' ? aborted(end.error) : { type: 'signed', signature: end.result.signature };
  } finally {
    keyShare.secret.wipe();
  }
}

async function reopen(job: ReopenJob): Promise<RunResult> {
  const keyShare = await unseal(job);
  try {
    return { type: 'reopened', publicData: encodePublicShare(keyShare) };
  } finally {
    keyShare.secret.wipe();
  }
}

async function unseal(job: SignJob | ReopenJob): Promise<FrostKeyShare> {
  const encoded = await openShare(job.sharePath, job.passphrase, bindingOf(job));
  try {
    return decodeKeyShare(encoded);
  } finally {
    wipe(encoded);
  }
}

type Ended<T> =
  { readonly type: 'done'; readonly result: T } | { readonly type: 'aborted'; readonly error: ProtocolAbort };

/** Feeds a session until it has ended, and passes on what it sends and what it has seen. */
async function drive<T>(session: Session<T>, { signal, onMessage, post }: Context): Promise<Ended<T>> {
  const ended = Promise.withResolvers<Ended<T>>();
  const step = (outgoing: readonly Outgoing[]): void => {
    for (const { to, round, envelope } of outgoing) {
      // A notice that carries a cheater's oversized message is lost like any message; our own verdict about it is not.
      if (envelope.length <= MAX_ENVELOPE) post({ type: 'send', to, round, envelope });
    }
    for (const { party, round, state } of session.drainProgress()) {
      post({ type: 'progress', party: bytesToHex(party), round, state });
    }
    if (session.state.type !== 'waiting') ended.resolve(session.state);
  };
  const ticking = setInterval(() => step(session.tick(systemClock.now())), TICK_MS);
  try {
    signal.addEventListener('abort', () => step(session.cancel()));
    step(session.start(systemClock.now()));
    onMessage(({ from, envelope }) => step(session.receive(from, envelope, systemClock.now())));
    return await ended.promise;
  } finally {
    clearInterval(ticking);
  }
}

function common(job: ProtocolJob, all: readonly RunParty[]) {
  return {
    runId: job.runId,
    self: job.self,
    parties: all.map((party) => party.pid),
    identityKeys: new Map(all.map((party) => [bytesToHex(party.pid), party.identityKey])),
    signer: identityFromSeeds(job.identitySecret).signer,
    verify,
    random: secureRandom,
    deadline: job.deadline,
  };
}

function bindingOf({ vaultId, epoch, self }: RunJob) {
  return { vaultId, epoch, holder: self };
}

function aborted({ code, message, blame }: ProtocolAbort): RunResult {
  const blamed = blame.map((one) => ({ pid: bytesToHex(one.party), code: one.code, certainty: one.certainty }));
  return { type: 'aborted', code, message, blame: blamed };
}
