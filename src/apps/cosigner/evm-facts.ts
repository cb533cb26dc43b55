/** Facts about one EVM network, from one RPC endpoint. No method throws for a chain that does not answer, or for a missing endpoint. */
import { bytesFromHex } from '../../base/bytes.ts';
import type { EvmClient } from '../../adapters/chains/evm/client.ts';
import { readEvmTransfer } from '../../adapters/chains/evm/read-transfer.ts';
import type { TransactionReading } from '../../treasury/judge/reading.ts';
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

/** @param client `null` for a co-signer that has no endpoint of an EVM network: it reads bytes, knows nothing and so refuses. */
export function createEvmFacts(client: EvmClient | null, { sessions, now }: ChainFactsParts): ChainFacts {
  const ask = <T>(question: (client: EvmClient) => Promise<T>): Promise<Known<T>> =>
    client === null ? Promise.resolve('unknown') : known(question(client));
  /** What became of the bytes; `unknown` also when the endpoint serves another network than the bytes are for. */
  const fateOf = async (sessionId: string, unsigned: Uint8Array, account: string): Promise<EarlierAttempt> => {
    const turn = turnOf(unsigned);
    const fate = turn === undefined ? 'unknown' : await ask((endpoint) => endpoint.fateOf(unsigned, account));
    const facts = fate === 'unknown' ? ({ lifetime: 'unknown', wasIncluded: 'unknown' } as const) : fate;
    return { sessionId, ...facts, ...(turn === undefined ? {} : { turn }) };
  };
  const settle = async (release: StoredRelease): Promise<EarlierAttempt> => {
    const { sessionId, outcome, message, account } = release;
    if (outcome !== undefined) return { sessionId, lifetime: 'expired', wasIncluded: outcome === 'included' };
    const attempt = await fateOf(sessionId, message, account);
    // Only what is final is written down: a block that is not may be replaced by one with another transaction.
    if (attempt.lifetime === 'expired' && attempt.wasIncluded !== 'unknown')
      sessions.settle(sessionId, attempt.wasIncluded ? 'included' : 'expired', now());
    return attempt;
  };
  const isNext = ({ lifetime, account }: Attempt): Promise<Known<boolean>> =>
    ask(async (endpoint) => 'nonce' in lifetime && (await endpoint.nextNonce(account)) === lifetime.nonce);
  return {
    decoder: 'countersign-evm 1',
    read: (unsignedTransaction) => readingOf(() => readEvmTransfer(bytesFromHex(unsignedTransaction))),
    hash: 'keccak256',
    network: () => ask((endpoint) => endpoint.network()),
    isLifetimeValid: isNext,
    ownLifetime: async (attempt) => {
      const turn = turnOf(attempt.unsigned);
      const isValid = turn === undefined ? 'unknown' : await isNext(attempt);
      if (isValid === 'unknown' || turn === undefined) return 'unknown';
      return isValid ? { text: turn, turn } : null;
    },
    // The life of these bytes has no bound in time: they die when another transaction takes their nonce, which can always be asked.
    noteLifetime: () => Promise.resolve(),
    // The bytes name their network, and the client holds the endpoint's against it.
    settleEarlier: async (requestId, _network, agreed) => {
      const attempts: EarlierAttempt[] = [];
      const releases = sessions.releases(requestId);
      const own = new Set(releases.map(({ sessionId }) => sessionId));
      for (const release of releases) attempts.push(await settle(release));
      for (const { sessionId, unsigned, account } of agreed)
        if (!own.has(sessionId)) attempts.push(await fateOf(sessionId, unsigned, account));
      return attempts;
    },
  };
}

function turnOf(unsigned: Uint8Array): string | undefined {
  const reading = readingOf(() => readEvmTransfer(unsigned));
  return 'type' in reading ? undefined : (reading satisfies TransactionReading).turn;
}
