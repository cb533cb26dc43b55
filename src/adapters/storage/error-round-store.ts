/**
 * How often signing with a key ended in an error round (cggmp24.md 7). Such a round gives nothing away, but somebody who provokes it
 * again and again is to be stopped: an attack that is not understood yet gets no more tries. A round that named somebody counts against
 * the signing sets with that party only, one that named nobody against the set in which it happened: otherwise one cheat could lock a
 * key for all the others.
 */
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Migration } from './migrations.ts';
import { parseRow } from './rows.ts';

export const errorRoundMigrations: readonly Migration[] = [
  {
    component: 'error-round',
    version: 1,
    sql: `
      CREATE TABLE error_round (
        run_id BLOB PRIMARY KEY, vault_id TEXT NOT NULL, epoch INTEGER NOT NULL, at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
  },
  {
    component: 'error-round',
    version: 2,
    // Pids, separated by blanks. `suspects` is NULL when the round named nobody; `signers` of rounds that were recorded before.
    sql: `
      ALTER TABLE error_round ADD COLUMN signers TEXT;
      ALTER TABLE error_round ADD COLUMN suspects TEXT`,
  },
];

/** Error rounds of one key, epoch and signing set that are borne; with the next one signing stops until the shares are dealt anew. */
export const MAX_ERROR_ROUNDS = 3;

export interface ErrorRound {
  /** 32 bytes. */
  readonly runId: Uint8Array;
  readonly vaultId: string;
  readonly epoch: number;
  /** Pids of the signing set, hex, own included. */
  readonly signers: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly at: bigint;
}

export interface ErrorRoundStore {
  /** On return it is on disk; a run counts once. */
  record(round: ErrorRound): void;
  /** Writes down whom the error round of a run named, pids in hex; does nothing for a run without one. */
  name(runId: Uint8Array, suspects: readonly string[]): void;
  /**
   * Whether this co-signer signs no more with these signers and the shares of this epoch: too many rounds that named one of them, or
   * that happened among them and named nobody. Another epoch begins at zero: its holders were chosen anew.
   */
  isStopped(vaultId: string, epoch: number, signers: readonly string[]): boolean;
}

const row = z.strictObject({ signers: z.string().nullable(), suspects: z.string().nullable() });

/** @throws AppError `STORAGE_CORRUPT` when a stored record is damaged. */
export function createErrorRoundStore(database: Database): ErrorRoundStore {
  return {
    record: ({ runId, vaultId, epoch, at, signers }) => {
      const sql = `INSERT INTO error_round VALUES ($runId, $vaultId, $epoch, $at, $signers, NULL) ON CONFLICT DO NOTHING`;
      database.run(sql, { runId, vaultId, epoch, at, signers: signers.join(' ') });
    },
    name: (runId, suspects) =>
      void database.run('UPDATE error_round SET suspects = $suspects WHERE run_id = $runId', {
        ...{ runId, suspects: suspects.join(' ') },
      }),
    isStopped: (vaultId, epoch, signers) => {
      const sql = 'SELECT signers, suspects FROM error_round WHERE vault_id = $vaultId AND epoch = $epoch';
      const rounds = database.all(sql, { vaultId, epoch }).map((found) => parseRow(row, found));
      const isHere = (pid: string): boolean => signers.includes(pid);
      const counting = rounds.filter(({ suspects, signers: among }) =>
        suspects === null ? (among?.split(' ').every(isHere) ?? true) : suspects.split(' ').some(isHere),
      );
      return counting.length > MAX_ERROR_ROUNDS;
    },
  };
}
