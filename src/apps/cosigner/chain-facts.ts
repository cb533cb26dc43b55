/** What a co-signer finds out about a chain by itself, on its own endpoint, before it judges. One implementation for each chain. */
import type { SessionStore } from '../../adapters/storage/session-store.ts';
import type { Chain } from '../../treasury/chains/chain.ts';
import type { Reading } from '../../treasury/judge/reading-sentence.ts';
import type { Lifetime } from '../../treasury/workspace/entry.ts';

/** A fact, or `unknown` when the endpoint did not say: the judge treats unknown as a reason to refuse. */
export type Known<T> = T | 'unknown';

/** The bytes of one session, as the log has them. */
export interface Attempt {
  readonly sessionId: string;
  /** The unsigned transaction. */
  readonly unsigned: Uint8Array;
  /** The intent's sender, in the chain's text form. */
  readonly account: string;
  /** What the proposal says of the bytes' life; the judge holds it against the bytes. */
  readonly lifetime: Lifetime;
}

/** An earlier attempt for the same request that may be signed: by this co-signer's share, or by others. */
export interface EarlierAttempt {
  readonly sessionId: string;
  readonly lifetime: Known<'live' | 'expired'>;
  readonly wasIncluded: Known<boolean>;
  /** See `TransactionReading`. */
  readonly turn?: string;
}

/** How long bytes can live by the own endpoint, as it is stored with a release. */
export interface OwnLifetime {
  /** In the chain's own terms. */
  readonly text: string;
  /** See `TransactionReading`. */
  readonly turn?: string;
}

export interface ChainFacts {
  /** Name and version of the decoder, as verdicts carry it. */
  readonly decoder: string;
  /** The co-signer's own reading of the unsigned transaction (hex). Never throws. */
  read(unsignedTransaction: string): Reading;
  /**
   * The hash of the judged bytes that ECDSA signs, which the worker computes by itself (`run-task.ts`, cggmp24.md 8.3 rule 6); `null`
   * where the scheme signs the bytes themselves.
   */
  readonly hash: 'keccak256' | null;
  /** The network that the endpoint serves, as intents name it. */
  network(): Promise<Known<string>>;
  /** Whether the chain would take the bytes now: a valid blockhash, or the account's next nonce. */
  isLifetimeValid(attempt: Attempt): Promise<Known<boolean>>;
  /** How long the bytes can live, by the own endpoint; `null` when the chain would not take them now. */
  ownLifetime(attempt: Attempt): Promise<Known<OwnLifetime | null>>;
  /** Remembers how long the bytes of a session can live, while that can be asked; says nothing when the endpoint does not. */
  noteLifetime(attempt: Attempt): Promise<void>;
  /**
   * Looks at every unsettled release of the request and records those whose end is now certain; and at the attempts that others
   * agreed to sign, of which this co-signer knows only that they may be signed. An endpoint that serves another network than the
   * intent's knows nothing of either: on a network where they never were, everything looks dead.
   */
  settleEarlier(requestId: string, network: string, agreed: readonly Attempt[]): Promise<readonly EarlierAttempt[]>;
}

/** The facts of every chain. A chain without an endpoint is read, but nothing is known of it: its co-signer refuses. */
export type AllChainFacts = Readonly<Record<Chain, ChainFacts>>;

export interface ChainFactsParts {
  readonly sessions: SessionStore;
  /** Own clock, milliseconds. */
  readonly now: () => bigint;
}

/** The answer, or `unknown` when there is none. */
export async function known<T>(answer: Promise<T>): Promise<Known<T>> {
  try {
    return await answer;
  } catch {
    // Every failure of the endpoint means the same here: this co-signer does not know.
    return 'unknown';
  }
}

/** A reading by a decoder that throws for bytes it cannot read. */
export function readingOf(read: () => Reading): Reading {
  try {
    return read();
  } catch (error) {
    return { type: 'unreadable', reason: error instanceof Error ? error.message : 'The bytes are no transaction.' };
  }
}
