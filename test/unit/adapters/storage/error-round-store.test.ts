import { expect, it } from 'vitest';
import {
  createErrorRoundStore,
  errorRoundMigrations,
  MAX_ERROR_ROUNDS,
} from '../../../../src/adapters/storage/error-round-store.ts';
import { patternBytes, scratchDatabase } from './scratch.ts';

const round = (seed: number, epoch = 0, vaultId = 'main') => ({
  runId: patternBytes(32, seed),
  vaultId,
  epoch,
  at: 1n,
});

it('three error rounds of an epoch are borne, the fourth ends signing with it; each run counts once', () => {
  const database = scratchDatabase(errorRoundMigrations);
  const store = createErrorRoundStore(database);
  for (let seed = 1; seed <= MAX_ERROR_ROUNDS; seed += 1) store.record(round(seed));
  store.record(round(1));
  expect(store.isStopped('main', 0)).toBe(false);
  store.record(round(9));
  // On disk: another process knows it, too.
  expect(createErrorRoundStore(database).isStopped('main', 0)).toBe(true);
});

it('another epoch and another key begin at zero', () => {
  const store = createErrorRoundStore(scratchDatabase(errorRoundMigrations));
  for (let seed = 1; seed <= MAX_ERROR_ROUNDS + 1; seed += 1) store.record(round(seed));
  expect([store.isStopped('main', 0), store.isStopped('main', 1), store.isStopped('other', 0)]).toEqual([
    true,
    false,
    false,
  ]);
});
