/** One protocol run as a task for a worker thread: what starts it, what travels each way, how it ends. */
import { z } from 'zod';
import type { ScryptCost } from '../../adapters/keystore/file/sealed-box.ts';
import type { Task } from '../../adapters/workers/task.ts';
import { BlameCode } from '../../treasury/workspace/entry.ts';
import { MAX_ENVELOPE, MAX_ROUND } from '../direct/direct-message.ts';

const bytes = (byteLength: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === byteLength);
const bytesUpTo = (maximum: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length > 0 && value.length <= maximum);

const MAX_MESSAGE = 1232;
const MAX_PUBLIC_DATA = 64 * 1024;

/** Who takes part in a run. */
const RunParty = z.strictObject({ pid: bytes(32), identityKey: bytes(32) });
export type RunParty = z.output<typeof RunParty>;
const parties = z.array(RunParty).min(2).max(64);

const sealedShare = {
  self: bytes(32),
  /** What the share is sealed under; moved into the worker, which wipes it. */
  passphrase: bytesUpTo(1024),
  sharePath: z.string().min(1).max(4096),
  vaultId: z.string().min(1).max(64),
  epoch: z.int().min(0),
};

const setup = {
  ...sealedShare,
  /** Hash of the log entry that ordered the run. */
  runId: bytes(32),
  /** Seeds of this co-signer's identity; moved into the worker, which wipes them. */
  identitySecret: bytes(64),
  /** Work factor of sealing under that passphrase. */
  sealCost: z.custom<ScryptCost>((value) => typeof value === 'object' && value !== null),
  /** Milliseconds since the Unix epoch. */
  deadline: z.bigint(),
};

const RunJob = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keygen'), ...setup, minSigners: z.int().min(2).max(64), parties }),
  z.strictObject({ kind: z.literal('sign'), ...setup, signers: parties, message: bytesUpTo(MAX_MESSAGE) }),
  /** No protocol: opens the share once and tells what is public about it. */
  z.strictObject({ kind: z.literal('reopen'), ...sealedShare }),
]);
export type RunJob = z.output<typeof RunJob>;
export type ProtocolJob = Exclude<RunJob, { kind: 'reopen' }>;
export type ReopenJob = Extract<RunJob, { kind: 'reopen' }>;
export type KeygenJob = Extract<RunJob, { kind: 'keygen' }>;
export type SignJob = Extract<RunJob, { kind: 'sign' }>;

const RunEnvelope = z.strictObject({ from: bytes(32), envelope: bytesUpTo(MAX_ENVELOPE) });
export type RunEnvelope = z.output<typeof RunEnvelope>;

const RunOutput = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('send'),
    to: z.union([bytes(32), z.literal('all')]),
    round: z.int().min(0).max(MAX_ROUND),
    envelope: bytesUpTo(MAX_ENVELOPE),
  }),
  z.strictObject({
    type: z.literal('progress'),
    party: z.string().regex(/^[0-9a-f]{64}$/),
    round: z.int().min(0).max(MAX_ROUND),
    state: z.enum(['received', 'verified', 'rejected']),
  }),
]);
export type RunOutput = z.output<typeof RunOutput>;

const RunBlame = z.strictObject({
  pid: z.string().regex(/^[0-9a-f]{64}$/),
  code: BlameCode,
  certainty: z.enum(['proven', 'suspected']),
});
export type RunBlame = z.output<typeof RunBlame>;

const RunResult = z.discriminatedUnion('type', [
  /** The share is sealed on disk; only public results leave the worker. */
  z.strictObject({
    type: z.literal('generated'),
    groupKey: bytes(32),
    chainCode: bytes(32),
    transcriptHash: bytes(32),
    sid: bytes(32),
    publicData: bytesUpTo(MAX_PUBLIC_DATA),
  }),
  z.strictObject({ type: z.literal('signed'), signature: bytes(64) }),
  z.strictObject({ type: z.literal('reopened'), publicData: bytesUpTo(MAX_PUBLIC_DATA) }),
  z.strictObject({
    type: z.literal('aborted'),
    code: z.string().max(100),
    message: z.string().max(1000),
    blame: z.array(RunBlame).max(64),
  }),
]);
export type RunResult = z.output<typeof RunResult>;

export const runTask: Task<RunJob, RunEnvelope, RunOutput, RunResult> = {
  init: RunJob,
  inbound: RunEnvelope,
  outbound: RunOutput,
  result: RunResult,
};
