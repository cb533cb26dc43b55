/**
 * Which pairs of primes lie ready for auxiliary data (primitives.md 4.2), and which were handed out. A pair is used for one
 * auxiliary run of one device only; one that was handed out, restored or cloned is never handed out again. The primes themselves
 * are sealed files (`keystore/file/one-time-file.ts`).
 */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { Database, SqlRow } from './database.ts';
import type { Migration } from './migrations.ts';
import type { RestoreMark } from './restore-mark.ts';
import { blob, count, parseRow, text, time } from './rows.ts';

export const primeMigrations: readonly Migration[] = [
  {
    component: 'prime',
    version: 1,
    sql: `
      CREATE TABLE prime_pair (
        pair_id BLOB PRIMARY KEY, profile TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('paillier', 'ring-pedersen')), made_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE prime_gone (pair_id BLOB PRIMARY KEY, gone_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  },
];

export type PrimeKind = 'paillier' | 'ring-pedersen';

export interface PrimePair {
  /** 16 random bytes. */
  readonly pairId: Uint8Array;
  /** Name of the parameter profile. */
  readonly profile: string;
  readonly kind: PrimeKind;
  /** Milliseconds since the Unix epoch. */
  readonly madeAt: bigint;
}

/** How many pairs of each kind are ready; the smaller number is how many auxiliary runs they suffice for. */
export type PrimeLevel = Readonly<Record<PrimeKind, number>>;

export interface PrimeStore {
  /** @throws AppError `PRIMES_EXIST` for a pair that is or was here. */
  add(pair: PrimePair): void;
  level(profile: string): PrimeLevel;
  /**
   * Hands out the oldest pair of each kind: on return neither is in the pool any more, on disk, and only then may they be read.
   * @throws AppError `PRIMES_MISSING` when one of the two is not there; then both stay.
   */
  take(profile: string, at: bigint): Readonly<Record<PrimeKind, Uint8Array>>;
  /** Ids of all pairs that may still be handed out. */
  all(): readonly PrimePair[];
}

const row = z.strictObject({
  pair_id: blob(16),
  profile: text,
  kind: z.enum(['paillier', 'ring-pedersen']),
  made_at: time,
});
const number = z.strictObject({ number: count });

/** Removes all: the database may be a copy of an earlier one. The ids stay known. */
export function forgetPrimes(database: Database, at: bigint): void {
  for (const { pairId } of allOf(database)) forget(database, pairId, at);
}

/** @param options `mark` is of the same database; its `onDoubt` calls `forgetPrimes`. @throws AppError `STORAGE_CORRUPT` from every reading method */
export function createPrimeStore(options: { readonly database: Database; readonly mark: RestoreMark }): PrimeStore {
  const { database, mark } = options;
  const countOf = (profile: string, kind: PrimeKind): number => {
    const sql = 'SELECT count(*) AS number FROM prime_pair WHERE profile = $profile AND kind = $kind';
    return parseRow(number, database.get(sql, { profile, kind }) ?? {}).number;
  };

  function oldest(profile: string, kind: PrimeKind): Uint8Array {
    const found = allOf(database).find((pair) => pair.profile === profile && pair.kind === kind);
    if (found === undefined) throw missing(profile);
    return found.pairId;
  }

  return {
    all: () => allOf(database),
    add: ({ pairId, profile, kind, madeAt }) =>
      database.transaction(() => {
        for (const table of ['prime_pair', 'prime_gone']) {
          if (database.get(`SELECT pair_id FROM ${table} WHERE pair_id = $pairId`, { pairId }) !== undefined)
            throw exists();
        }
        database.run('INSERT INTO prime_pair VALUES ($pairId, $profile, $kind, $madeAt)', {
          pairId,
          profile,
          kind,
          madeAt,
        });
      }),
    level: (profile) => ({
      paillier: countOf(profile, 'paillier'),
      'ring-pedersen': countOf(profile, 'ring-pedersen'),
    }),
    take: (profile, at) =>
      mark.advance(() => {
        const taken = { paillier: oldest(profile, 'paillier'), 'ring-pedersen': oldest(profile, 'ring-pedersen') };
        for (const pairId of Object.values(taken)) forget(database, pairId, at);
        return taken;
      }),
  };
}

function allOf(database: Database): readonly PrimePair[] {
  return database.all('SELECT * FROM prime_pair ORDER BY made_at, pair_id').map(pairOf);
}

function forget(database: Database, pairId: Uint8Array, at: bigint): void {
  database.run('DELETE FROM prime_pair WHERE pair_id = $pairId', { pairId });
  database.run('INSERT INTO prime_gone VALUES ($pairId, $at)', { pairId, at });
}

function pairOf(found: SqlRow): PrimePair {
  const { pair_id, profile, kind, made_at } = parseRow(row, found);
  return { pairId: pair_id, profile, kind, madeAt: made_at };
}

function missing(profile: string): AppError {
  return new AppError({
    code: 'PRIMES_MISSING',
    kind: 'input',
    message: `The pool of primes for ${profile} is empty.`,
    safe: 'Nothing was begun.',
    next: 'Wait until the pool has a set; it fills in the background.',
  });
}

function exists(): AppError {
  return new AppError({
    code: 'PRIMES_EXIST',
    kind: 'storage',
    message: 'This pair of primes was in the pool before.',
  });
}
