/** What a co-signer finds out about the chain by itself, on its own endpoint, before it judges. */
import { bytesFromHex } from '../../base/bytes.ts';
import type { SolanaClient } from '../../adapters/chains/solana/client.ts';
import { readSolanaTransfer } from '../../adapters/chains/solana/read-transfer.ts';
import type { SessionStore, StoredRelease } from '../../adapters/storage/session-store.ts';
import type { TransactionReading } from '../../treasury/judge/reading.ts';

/** A fact, or `unknown` when the endpoint did not say: the judge treats unknown as a reason to refuse. */
export type Known<T> = T | 'unknown';

/** An earlier attempt for the same request to which this co-signer released its share. */
export interface EarlierAttempt {
  readonly sessionId: string;
  readonly lifetime: Known<'live' | 'expired'>;
  readonly wasIncluded: Known<boolean>;
}

export interface ChainFacts {
  /** The co-signer's own reading of the bytes. */
  read(unsignedTransaction: string): TransactionReading | { readonly type: 'unreadable'; readonly reason: string };
  /** Genesis hash that names the network. */
  network(): Promise<Known<string>>;
  isLifetimeValid(blockhash: string): Promise<Known<boolean>>;
  /** Height after which nothing with this blockhash can be included, by the own endpoint; null when it is not valid now. */
  lastHeightFor(blockhash: string): Promise<Known<bigint | null>>;
  /** Looks at every unsettled release of the request and records those whose end is now certain. */
  settleEarlier(requestId: string): Promise<readonly EarlierAttempt[]>;
}

/** Chain facts from one RPC endpoint. No method throws for a chain that does not answer. */
export function createChainFacts(client: SolanaClient, sessions: SessionStore, now: () => bigint): ChainFacts {
  return {
    read: (unsignedTransaction) => {
      try {
        return readSolanaTransfer(bytesFromHex(unsignedTransaction));
      } catch (error) {
        return { type: 'unreadable', reason: error instanceof Error ? error.message : 'The bytes are not a message.' };
      }
    },
    network: () => known(client.genesisHash()),
    isLifetimeValid: (blockhash) => known(client.isBlockhashValid(blockhash)),
    lastHeightFor: (blockhash) => known(client.lastHeightFor(blockhash)),
    settleEarlier: async (requestId) => {
      const attempts: EarlierAttempt[] = [];
      for (const release of sessions.releases(requestId)) attempts.push(await settle(client, sessions, release, now));
      return attempts;
    },
  };
}

/** What bounds the life of released bytes, as it is stored with the release. */
export function encodeLifetime(lifetime: {
  readonly blockhash: string;
  readonly lastValidBlockHeight: bigint;
}): string {
  return `${lifetime.blockhash}@${lifetime.lastValidBlockHeight}`;
}

async function settle(
  client: SolanaClient,
  sessions: SessionStore,
  release: StoredRelease,
  now: () => bigint,
): Promise<EarlierAttempt> {
  const { sessionId } = release;
  if (release.outcome === 'expired') return { sessionId, lifetime: 'expired', wasIncluded: false };
  if (release.outcome === 'included') return { sessionId, lifetime: 'expired', wasIncluded: true };
  const height = await known(client.blockHeight('finalized'));
  const lastValid = /@(\d+)$/.exec(release.lifetime)?.[1];
  // Only finalized height makes absence final: before that, a block may still carry the message.
  const isKnown = height !== 'unknown' && lastValid !== undefined;
  const lifetime = !isKnown ? 'unknown' : height > BigInt(lastValid) ? 'expired' : 'live';
  const inclusion = await known(client.wasIncluded(release.message, release.account));
  const wasIncluded = inclusion === 'unknown' ? 'unknown' : inclusion !== null;
  if (wasIncluded === true) sessions.settle(sessionId, 'included', now());
  if (wasIncluded === false && lifetime === 'expired') sessions.settle(sessionId, 'expired', now());
  return { sessionId, lifetime, wasIncluded };
}

async function known<T>(answer: Promise<T>): Promise<Known<T>> {
  try {
    return await answer;
  } catch {
    // Every failure of the endpoint means the same here: this co-signer does not know.
    return 'unknown';
  }
}
