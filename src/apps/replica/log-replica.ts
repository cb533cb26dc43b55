/**
 * One replica of the workspace log: it reads the relay's stream, admits or skips each candidate by the pure rules of the
 * treasury, keeps what it admitted, and appends entries of its own owner.
 */
import { bytesFromHex } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../base/signatures.ts';
import type { LogStore } from '../../adapters/storage/log-store.ts';
import { openEntry, sealEntry, signEntry, type SealedEntry } from '../../treasury/log/entry-codec.ts';
import { MerkleTree } from '../../treasury/log/merkle.ts';
import type { SkipCode } from '../../treasury/workspace/admission.ts';
import { admitSealed, NO_HASH } from '../../treasury/workspace/admit.ts';
import type { EntryBody, LogEntry } from '../../treasury/workspace/entry.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import { refusedEntry } from './refused-entry.ts';

/** The relay's total order of candidates, already decrypted. */
export interface CandidateStream {
  /** Sends a candidate; it comes back through the subscription in its place. */
  publish(candidate: Uint8Array): Promise<void>;
  /** Delivers every candidate from `fromSequence` on, in order, exactly once per sequence; one that cannot be opened is `undefined`. */
  subscribe(fromSequence: number, onCandidate: (sequence: number, candidate: Uint8Array | undefined) => void): void;
}

export interface ReplicaEntry {
  readonly index: number;
  readonly hash: string;
  readonly entry: LogEntry;
}

export interface LogReplicaOptions {
  readonly stream: CandidateStream;
  readonly store: LogStore;
  readonly verify: VerifyEd25519;
  readonly clock: Clock;
  readonly author: { readonly pid: string; readonly signer: Ed25519Signer };
  /** Hash of the first entry, once known: any other genesis is skipped. */
  readonly workspaceId: string | null;
  readonly report: (part: string, error: unknown) => void;
}

type AdmittedListener = (entry: ReplicaEntry, state: WorkspaceState) => void;
type Decision = { readonly index: number } | AppError;

const MAX_TRIES = 16;
const PUBLISH_PATIENCE_MS = 20_000;

