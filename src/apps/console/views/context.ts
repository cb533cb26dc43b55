/** What views are made from: one moment of the console, as plain data. */
import type { EcdsaProfile } from '../../../treasury/chains/chain.ts';
import type { LogEntry } from '../../../treasury/workspace/entry.ts';
import type { WorkspaceState } from '../../../treasury/workspace/state.ts';

/** An admitted entry with its hash. */
export interface AdmittedEntry {
  readonly index: number;
  readonly hash: string;
  readonly entry: LogEntry;
}

export interface CheckpointRecord {
  readonly size: number;
  readonly rootHash: string;
  readonly time: bigint;
  /** Pids of co-signers whose signatures over exactly this size and root verified here. */
  readonly signedBy: readonly string[];
}

/** One step of a protocol run as one party saw it. */
export interface RunEvent {
  /** The party that reports. */
  readonly observer: string;
  /** The party whose message it is. */
  readonly party: string;
  readonly round: number;
  readonly state: 'received' | 'verified' | 'rejected';
  readonly at: bigint;
}

/** Live progress of one key ceremony or signing session; gone after a restart, when only the log speaks. */
export interface RunProgress {
  readonly runId: string;
  readonly startedAt: bigint;
  readonly events: readonly RunEvent[];
}

/** What a co-signer says it has ready. For display and planning: no co-signer decides anything by it. */
export interface StockReport {
  readonly presignatures: readonly {
    readonly vaultId: string;
    readonly order: string;
    readonly indexes: readonly number[];
  }[];
  readonly primes: readonly { readonly profile: EcdsaProfile; readonly ready: number; readonly target: number }[];
  /** Why ECDSA is slow there; absent where it is not. */
  readonly slowBecause?: string;
  readonly at: bigint;
}

export interface ViewContext {
  readonly state: WorkspaceState;
  /** My member id. */
  readonly me: string;
  /** Whether this console hosts the workspace's processes. */
  readonly isHost: boolean;
  readonly now: bigint;
  /** Pids attached to the relay now: co-signers and officers' devices. */
  readonly online: ReadonlySet<string>;
  /** Log size each co-signer last reported, and when. */
  readonly reports: ReadonlyMap<string, { readonly logSize: number; readonly at: bigint }>;
  /** By pid, of co-signers that reported since this console started. */
  readonly stocks: ReadonlyMap<string, StockReport>;
  /** Ascending by size; the last fully signed one decides what counts as included. */
  readonly checkpoints: readonly CheckpointRecord[];
  /** By run id (hash of the ordering entry). */
  readonly runs: ReadonlyMap<string, RunProgress>;
  /** By request id: code of what keeps this console from finding out how a sent transaction ended. */
  readonly unsettled: ReadonlyMap<string, string>;
  readonly rootHash: string;
  readonly syncedAt: bigint;
  /** Admitted entries that concern one request, in order. */
  entriesOf(requestId: string): readonly AdmittedEntry[];
}
