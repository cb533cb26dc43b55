/** How released signatures ended is found out in the background, while the endpoint can still show it. */
import { describe, expect, it, vi } from 'vitest';
import { createSessionStore, sessionMigrations } from '../../../../src/adapters/storage/session-store.ts';
import type { EvmClient, Fate } from '../../../../src/adapters/chains/evm/client.ts';
import { CoSigner } from '../../../../src/apps/cosigner/cosigner.ts';
import { createEvmFacts } from '../../../../src/apps/cosigner/evm-facts.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { PAYER, raw } from '../../adapters/chains/evm/raw-transaction.ts';
import { scratchDatabase } from '../../adapters/storage/scratch.ts';

const NETWORK = 'eip155:31337';

/** A co-signer with one release, whose endpoint says this when it is asked. */
function coSigner(fateOf: () => Promise<Fate>) {
  const sessions = createSessionStore(scratchDatabase(sessionMigrations));
  const release = { sessionId: 's1', requestId: 'r1', vaultId: 'ether', account: PAYER, message: raw() };
  sessions.markReleased({ ...release, lifetime: 'nonce 7', turn: `${NETWORK} nonce 7`, releasedAt: 1n });
  const asked = vi.fn(fateOf);
  const client: Pick<EvmClient, 'fateOf'> = { fateOf: asked };
  let onAdmitted: (entry: unknown, state: unknown) => void = () => undefined;
  const requests = new Map([['r1', { intent: { chain: 'evm', network: NETWORK }, sessions: [] }]]);
  const none = new Map<string, never>();
  const state = {
    ...{ requests, members: none, coSigners: none, vaults: none, presignOrders: none, sessionRequests: none },
    ecdsaProfiles: [],
  };
  const context = {
    sessions,
    chains: { evm: createEvmFacts(client as EvmClient, { sessions, now: () => 5n }) },
    replica: {
      ...{ state, tree: { size: 0 }, start: () => undefined },
      onAdmitted: (listener: typeof onAdmitted) => (onAdmitted = listener),
    },
    runs: { cancelAll: () => undefined },
    primes: { start: () => undefined, stop: () => Promise.resolve(), want: () => undefined, levels: () => [] },
    arithmetic: { implementation: 'openssl' },
    ...{ home: { pid: '00' }, stock: { isAvailable: () => false }, report: () => undefined },
  };
  const it = new CoSigner(context as never, { caughtUp: Promise.resolve(), sendDirect: () => undefined });
  const settled = () => onAdmitted({ entry: { body: { type: 'request.settled', requestId: 'r1' } } }, state);
  return { it, sessions, asked, settled };
}

const unreachable = () =>
  Promise.reject(new AppError({ code: 'CHAIN_UNREACHABLE', kind: 'chain', message: 'The endpoint is silent.' }));

describe('a release without a known end', () => {
  it('is settled by the next start', async () => {
    const made = coSigner(() => Promise.resolve({ lifetime: 'expired', wasIncluded: true }));
    await made.it.start();
    await vi.waitFor(() => expect(made.sessions.unsettled()).toEqual([]));
    expect(made.sessions.releases('r1')).toMatchObject([{ outcome: 'included' }]);
  });

  it('stays open while the endpoint is silent, and is settled when the log says that a transaction ended', async () => {
    const made = coSigner(unreachable);
    await made.it.start();
    await vi.waitFor(() => expect(made.asked).toHaveBeenCalledTimes(1));
    expect(made.sessions.unsettled()).toHaveLength(1);
    made.asked.mockResolvedValue({ lifetime: 'expired', wasIncluded: false });
    made.settled();
    await vi.waitFor(() => expect(made.sessions.releases('r1')).toMatchObject([{ outcome: 'expired' }]));
    made.settled();
    expect(made.asked).toHaveBeenCalledTimes(2);
  });
});
