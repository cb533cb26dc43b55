/**
 * How often signing with a key ended in an error round (cggmp24.md 7). Such a round gives nothing away, but somebody who provokes it
 * again and again without being named is to be stopped: an attack that is not understood yet gets no more tries.
 */
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Migration } from './migrations.ts';
import { count, parseRow } from './rows.ts';

export const errorRoundMigrations: readonly Migration[] = [
  {
    component: 'error-round',
    version: 1,
    sql: `
      CREATE TABLE error_round (
        run_id BLOB PRIMARY KEY, vault_id TEXT NOT NULL, epoch INTEGER NOT NULL, at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
  },
];

/** Error rounds of one key and epoch that are borne; with the next one signing stops until the shares are dealt anew. */
export const MAX_ERROR_ROUNDS = 3;

export interface ErrorRound {
  /** 32 bytes. */
  readonly runId: Uint8Array;
  readonly vaultId: string;
  readonly epoch: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: bigint;
}

export interface ErrorRoundStore {
  /** On return it is on disk; a run counts once. */
  record(round: ErrorRound): void;
  /** Whether this co-signer signs no more with the shares of this epoch. Another epoch begins at zero: its holders were chosen anew. */
  isStopped(vaultId: string, epoch: number): boolean;
}

const number = z.strictObject({ number: count });

/** @throws AppError `STORAGE_CORRUPT` when a stored record is damaged. */
export function createErrorRoundStore(database: Database): ErrorRoundStore {
  return {
    record: ({ runId, vaultId, epoch, at }) =>
      void database.run('INSERT INTO error_round VALUES ($runId, $vaultId, $epoch, $at) ON CONFLICT DO NOTHING', {
        ...{ runId, vaultId, epoch, at },
      }),
    isStopped: (vaultId, epoch) => {
      const sql = 'SELECT count(*) AS number FROM error_round WHERE vault_id = $vaultId AND epoch = $epoch';
      return parseRow(number, database.get(sql, { vaultId, epoch }) ?? {}).number > MAX_ERROR_ROUNDS;
    },
  };
}
