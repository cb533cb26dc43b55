import { expect, it } from 'vitest';
import {
  createErrorRoundStore,
  errorRoundMigrations,
  MAX_ERROR_ROUNDS,
} from '../../../../src/adapters/storage/error-round-store.ts';
import { patternBytes, scratchDatabase } from './scratch.ts';

const SET = ['aa', 'bb'];
const round = (seed: number, epoch = 0, vaultId = 'main') => ({
  runId: patternBytes(32, seed),
  vaultId,
  epoch,
  signers: SET,
  at: 1n,
});

it('three error rounds of an epoch are borne, the fourth ends signing with it; each run counts once', () => {
  const database = scratchDatabase(errorRoundMigrations);
  const store = createErrorRoundStore(database);
  for (let seed = 1; seed <= MAX_ERROR_ROUNDS; seed += 1) store.record(round(seed));
  store.record(round(1));
  expect(store.isStopped('main', 0, SET)).toBe(false);
  store.record(round(9));
  // On disk: another process knows it, too.
  expect(createErrorRoundStore(database).isStopped('main', 0, SET)).toBe(true);
});

it('another epoch and another key begin at zero', () => {
  const store = createErrorRoundStore(scratchDatabase(errorRoundMigrations));
  for (let seed = 1; seed <= MAX_ERROR_ROUNDS + 1; seed += 1) store.record(round(seed));
  expect([store.isStopped('main', 0, SET), store.isStopped('main', 1, SET), store.isStopped('other', 0, SET)]).toEqual([
    true,
    false,
    false,
  ]);
});

it('a round that named somebody counts against the sets with that party, and against no other', () => {
  const store = createErrorRoundStore(scratchDatabase(errorRoundMigrations));
  for (let seed = 1; seed <= MAX_ERROR_ROUNDS + 1; seed += 1) {
    store.record(round(seed));
    store.name(patternBytes(32, seed), ['cc']);
  }
  // A run without an error round has nothing to be named in.
  store.name(patternBytes(32, 99), ['aa']);
  expect([store.isStopped('main', 0, SET), store.isStopped('main', 0, ['aa', 'cc'])]).toEqual([false, true]);
});

it('a round that named nobody counts against the set in which it happened', () => {
  const store = createErrorRoundStore(scratchDatabase(errorRoundMigrations));
  for (let seed = 1; seed <= MAX_ERROR_ROUNDS + 1; seed += 1) store.record({ ...round(seed), signers: ['aa', 'cc'] });
  expect([store.isStopped('main', 0, SET), store.isStopped('main', 0, ['cc', 'aa'])]).toEqual([false, true]);
});
