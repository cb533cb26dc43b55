/** One job of protocol runs as a task for a worker thread: what starts it, what travels each way, how it ends. */
import { z } from 'zod';
import type { ScryptCost } from '../../adapters/keystore/file/sealed-box.ts';
import type { Task } from '../../adapters/workers/task.ts';
import { BlameCode } from '../../treasury/workspace/blame.ts';
import { EcdsaProfile, KeyPath, Scheme } from '../../treasury/chains/chain.ts';
import { MAX_ROUND } from '../direct/direct-message.ts';
import { MAX_ENVELOPE } from '../direct/envelope-pieces.ts';
import { MAX_STAGES } from '../direct/run-ids.ts';

const bytes = (...byteLengths: readonly number[]) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && byteLengths.includes(value.length));
const bytesUpTo = (maximum: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length > 0 && value.length <= maximum);

const MAX_MESSAGE = 1232;
const MAX_PUBLIC_DATA = 64 * 1024;
const path = z.string().min(1).max(4096);

/** Who takes part in a run. */
const RunParty = z.strictObject({ pid: bytes(32), identityKey: bytes(32) });
export type RunParty = z.output<typeof RunParty>;
const parties = z.array(RunParty).min(2).max(64);

const holder = {
  self: bytes(32),
  vaultId: z.string().min(1).max(64),
  /** Of the share that is used or, by a ceremony or a resharing, made. */
  epoch: z.int().min(0),
  /** What shares are sealed under; moved into the worker, which wipes it. */
  passphrase: bytesUpTo(1024),
  sharePath: path,
};

const setup = {
  ...holder,
  /** Hash of the log entry that ordered the job, or what follows from it. */
  runId: bytes(32),
  /** Seeds of this co-signer's identity; moved into the worker, which wipes them. */
  identitySecret: bytes(64),
  /** Work factor of sealing under that passphrase. */
  sealCost: z.custom<ScryptCost>((value) => typeof value === 'object' && value !== null),
  /** Milliseconds since the Unix epoch; each stage has this long. */
  deadline: z.bigint(),
};

/** What one-time secrets are sealed under: 64 bytes of text, moved into the worker, which wipes it. */
const oneTimeKey = bytes(64);

/** A sealed pair of primes for each modulus, taken out of the pool already. */
const Primes = z.strictObject({
  oneTimeKey,
  paillier: z.strictObject({ path, pairId: bytes(16) }),
  ringPedersen: z.strictObject({ path, pairId: bytes(16) }),
});
export type PrimesOnDisk = z.output<typeof Primes>;

const minSigners = z.int().min(2).max(64);
/** The bytes that this co-signer judged, and the chain's hash of them: nobody hands a digest in. */
const Signable = z.strictObject({ hash: z.enum(['keccak256', 'sha256', 'sha256d']), bytes: bytesUpTo(MAX_MESSAGE) });

const RunJob = z.discriminatedUnion('kind', [
  /** FROST key generation. */
  z.strictObject({ kind: z.literal('keygen'), ...setup, minSigners, parties }),
  /** FROST signing. */
  z.strictObject({ kind: z.literal('sign'), ...setup, signers: parties, message: bytesUpTo(MAX_MESSAGE) }),
  /** ECDSA key generation, then auxiliary information. */
  z.strictObject({
    kind: z.literal('ecdsa-keygen'),
    ...setup,
    profile: EcdsaProfile,
    minSigners,
    parties,
    primes: Primes,
  }),
  /** Makes one presignature and seals it. */
  z.strictObject({
    kind: z.literal('presign'),
    ...setup,
    signers: parties,
    path: KeyPath,
    oneTimeKey,
    presignaturePath: path,
  }),
  /** Signs with a presignature that is marked as consumed already. */
  z.strictObject({
    kind: z.literal('online'),
    ...setup,
    signers: parties,
    path: KeyPath,
    message: Signable,
    oneTimeKey,
    presignaturePath: path,
    presigId: bytes(32),
  }),
  /** Presigns and signs in one run. */
  z.strictObject({ kind: z.literal('ecdsa-sign'), ...setup, signers: parties, path: KeyPath, message: Signable }),
  /** New shares of a key; with auxiliary information for ECDSA. `sharePath` is of the new epoch. */
  z.strictObject({
    kind: z.literal('reshare'),
    ...setup,
    scheme: Scheme,
    /** Public part of the epoch that is dealt from, in the engine's encoding. */
    oldPublic: bytesUpTo(MAX_PUBLIC_DATA),
    /** Own share of that epoch, where there is one. */
    oldEpoch: z.int().min(0),
    oldSharePath: path.nullable(),
    /** Without an own share: what old holders say the public part is. */
    statements: z.array(z.strictObject({ pid: bytes(32), publicData: bytesUpTo(MAX_PUBLIC_DATA) })).max(64),
    dealers: z.array(bytes(32)).min(2).max(64),
    members: z
      .array(z.strictObject({ pid: bytes(32), id: z.bigint().positive() }))
      .min(2)
      .max(64),
    newMinSigners: minSigners,
    /** Highest Shamir point that was ever given out for the key. */
    idCounter: z.bigint().positive(),
    parties,
    /** For a member of the new committee of an ECDSA key. */
    primes: Primes.nullable(),
  }),
  /** No protocol: opens the share once and tells what is public about it. */
  z.strictObject({ kind: z.literal('reopen'), ...holder }),
]);
export type RunJob = z.output<typeof RunJob>;
export type ProtocolJob = Exclude<RunJob, { kind: 'reopen' }>;
export type JobOf<K extends RunJob['kind']> = Extract<RunJob, { kind: K }>;
export type SignJob = JobOf<'sign'>;

