/** What the log says of the sharings of one key: those that were, the one in force, and those that are being made. */
import type { EntryOf } from './entry.ts';
import type { ApprovalRecord } from './state.ts';

/** A sharing that is or was in force. */
export interface EpochRecord {
  readonly epoch: number;
  readonly minSigners: number;
  /** Shamir point of each holder, by pid in pid order. */
  readonly ids: ReadonlyMap<string, number>;
  /** The certificate: every holder's acknowledgement. Empty for the key ceremony, whose confirmations are the vault's. */
  readonly certificate: ReadonlyMap<string, EntryOf<'vault.epoch-acknowledged'>>;
  /** Log index of the entry that completed it. */
  readonly index: number;
  /** Holders that say that their share of this epoch is destroyed, with the index of the entry. */
  readonly erasedBy: ReadonlyMap<string, number>;
}

export interface ReshareState {
  readonly proposal: EntryOf<'vault.reshare-proposed'>;
  /** Pid of the device that proposed it. */
  readonly proposedBy: string;
  readonly index: number;
  readonly time: bigint;
  /** Hash of the proposing entry: the `runId` of the run. */
  readonly runId: string;
  /** How many members' tokens must approve; 0 for a refresh. */
  readonly needed: number;
  readonly approvals: readonly ApprovalRecord[];
  /** Log index of the entry that let the run begin; `null` before, and then no share of the new epoch exists anywhere. */
  readonly startedAt: number | null;
  /**
   * `failed` ends the waiting, not the possibility: where acknowledgements went out, the last one still makes the epoch
   * (reshare.md 6.7). `impossible`: a holder refused for good, holders acknowledged different things, or a later epoch is in force.
   */
  readonly status: 'pending' | 'running' | 'failed' | 'impossible' | 'active';
  readonly acknowledgements: ReadonlyMap<string, EntryOf<'vault.epoch-acknowledged'>>;
  readonly refusals: ReadonlyMap<string, EntryOf<'vault.epoch-refused'>>;
  readonly failure: {
    readonly code: string;
    readonly text: string;
    readonly blame: EntryOf<'vault.reshare-failed'>['blame'];
  } | null;
}

/** Sharings of one vault's key. */
export interface SharingState {
  /** In order; the last one is in force. Empty while the key ceremony runs. */
  readonly epochs: readonly EpochRecord[];
  /** In order of their proposals. At most the last is `pending` or `running`. */
  readonly reshares: readonly ReshareState[];
  /** The smallest number that no run ever dealt. */
  readonly nextEpoch: number;
  /** The smallest Shamir point that no device of this key ever had. */
  readonly nextId: number;
}

/** A vault whose key does not exist yet. */
export const NO_SHARING: SharingState = { epochs: [], reshares: [], nextEpoch: 1, nextId: 1 };

/** Presignatures that were asked for, and which of them sessions took. */
export interface PresignOrderState {
  readonly order: EntryOf<'presignatures.ordered'>;
  readonly index: number;
  readonly time: bigint;
  /** Pid of the device or co-signer that ordered. */
  readonly orderedBy: string;
  /** Place in the order -> session that named it. A session names it once and for ever, however it ends. */
  readonly taken: ReadonlyMap<number, string>;
}
