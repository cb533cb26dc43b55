/** Collects the co-signers' signatures over this console's own log: a root that differs is evidence, never counted. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { VerifyEd25519 } from '../../base/signatures.ts';
import type { LogStore } from '../../adapters/storage/log-store.ts';
import { checkpointSigners } from '../../treasury/log/checkpoint.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { LogReplica } from '../replica/log-replica.ts';
import type { CheckpointRecord } from './views/context.ts';

type CheckpointMessage = Extract<DirectMessage, { type: 'checkpoint' }>;

export interface CheckpointCollectorOptions {
  readonly replica: LogReplica;
  readonly store: LogStore;
  readonly clock: Clock;
  readonly verify: VerifyEd25519;
}

const MAX_KEPT = 256;
/** Checkpoints over entries that this replica has not read yet wait here. */
const MAX_AHEAD = 64;

export class CheckpointCollector {
  readonly #options: CheckpointCollectorOptions;
  readonly #records = new Map<number, { size: number; rootHash: string; time: bigint; signedBy: string[] }>();
  readonly #reports = new Map<string, { logSize: number; at: bigint }>();
  #ahead: { from: string; message: CheckpointMessage }[] = [];
  #fork: AppError | null = null;

  constructor(options: CheckpointCollectorOptions) {
    this.#options = options;
    options.replica.onAdmitted(() => this.#retryAhead());
  }

  /** Takes up the signatures that were stored before this start. */
  load(): void {
    const { replica, store, clock } = this.#options;
    for (let size = Math.max(1, replica.tree.size - MAX_KEPT); size <= replica.tree.size; size += 1) {
      const rootHash = bytesToHex(replica.tree.rootOf(size));
      const signedBy = store
        .checkpoints(size)
        .flatMap(({ root, signer }) => (bytesToHex(root) === rootHash ? [signer] : []));
      const time = replica.entries[size - 1]?.entry.time ?? clock.now();
      if (signedBy.length > 0) this.#records.set(size, { size, rootHash, time, signedBy });
    }
  }

  /** Ascending by size. */
  get records(): readonly CheckpointRecord[] {
    return [...this.#records.values()].toSorted((a, b) => a.size - b.size);
  }

  get reports(): ReadonlyMap<string, { readonly logSize: number; readonly at: bigint }> {
    return this.#reports;
  }

  /** Set when a co-signer signed another history than this replica's. */
  get fork(): AppError | null {
    return this.#fork;
  }

  /**
   * A checkpoint from a co-signer. Returns true when it was the last one missing at its size.
   * @throws AppError `CHECKPOINT_SIGNATURE_INVALID`, `LOG_FORKED`.
   */
  add(from: string, message: CheckpointMessage): boolean {
    const { replica, store, clock, verify } = this.#options;
    const { state } = replica;
    if (state === null || !state.coSigners.has(from)) return false;
    this.#reports.set(from, { logSize: message.size, at: clock.now() });
    if (message.size > replica.tree.size) {
      if (this.#ahead.length < MAX_AHEAD) this.#ahead.push({ from, message });
      return false;
    }
    const root = bytesFromHex(message.rootHash, 32);
    const checkpoint = { workspaceId: state.workspaceId, size: message.size, rootHash: root };
    const signed = { checkpoint, signatures: [{ coSigner: from, signature: message.signature }] };
    if (checkpointSigners(signed, state.coSigners, verify).valid.length === 0) throw invalidSignature();
    store.addCheckpoint({ size: message.size, root, signer: from, signature: message.signature });
    if (bytesToHex(replica.tree.rootOf(message.size)) !== message.rootHash) {
      this.#fork ??= forked(message.size);
      throw this.#fork;
    }
    return this.#count(from, message) === state.coSigners.size;
  }

  /** Returns how many have signed. */
  #count(from: string, { size, rootHash }: CheckpointMessage): number {
    const time = this.#options.clock.now();
    const record = this.#records.get(size) ?? { size, rootHash, time, signedBy: [] };
    if (!record.signedBy.includes(from)) record.signedBy.push(from);
    this.#records.set(size, record);
    for (const known of this.#records.keys()) {
      if (this.#records.size <= MAX_KEPT) break;
      this.#records.delete(known);
    }
    return record.signedBy.length;
  }

  #retryAhead(): void {
    const size = this.#options.replica.tree.size;
    const due = this.#ahead.filter(({ message }) => message.size <= size);
    this.#ahead = this.#ahead.filter(({ message }) => message.size > size);
    for (const { from, message } of due) {
      try {
        this.add(from, message);
      } catch (error) {
        // Kept in `fork` for whoever looks; an invalid signature is not worth more than being dropped.
        if (!(error instanceof AppError)) throw error;
      }
    }
  }
}

function invalidSignature(): AppError {
  return new AppError({
    code: 'CHECKPOINT_SIGNATURE_INVALID',
    kind: 'peer',
    message: 'A checkpoint carries no valid signature.',
  });
}

function forked(size: number): AppError {
  return new AppError({
    code: 'LOG_FORKED',
    kind: 'peer',
    message: `A co-signer has another history of the first ${size} entries than this console.`,
    safe: 'This console approves and proposes nothing while histories differ.',
    next: 'Stop and do not approve. Compare the logs of all co-signers.',
    details: { size },
  });
}
