/**
 * Worker thread of one protocol run: it unseals the share, drives the engine's session and ends. What it holds dies with it;
 * what can be wiped is wiped before.
 */
import { parentPort } from 'node:worker_threads';
import { bytesToHex, wipe } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { identityFromSeeds } from '../../adapters/identity/device-identity.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../adapters/identity/verify-ed25519.ts';
import { openShare, sealShare } from '../../adapters/keystore/file/share-file.ts';
import {
  createKeygenSession,
  createSignSession,
  decodeKeyShare,
  encodeKeyShare,
  encodePublicShare,
  type FrostKeyShare,
  type FrostSignature,
} from '../../engine/mpc/frost/index.ts';
import { ProtocolAbort, type Outgoing, type Session } from '../../engine/mpc/protocol/index.ts';
import { systemClock } from '../processes/system-clock.ts';
import type { FromWorker, KeygenJob, RunJob, RunParty, SignJob, ToWorker } from './run-message.ts';

type AnySession = Session<FrostKeyShare> | Session<FrostSignature>;

const TICK_MS = 250;

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');

const post = (message: FromWorker): void => port.postMessage(message);
const verify = createEd25519Verifier();

/** Messages that arrive while the share is being unsealed. */
let early: ToWorker[] = [];
let session: AnySession | null = null;
let finish: ((session: AnySession) => Promise<void>) | null = null;
let ticking: NodeJS.Timeout | null = null;

port.on('message', (message: ToWorker) => {
  if (message.type === 'start') void start(message.job).catch(abort);
  else if (session === null) early.push(message);
  else void handle(session, message).catch(abort);
});

async function start(job: RunJob): Promise<void> {
  const created = job.kind === 'keygen' ? keygen(job) : await signing(job);
  session = created;
  await advance(created, created.start(systemClock.now()));
  ticking = setInterval(() => void advance(created, created.tick(systemClock.now())).catch(abort), TICK_MS);
  const waiting = early;
  early = [];
  for (const message of waiting) await handle(created, message);
}

async function handle(current: AnySession, message: ToWorker): Promise<void> {
  if (message.type === 'deliver')
    await advance(current, current.receive(message.from, message.envelope, systemClock.now()));
  if (message.type === 'cancel') await advance(current, current.cancel());
}

async function advance(current: AnySession, outgoing: readonly Outgoing[]): Promise<void> {
  for (const { to, round, envelope } of outgoing) post({ type: 'send', to, round, envelope });
  for (const event of current.drainProgress()) {
    post({ type: 'progress', party: bytesToHex(event.party), round: event.round, state: event.state });
  }
  const { state } = current;
  if (state.type === 'waiting' || finish === null) return;
  const ending = finish;
  finish = null;
  if (ticking !== null) clearInterval(ticking);
  if (state.type === 'aborted') return abort(state.error);
  await ending(current);
}

function keygen(job: KeygenJob): AnySession {
  const created = createKeygenSession({
    ...common(job, job.parties),
    scheme: 'ed25519',
    keyId: job.vaultId,
    minSigners: job.minSigners,
  });
  finish = async () => {
    if (created.state.type !== 'done') return;
    const share = created.state.result;
    const encoded = encodeKeyShare(share);
    try {
      const binding = { vaultId: job.vaultId, epoch: job.epoch, holder: job.self };
      await sealShare({
        path: job.sharePath,
        share: encoded,
        passphrase: job.passphrase,
        cost: job.sealCost,
        binding,
        random: secureRandom,
      });
    } finally {
      wipe(encoded, job.passphrase);
    }
    const { groupKey, chainCode, transcriptHash, sid } = share;
    const publicData = encodePublicShare(share);
    share.secret.wipe();
    post({ type: 'generated', groupKey, chainCode, transcriptHash, sid, publicData });
  };
  return created;
}

async function signing(job: SignJob): Promise<AnySession> {
  const binding = { vaultId: job.vaultId, epoch: job.epoch, holder: job.self };
  const sealed = await openShare(job.sharePath, job.passphrase, binding).finally(() => wipe(job.passphrase));
  const keyShare = decodeKeyShare(sealed);
  wipe(sealed);
  const { parties, ...rest } = common(job, job.signers);
  const created = createSignSession({
    ...rest,
    keyShare,
    signers: parties,
    message: job.message,
    path: [],
    verifySecond: verify,
  });
  finish = () => {
    keyShare.secret.wipe();
    if (created.state.type === 'done') post({ type: 'signed', signature: created.state.result.signature });
    return Promise.resolve();
  };
  return created;
}

function common(job: RunJob, parties: readonly RunParty[]) {
  const { signer } = identityFromSeeds(job.identitySecret);
  wipe(job.identitySecret);
  return {
    runId: job.runId,
    self: job.self,
    parties: parties.map((party) => party.pid),
    identityKeys: new Map(parties.map((party) => [bytesToHex(party.pid), party.identityKey])),
    signer,
    verify,
    random: secureRandom,
    deadline: job.deadline,
  };
}

function abort(error: unknown): void {
  if (ticking !== null) clearInterval(ticking);
  const blame =
    error instanceof ProtocolAbort
      ? error.blame.map(({ party, code, certainty }) => ({ pid: bytesToHex(party), code, certainty }))
      : [];
  const code = error instanceof AppError ? error.code : 'INTERNAL';
  const message = error instanceof AppError ? error.message : 'The protocol run met a fault of its own.';
  post({ type: 'aborted', code, message, blame });
}
