/**
 * Offline verification of an exported log: every entry's form, chain, signatures and admission, the tree, and the co-signers'
 * checkpoints. Needs nothing but the bytes; what it reports is the exact index of the first fault.
 *
 * Signatures are the expensive part, so they are collected while entries are folded as if they were valid, and verified in batches
 * that the caller may spread over workers. A batch that contains a bad one is resolved to the entry that carries it.
 */
import { codeOf } from '../../base/errors.ts';
import type { VerifyEd25519 } from '../../base/signatures.ts';
import { admitSealed, type SkipCode } from '../workspace/admit.ts';
import type { WorkspaceState } from '../workspace/state.ts';
import { checkCheckpoints, type CheckpointFault } from './check-checkpoints.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { openEntry, type SealedEntry } from './entry-codec.ts';
import { MerkleTree } from './merkle.ts';

/** One Ed25519 signature to verify. */
export interface SignatureCheck {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Verifies many signatures; answers in the order of the questions. */
export type VerifyBatch = (checks: readonly SignatureCheck[]) => Promise<readonly boolean[]>;

export interface VerifyLogInput {
  /** Canonical bytes of every entry from the first on. */
  readonly entries: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  readonly checkpoints: readonly SignedCheckpoint[];
  /** The workspace the log must be of (hash of its first entry, hex), when the verifier knows it from elsewhere. */
  readonly workspaceId?: string;
  readonly verifyBatch: VerifyBatch;
  /** Entries per batch of signatures. */
  readonly batchSize?: number;
}

export type LogFaultCode =
  SkipCode | CheckpointFault['code'] | 'CANONICAL_BYTES' | 'ENTRY_MALFORMED' | 'WORKSPACE_DIFFERS' | 'LOG_EMPTY';

export interface LogFault {
  readonly type: 'fault';
  /** Position of the first entry that is wrong; for a checkpoint, of the last entry it covers. */
  readonly index: number;
  readonly code: LogFaultCode;
  readonly message: string;
}

export interface LogIntact {
  readonly type: 'intact';
  readonly size: number;
  /** 32 bytes. */
  readonly rootHash: Uint8Array;
  readonly state: WorkspaceState;
  /** Every checkpoint with the co-signers who signed it (pids, hex). */
  readonly checkpoints: readonly { readonly size: number; readonly signedBy: readonly string[] }[];
}

/** Verifies a whole log. Never throws for what the log contains. */
export async function verifyLog(input: VerifyLogInput): Promise<LogIntact | LogFault> {
  const walk = new LogWalk(input.workspaceId ?? null);
  const batchSize = input.batchSize ?? 4096;
  // One batch is in flight while the next is folded: workers verify at the same time as this thread hashes.
  let inFlight: Promise<LogFault | null> = Promise.resolve(null);
  for await (const bytes of input.entries) {
    const isFine = walk.step(bytes);
    if (isFine && walk.pendingCount < batchSize) continue;
    const earlier = await inFlight;
    if (earlier !== null) return earlier;
    inFlight = settle(walk.takeBatch(), input.verifyBatch);
    // A verifier that fails is reported where the batch is awaited, not while the next one is folded.
    inFlight.catch(() => undefined);
    if (!isFine) break;
  }
  const fault = (await inFlight) ?? (await settle(walk.takeBatch(), input.verifyBatch)) ?? walk.fault;
  if (fault !== null) return fault;
  const { state, tree } = walk;
  if (state === null) return { type: 'fault', index: 0, code: 'LOG_EMPTY', message: 'The log has no entry.' };
  const checked = await checkCheckpoints({
    checkpoints: input.checkpoints,
    state,
    tree,
    verifyBatch: input.verifyBatch,
  });
  if (checked.type === 'fault') return checked;
  return { type: 'intact', size: tree.size, rootHash: tree.root(), state, checkpoints: checked.checkpoints };
}

/** An entry whose signatures are still to be verified, with what is needed to name the bad one. */
interface PendingEntry {
  readonly sealed: SealedEntry;
  readonly before: WorkspaceState | null;
  readonly checks: readonly SignatureCheck[];
}

/** The fold, one entry after the other, with every signature taken for valid until its batch says otherwise. */
class LogWalk {
  readonly tree = new MerkleTree();
  state: WorkspaceState | null = null;
  fault: LogFault | null = null;
  #pending: PendingEntry[] = [];
  readonly #workspaceId: string | null;

  constructor(workspaceId: string | null) {
    this.#workspaceId = workspaceId;
  }

  get pendingCount(): number {
    return this.#pending.length;
  }

  /** Folds one entry. Returns false at the first fault, which `fault` then describes. */
  step(bytes: Uint8Array): boolean {
    const index = this.tree.size;
    const sealed = open(bytes, index);
    if ('code' in sealed) return this.#stop(sealed);
    if (index === 0 && this.#workspaceId !== null && sealed.hash !== this.#workspaceId) {
      return this.#stop({
        type: 'fault',
        index,
        code: 'WORKSPACE_DIFFERS',
        message: 'The log is that of another workspace.',
      });
    }
    const checks: SignatureCheck[] = [];
    const collect: VerifyEd25519 = (publicKey, message, signature) =>
      checks.push({ publicKey, message, signature }) > 0;
    const admission = admitSealed(this.state, sealed, collect);
    // Also kept when it is skipped: a bad signature is a more basic fault of the same entry.
    this.#pending.push({ sealed, before: this.state, checks });
    if (admission.type === 'skipped')
      return this.#stop({ type: 'fault', index, code: admission.code, message: admission.message });
    this.tree.appendLeafHash(sealed.leafHash);
    this.state = admission.state;
    return true;
  }

  /** The entries whose signatures were not handed out yet. */
  takeBatch(): readonly PendingEntry[] {
    const batch = this.#pending;
    this.#pending = [];
    return batch;
  }

  #stop(fault: LogFault): false {
    this.fault = fault;
    return false;
  }
}

function open(bytes: Uint8Array, index: number): SealedEntry | LogFault {
  try {
    return openEntry(bytes);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'CANONICAL_BYTES' && code !== 'ENTRY_MALFORMED') throw error;
    return {
      type: 'fault',
      index,
      code,
      message: error instanceof Error ? error.message : 'The entry cannot be read.',
    };
  }
}

/** Verifies a batch; the first entry with a bad signature is admitted once more with the true answers, to name what is wrong. */
async function settle(batch: readonly PendingEntry[], verifyBatch: VerifyBatch): Promise<LogFault | null> {
  const questions = batch.flatMap((pending) => pending.checks);
  const answers = await verifyBatch(questions);
  if (answers.length === questions.length && !answers.includes(false)) return null;
  let at = 0;
  for (const { sealed, before, checks } of batch) {
    const own = answers.slice(at, at + checks.length);
    at += checks.length;
    if (own.length === checks.length && own.every((isValid) => isValid)) continue;
    const remaining = own[Symbol.iterator]();
    const admission = admitSealed(before, sealed, () => remaining.next().value === true);
    const reason = admission.type === 'skipped' ? admission : ENTRY_UNVERIFIED;
    return { type: 'fault', index: sealed.entry.index, code: reason.code, message: reason.message };
  }
  return null;
}

/** For a batch verifier that answers too little: what was not verified does not count as valid. */
const ENTRY_UNVERIFIED = {
  code: 'ENTRY_SIGNATURE_INVALID',
  message: 'A signature of the entry was not verified.',
} as const;
