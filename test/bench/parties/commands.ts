/** What the bench asks of a party in its own thread, and what the party answers. Everything can be cloned between threads. */
import type { AuxPrimes } from '../../../src/engine/mpc/cggmp24/index.ts';
import type { ProfileName } from '../../../src/engine/crypto/parameters.ts';
import type { FrostScheme } from '../../../src/engine/mpc/frost/index.ts';

/** One protocol. `key` names a key that the parties keep between runs: they never hand a secret over. */
export type Task =
  | { readonly type: 'ecdsa-dkg'; readonly key: string; readonly profile: ProfileName; readonly minSigners: number }
  | { readonly type: 'aux'; readonly key: string; readonly primes: AuxPrimes }
  | { readonly type: 'presign' | 'online' | 'full-sign'; readonly key: string }
  | { readonly type: 'reshare'; readonly key: string; readonly plan: Uint8Array; readonly statements: Statements }
  | { readonly type: 'frost-dkg'; readonly key: string; readonly scheme: FrostScheme; readonly minSigners: number }
  | { readonly type: 'frost-sign'; readonly key: string };

/** pid in hex to `encodeSharedKey`. */
export type Statements = ReadonlyMap<string, Uint8Array>;

/** Parties are named by their places among all devices, which are in pid order. */
export interface Run {
  readonly runId: Uint8Array;
  readonly participants: readonly number[];
  readonly task: Task;
}

export type Command =
  | { readonly type: 'begin'; readonly run: Run }
  | { readonly type: 'receive'; readonly from: number; readonly envelope: Uint8Array }
  | { readonly type: 'finish' }
  | { readonly type: 'state key'; readonly key: string };

export interface Letter {
  readonly to: 'all' | number;
  readonly envelope: Uint8Array;
}

/** Milliseconds that one party computed in one run. */
export interface Spent {
  /** Before the run exists: `preparePresign`, or decoding a presignature. */
  readonly ahead: number;
  /** Making the session and its first messages. */
  readonly starting: number;
  /** Everything that a message of a peer sets in motion. */
  readonly answering: number;
}

export type Reply =
  | { readonly type: 'letters'; readonly letters: readonly Letter[] }
  | { readonly type: 'spent'; readonly spent: Spent }
  | { readonly type: 'statement'; readonly statement: Uint8Array };