export class LogReplica {
  readonly #options: LogReplicaOptions;
  readonly #tree = new MerkleTree();
  readonly #entries: ReplicaEntry[] = [];
  readonly #waiting = new Map<string, (decision: Decision) => void>();
  readonly #listeners = new Set<AdmittedListener>();
  #state: WorkspaceState | null = null;
  #syncedAt = 0n;
  /** A candidate could not be opened since the stream was last read again. */
  #missesOne = false;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: LogReplicaOptions) {
    this.#options = options;
  }

  /**
   * Replays what is stored, then follows the stream.
   * @throws AppError `LOG_REPLICA_CORRUPT` when a stored entry no longer passes the rules it once passed.
   */
  start(): void {
    const { store } = this.#options;
    for (let from = 0; from < store.size(); from += 500) {
      for (const stored of store.read(from, from + 500)) this.#replay(stored.bytes, stored.index);
    }
    this.#syncedAt = this.#options.clock.now();
    this.#follow();
  }

  /** Folded state; `null` before the first entry. */
  get state(): WorkspaceState | null {
    return this.#state;
  }

  get entries(): readonly ReplicaEntry[] {
    return this.#entries;
  }

  get tree(): MerkleTree {
    return this.#tree;
  }

  /** When the stream last said something, by this machine's clock. */
  get syncedAt(): bigint {
    return this.#syncedAt;
  }

  /** Calls back after each newly admitted entry. Returns a function that ends it. */
  onAdmitted(listener: AdmittedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Entry `index`, 32-byte hash in hex. */
  hashAt(index: number): string {
    return this.#entries[index]?.hash ?? NO_HASH;
  }

  /**
   * Appends an entry at the head. When somebody else was faster, it looks again and tries on the new head.
   * @throws AppError with the admission rule's code when the entry is refused, `LOG_HEAD_MOVED` when the head
   *   moved away sixteen times, `LOG_UNREACHABLE` when the relay does not answer.
   */
  append(body: EntryBody): Promise<{ index: number }> {
    const result = this.#tail.then(() => this.#appendWithRetry(body));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** One try at the present head, without the retry of `append`. @throws AppError as `append`. */
  async appendOnce(body: EntryBody): Promise<{ index: number }> {
    const sealed = this.seal(body);
    const early = admitSealed(this.#state, sealed, this.#options.verify);
    if (early.type === 'skipped') throw refusedEntry(early.code, early.message);
    return this.#publish(sealed.hash, sealed.bytes);
  }

  /** An entry of this author for the present head, signed, whether or not the rules will admit it. */
  seal(body: EntryBody): SealedEntry {
    return sealEntry(
      signEntry(
        {
          version: 1,
          workspaceId: this.#state?.workspaceId ?? NO_HASH,
          index: this.#entries.length,
          prev: this.hashAt(this.#entries.length - 1),
          time: this.#options.clock.now(),
          author: this.#options.author.pid,
          body,
        },
        this.#options.author.signer,
      ),
    );
  }

  async #appendWithRetry(body: EntryBody): Promise<{ index: number }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.appendOnce(body);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'LOG_HEAD_MOVED' || attempt === MAX_TRIES) throw error;
      }
    }
  }

  async #publish(hash: string, bytes: Uint8Array): Promise<{ index: number }> {
    const decision = new Promise<Decision>((resolve) => this.#waiting.set(hash, resolve));
    const patience = AbortSignal.timeout(PUBLISH_PATIENCE_MS);
    const gaveUp = new Promise<Decision>((resolve) => patience.addEventListener('abort', () => resolve(unreachable())));
    try {
      const sent = this.#options.stream.publish(bytes).then(() => decision);
      const decided = await Promise.race([sent, gaveUp]);
      if (decided instanceof AppError) throw decided;
      return decided;
    } finally {
      this.#waiting.delete(hash);
    }
  }

  #replay(bytes: Uint8Array, index: number): void {
    const sealed = openEntry(bytes);
    const decision = admitSealed(this.#state, sealed, this.#options.verify);
    if (decision.type === 'skipped') {
      throw new AppError({
        code: 'LOG_REPLICA_CORRUPT',
        kind: 'storage',
        message: `Entry ${index} of the stored log does not pass the log's rules: ${decision.message}`,
        safe: 'Nothing was signed. The other replicas are not affected.',
        next: 'Move this replica aside; it is rebuilt from the relay.',
        details: { index, rule: decision.code },
      });
    }
    this.#keep(sealed, decision.state);
  }

  #decide(sequence: number, candidate: Uint8Array | undefined): void {
    this.#syncedAt = this.#options.clock.now();
    if (candidate === undefined) {
      this.#missesOne = true;
      return this.#options.store.skip({ sequence, reason: 'CANDIDATE_UNREADABLE' });
    }
    let sealed: SealedEntry;
    try {
      sealed = openEntry(candidate);
    } catch {
      return this.#options.store.skip({ sequence, reason: 'ENTRY_MALFORMED' });
    }
    const skip = (code: SkipCode | 'WORKSPACE_DIFFERS', message: string): void => {
      this.#options.store.skip({ sequence, reason: code });
      this.#waiting.get(sealed.hash)?.(refusedEntry(code, message));
    };
    if (this.#state === null && this.#options.workspaceId !== null && sealed.hash !== this.#options.workspaceId) {
      return skip('WORKSPACE_DIFFERS', 'The first entry is that of another workspace.');
    }
    const decision = admitSealed(this.#state, sealed, this.#options.verify);
    if (decision.type === 'skipped') {
      skip(decision.code, decision.message);
      return this.#rereadIfBehind(sealed);
    }
    this.#options.store.admit({ sequence, hash: bytesFromHex(sealed.hash, 32), bytes: candidate });
    const kept = this.#keep(sealed, decision.state);
    this.#waiting.get(sealed.hash)?.({ index: kept.index });
    for (const listener of this.#listeners) this.#tell(listener, kept, decision.state);
  }

  /** A listener that fails must not stop the stream: the entry is admitted whatever anybody makes of it. */
  #tell(listener: AdmittedListener, kept: ReplicaEntry, state: WorkspaceState): void {
    try {
      listener(kept, state);
    } catch (error) {
      this.#options.report('log listener', error);
    }
  }

  /** Others are further after a candidate that could not be opened here: the relay may have damaged this copy only. */
  #rereadIfBehind({ entry }: SealedEntry): void {
    if (!this.#missesOne || entry.index <= this.#entries.length) return;
    this.#missesOne = false;
    this.#follow();
  }

  #follow(): void {
    const { store, stream } = this.#options;
    // What was skipped last is read again, and skipped again if the others skipped it too.
    stream.subscribe(store.forgetSkipped() + 1, (sequence, candidate) => this.#decide(sequence, candidate));
  }

  #keep({ entry, hash }: SealedEntry, state: WorkspaceState): ReplicaEntry {
    const kept = { index: this.#entries.length, hash, entry };
    this.#entries.push(kept);
    // An entry's hash is its leaf hash, so chain and tree speak of the same value.
    this.#tree.appendLeafHash(bytesFromHex(hash, 32));
    this.#state = state;
    return kept;
  }
}

function unreachable(): AppError {
  return new AppError({
    code: 'LOG_UNREACHABLE',
    kind: 'peer',
    message: 'The relay did not put the entry in order within 20 seconds.',
    safe: 'The entry may still arrive; look at the log before you repeat it.',
    next: 'Check the connection to the relay.',
  });
}