/** Everybody who takes part in a job, own pid included. */
export function partiesOf(job: ProtocolJob): readonly RunParty[] {
  return 'signers' in job ? job.signers : job.parties;
}

/** Stages of a job: an ECDSA key or sharing is followed by its auxiliary run. */
export function stagesOf(job: ProtocolJob): number {
  return job.kind === 'ecdsa-keygen' || (job.kind === 'reshare' && job.scheme === 'ecdsa-secp256k1') ? MAX_STAGES : 1;
}

/** The secrets inside a job, which move into the worker and are wiped there. */
export function secretsOf(job: RunJob): readonly Uint8Array[] {
  const oneTime = 'oneTimeKey' in job ? job.oneTimeKey : 'primes' in job ? job.primes?.oneTimeKey : undefined;
  const own = job.kind === 'reopen' ? [] : [job.identitySecret];
  return [job.passphrase, ...own, ...(oneTime === undefined ? [] : [oneTime])];
}

/** What the self-test of big-integer arithmetic found in the process, for its threads. */
export const ModPowFinding = z.union([
  z.strictObject({ implementation: z.literal('openssl') }),
  z.strictObject({ implementation: z.literal('bigint'), reason: z.string() }),
]);

const stage = z
  .int()
  .min(0)
  .max(MAX_STAGES - 1);

const RunEnvelope = z.strictObject({ stage, from: bytes(32), envelope: bytesUpTo(MAX_ENVELOPE) });
export type RunEnvelope = z.output<typeof RunEnvelope>;

const RunBlame = z.strictObject({
  pid: z.string().regex(/^[0-9a-f]{64}$/),
  code: BlameCode,
  certainty: z.enum(['proven', 'suspected']),
});
export type RunBlame = z.output<typeof RunBlame>;

const publicData = bytesUpTo(MAX_PUBLIC_DATA);

const RunResult = z.discriminatedUnion('type', [
  /** The share is sealed on disk and was read back; only public results leave the worker. */
  z.strictObject({
    type: z.literal('generated'),
    groupKey: bytes(32, 33),
    chainCode: bytes(32),
    transcriptHash: bytes(32),
    sid: bytes(32),
    /** Of an ECDSA key: over its public auxiliary data. */
    auxHash: bytes(32).nullable(),
    publicData,
  }),
  /** 64 bytes of Ed25519; 65 of ECDSA: r, s, parity. */
  z.strictObject({ type: z.literal('signed'), signature: bytes(64, 65) }),
  /** The presignature is sealed on disk. */
  z.strictObject({ type: z.literal('presigned'), presigId: bytes(32) }),
  /** The new share is sealed on disk as PREPARED and was read back. */
  z.strictObject({
    type: z.literal('reshared'),
    groupKey: bytes(32, 33),
    /** `T` and `sid` of the resharing. */
    transcriptHash: bytes(32),
    sid: bytes(32),
    auxHash: bytes(32).nullable(),
    publicData,
  }),
  /** This device dealt, and gets no share. */
  z.strictObject({ type: z.literal('dealt'), transcriptHash: bytes(32), sid: bytes(32) }),
  z.strictObject({ type: z.literal('reopened'), publicData }),
  z.strictObject({
    type: z.literal('aborted'),
    code: z.string().max(100),
    message: z.string().max(1000),
    blame: z.array(RunBlame).max(64),
  }),
]);
export type RunResult = z.output<typeof RunResult>;

const RunOutput = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('send'),
    stage,
    to: z.union([bytes(32), z.literal('all')]),
    round: z.int().min(0).max(MAX_ROUND),
    envelope: bytesUpTo(MAX_ENVELOPE),
  }),
  z.strictObject({
    type: z.literal('progress'),
    stage,
    party: z.string().regex(/^[0-9a-f]{64}$/),
    round: z.int().min(0).max(MAX_ROUND),
    state: z.enum(['received', 'verified', 'rejected']),
  }),
  /** How the job ended. The thread may go on answering disputes of peers that are not done, until its deadline. */
  z.strictObject({ type: z.literal('ended'), result: RunResult }),
]);
export type RunOutput = z.output<typeof RunOutput>;

export const runTask: Task<RunJob, RunEnvelope, RunOutput, null> = {
  init: RunJob,
  inbound: RunEnvelope,
  outbound: RunOutput,
  result: z.null(),
};
