/** What a co-signer writes down of its releases on Solana. The network must be the intent's: elsewhere everything looks dead. */
import { describe, expect, it } from 'vitest';
import type { SolanaClient } from '../../../../src/adapters/chains/solana/client.ts';
import { createSessionStore, sessionMigrations } from '../../../../src/adapters/storage/session-store.ts';
import type { Attempt } from '../../../../src/apps/cosigner/chain-facts.ts';
import { createSolanaFacts } from '../../../../src/apps/cosigner/solana-facts.ts';
import { scratchDatabase } from '../../adapters/storage/scratch.ts';
import { BLOCKHASH, NETWORK, VAULT_ADDRESS } from '../../treasury/test-workspace.ts';

const BYTES = new Uint8Array(150).fill(7);
const DEAD = { lifetime: 'expired', wasIncluded: false };

/** An endpoint whose finalized height has passed every bound, and whose history does not have the bytes. */
function factsOn(network: string) {
  const sessions = createSessionStore(scratchDatabase(sessionMigrations));
  const asked: string[] = [];
  const client = {
    genesisHash: () => Promise.resolve(network),
    blockHeight: () => Promise.resolve(10_000n),
    wasIncluded: (_bytes: Uint8Array, account: string) => {
      asked.push(account);
      return Promise.resolve(null);
    },
  };
  const facts = createSolanaFacts(client as unknown as SolanaClient, { sessions, now: () => 5_000n });
  sessions.markReleased({
    sessionId: 's1',
    requestId: 'r1',
    vaultId: 'main',
    account: VAULT_ADDRESS,
    message: BYTES,
    lifetime: `${BLOCKHASH}@300`,
    releasedAt: 1n,
  });
  sessions.recordBound('s2', 300n);
  return { facts, sessions, asked };
}

const other: Attempt = {
  sessionId: 's2',
  unsigned: BYTES,
  account: VAULT_ADDRESS,
  lifetime: { blockhash: BLOCKHASH, lastValidBlockHeight: 300n },
};

describe('earlier attempts', () => {
  it('are settled by the history of the network they were for', async () => {
    const { facts, sessions } = factsOn(NETWORK);
    expect(await facts.settleEarlier('r1', NETWORK, [other])).toEqual([
      { sessionId: 's1', ...DEAD },
      { sessionId: 's2', ...DEAD },
    ]);
    expect(sessions.releases('r1')).toMatchObject([{ outcome: 'expired' }]);
  });

  it('stay open when the endpoint serves another network, and nothing is asked of it', async () => {
    const { facts, sessions, asked } = factsOn(BLOCKHASH);
    const unknown = { lifetime: 'unknown', wasIncluded: 'unknown' };
    expect(await facts.settleEarlier('r1', NETWORK, [other])).toEqual([
      { sessionId: 's1', ...unknown },
      { sessionId: 's2', ...unknown },
    ]);
    expect(asked).toEqual([]);
    expect(sessions.unsettled()).toHaveLength(1);
  });

  it('that do not exist need no endpoint', async () => {
    const { facts } = factsOn(BLOCKHASH);
    expect(await facts.settleEarlier('r2', NETWORK, [])).toEqual([]);
  });
});
