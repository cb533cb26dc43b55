import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../../src/adapters/storage/database.ts';
import {
  createPrimeStore,
  forgetPrimes,
  primeMigrations,
  type PrimeKind,
  type PrimePair,
  type PrimeStore,
} from '../../../../src/adapters/storage/prime-store.ts';
import { openRestoreMark, restoreMarkMigrations } from '../../../../src/adapters/storage/restore-mark.ts';
import { patternBytes, scratchFolder, thrownBy } from './scratch.ts';

const pair = (seed: number, kind: PrimeKind, changes: Partial<PrimePair> = {}): PrimePair => ({
  pairId: patternBytes(16, seed),
  profile: 'P112',
  kind,
  madeAt: BigInt(seed),
  ...changes,
});

function open(folder: string): { store: PrimeStore; close(): void } {
  const databasePath = join(folder, 'cosigner.db');
  const database = openDatabase(databasePath, [...primeMigrations, ...restoreMarkMigrations]);
  const mark = openRestoreMark({
    database,
    databasePath,
    markPath: join(folder, 'mark'),
    boot: 'first',
    onDoubt: () => forgetPrimes(database, 50n),
  });
  const close = (): void => {
    mark.close();
    database.close();
  };
  return { store: createPrimeStore({ database, mark }), close };
}

test('a set is handed out once, the oldest first, and never comes back', () => {
  const folder = scratchFolder();
  const { store, close } = open(folder);
  for (const [seed, kind] of [
    [3, 'paillier'],
    [1, 'paillier'],
    [2, 'ring-pedersen'],
  ] as const)
    store.add(pair(seed, kind));
  store.add(pair(4, 'ring-pedersen', { profile: 'P128' }));
  expect(store.level('P112')).toEqual({ paillier: 2, 'ring-pedersen': 1 });
  expect(store.take('P112', 60n)).toEqual({ paillier: patternBytes(16, 1), 'ring-pedersen': patternBytes(16, 2) });
  expect(store.level('P112')).toEqual({ paillier: 1, 'ring-pedersen': 0 });
  close();
  const again = open(folder);
  expect(thrownBy(() => again.store.add(pair(1, 'paillier')))).toMatchObject({ code: 'PRIMES_EXIST' });
  expect(thrownBy(() => again.store.add(pair(3, 'paillier')))).toMatchObject({ code: 'PRIMES_EXIST' });
  again.close();
});

test('an incomplete set is not touched', () => {
  const { store, close } = open(scratchFolder());
  store.add(pair(1, 'paillier'));
  expect(thrownBy(() => store.take('P112', 60n))).toMatchObject({ code: 'PRIMES_MISSING' });
  expect(store.level('P112')).toEqual({ paillier: 1, 'ring-pedersen': 0 });
  close();
});

test('a restored pool is emptied', () => {
  const folder = scratchFolder();
  const path = join(folder, 'cosigner.db');
  const first = open(folder);
  first.store.add(pair(1, 'paillier'));
  first.store.add(pair(2, 'ring-pedersen'));
  first.close();
  copyFileSync(path, `${path}.backup`);
  const second = open(folder);
  second.store.take('P112', 60n);
  second.close();
  writeFileSync(path, readFileSync(`${path}.backup`), { flag: 'r+' });
  const third = open(folder);
  expect(third.store.all()).toEqual([]);
  expect(thrownBy(() => third.store.add(pair(1, 'paillier')))).toMatchObject({ code: 'PRIMES_EXIST' });
  third.close();
});
