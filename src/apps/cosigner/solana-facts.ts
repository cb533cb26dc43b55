/** Facts about Solana, from one RPC endpoint. No method throws for a chain that does not answer. */
import { bytesFromHex } from '../../base/bytes.ts';
import { MAX_LIFETIME, type SolanaClient } from '../../adapters/chains/solana/client.ts';
import { readSolanaTransfer } from '../../adapters/chains/solana/read-transfer.ts';
import type { StoredRelease } from '../../adapters/storage/session-store.ts';
import {
  known,
  readingOf,
  type Attempt,
  type ChainFacts,
  type ChainFactsParts,
  type EarlierAttempt,
  type Known,
} from './chain-facts.ts';

interface Parts extends ChainFactsParts {
  readonly client: SolanaClient;
}

export function createSolanaFacts(client: SolanaClient, rest: ChainFactsParts): ChainFacts {
  const parts = { ...rest, client };
  const { sessions } = parts;
  return {
    decoder: 'countersign-solana 1',
    read: (unsignedTransaction) => readingOf(() => readSolanaTransfer(bytesFromHex(unsignedTransaction))),
    hash: null,
    network: () => known(client.genesisHash()),
    isLifetimeValid: async ({ lifetime }) =>
      'blockhash' in lifetime ? known(client.isBlockhashValid(lifetime.blockhash)) : 'unknown',
    ownLifetime: async ({ lifetime }) => {
      if (!('blockhash' in lifetime)) return 'unknown';
      // Not the height in the proposal: that is the console's word, and a low one would make live bytes look expired.
      const height = await known(client.lastHeightFor(lifetime.blockhash));
      return typeof height === 'bigint' ? { text: `${lifetime.blockhash}@${height}` } : height;
    },
    noteLifetime: async ({ sessionId, lifetime }) => {
      if (!('blockhash' in lifetime)) return;
      const height = await known(client.lastHeightFor(lifetime.blockhash));
      if (typeof height === 'bigint') sessions.recordBound(sessionId, height);
    },
    settleEarlier: async (requestId, network, agreed) => {
      const releases = sessions.releases(requestId);
      const own = new Set(releases.map(({ sessionId }) => sessionId));
      const others = agreed.filter(({ sessionId }) => !own.has(sessionId));
      if (releases.length + others.length === 0) return [];
      if ((await known(client.genesisHash())) !== network) return [...releases, ...others].map(unknownFate);
      const attempts: EarlierAttempt[] = [];
      for (const release of releases) attempts.push(await settle(parts, release));
      for (const attempt of others) attempts.push(await watch(parts, attempt));
      return attempts;
    },
  };
}

function unknownFate({ sessionId }: { readonly sessionId: string }): EarlierAttempt {
  return { sessionId, lifetime: 'unknown', wasIncluded: 'unknown' };
}

async function settle({ client, sessions, now }: Parts, release: StoredRelease): Promise<EarlierAttempt> {
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
async function watch(parts: Parts, { sessionId, unsigned, account }: Attempt): Promise<EarlierAttempt> {
  const { client, sessions } = parts;
  const height = await known(client.blockHeight('finalized'));
  const bound = sessions.bound(sessionId) ?? (await boundFromNow(parts, sessionId));
  const isKnown = height !== 'unknown' && bound !== 'unknown';
  const inclusion = await known(client.wasIncluded(unsigned, account));
  return {
    sessionId,
    lifetime: !isKnown ? 'unknown' : height > bound ? 'expired' : 'live',
    wasIncluded: inclusion === 'unknown' ? 'unknown' : inclusion !== null,
  };
}

/** For a session this co-signer did not see in time: its blockhash is older than now, so it dies within the life of one made now. */
async function boundFromNow({ client, sessions }: Parts, sessionId: string): Promise<Known<bigint>> {
  const height = await known(client.blockHeight('processed'));
  if (height === 'unknown') return height;
  sessions.recordBound(sessionId, height + MAX_LIFETIME);
  return height + MAX_LIFETIME;
}
