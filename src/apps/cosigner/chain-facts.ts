/** What a co-signer finds out about the chain by itself, on its own endpoint, before it judges. */
import { bytesFromHex } from '../../base/bytes.ts';
import { MAX_LIFETIME, type SolanaClient } from '../../adapters/chains/solana/client.ts';
import { readSolanaTransfer } from '../../adapters/chains/solana/read-transfer.ts';
import type { SessionStore, StoredRelease } from '../../adapters/storage/session-store.ts';
import type { TransactionReading } from '../../treasury/judge/reading.ts';

/** A fact, or `unknown` when the endpoint did not say: the judge treats unknown as a reason to refuse. */
export type Known<T> = T | 'unknown';

/** An earlier attempt for the same request that may be signed: by this co-signer's share, or by others. */
export interface EarlierAttempt {
  readonly sessionId: string;
  readonly lifetime: Known<'live' | 'expired'>;
  readonly wasIncluded: Known<boolean>;
}

/** Bytes that the signers of an earlier session agreed to sign. */
export interface AgreedAttempt {
  readonly sessionId: string;
  readonly message: Uint8Array;
  /** Sender, base58. */
  readonly account: string;
}

export interface ChainFacts {
  /** The co-signer's own reading of the bytes. */
  read(unsignedTransaction: string): TransactionReading | { readonly type: 'unreadable'; readonly reason: string };
  /** Genesis hash that names the network. */
  network(): Promise<Known<string>>;
  isLifetimeValid(blockhash: string): Promise<Known<boolean>>;
  /** Height after which nothing with this blockhash can be included, by the own endpoint; null when it is not valid now. */
  lastHeightFor(blockhash: string): Promise<Known<bigint | null>>;
  /** Remembers how long the bytes of a session can live, while their blockhash is fresh; says nothing when the endpoint does not. */
  noteLifetime(sessionId: string, blockhash: string): Promise<void>;
  /**
   * Looks at every unsettled release of the request and records those whose end is now certain; and at the attempts that others
   * agreed to sign, of which this co-signer knows only that they may be signed.
   */
  settleEarlier(requestId: string, agreed: readonly AgreedAttempt[]): Promise<readonly EarlierAttempt[]>;
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
    noteLifetime: async (sessionId, blockhash) => {
      const height = await known(client.lastHeightFor(blockhash));
      if (typeof height === 'bigint') sessions.recordBound(sessionId, height);
    },
    settleEarlier: async (requestId, agreed) => {
      const attempts: EarlierAttempt[] = [];
      const releases = sessions.releases(requestId);
      const own = new Set(releases.map(({ sessionId }) => sessionId));
      for (const release of releases) attempts.push(await settle(client, sessions, release, now));
      for (const attempt of agreed)
        if (!own.has(attempt.sessionId)) attempts.push(await watch(client, sessions, attempt));
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

/** What became of bytes that only others may have signed. */
async function watch(client: SolanaClient, sessions: SessionStore, attempt: AgreedAttempt): Promise<EarlierAttempt> {
  const { sessionId, message, account } = attempt;
  const height = await known(client.blockHeight('finalized'));
  const bound = sessions.bound(sessionId) ?? (await boundFromNow(client, sessions, sessionId));
  const isKnown = height !== 'unknown' && bound !== 'unknown';
  const inclusion = await known(client.wasIncluded(message, account));
  return {
    sessionId,
    lifetime: !isKnown ? 'unknown' : height > bound ? 'expired' : 'live',
    wasIncluded: inclusion === 'unknown' ? 'unknown' : inclusion !== null,
  };
}

/** For a session this co-signer did not see in time: its blockhash is older than now, so it dies within the life of one made now. */
async function boundFromNow(client: SolanaClient, sessions: SessionStore, sessionId: string): Promise<Known<bigint>> {
  const height = await known(client.blockHeight('processed'));
  if (height === 'unknown') return height;
  sessions.recordBound(sessionId, height + MAX_LIFETIME);
  return height + MAX_LIFETIME;
}

async function known<T>(answer: Promise<T>): Promise<Known<T>> {
  try {
    return await answer;
  } catch {
    // Every failure of the endpoint means the same here: this co-signer does not know.
    return 'unknown';
  }
}
