/**
 * Which presignatures this co-signer holds, and which it has spent (cggmp24.md 8.3). A presignature that signs twice gives the
 * key away, so the mark that it is spent is on disk before its secret is read, and it is never taken back.
 *
 * The secrets are not in this database: SQLite keeps old pages in its write-ahead log and in freed blocks. Each is a sealed file
 * of its own, which is overwritten when it is spent (`keystore/file/presignature-file.ts`).
 */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { PRESIGNATURE_MAX_AGE, PRESIGNATURE_MAX_STOCK } from '../../treasury/workspace/epoch-entry.ts';
import type { Database, SqlRow } from './database.ts';
import type { Migration } from './migrations.ts';
import type { RestoreMark } from './restore-mark.ts';
import { blob, count, parseRow, text, time } from './rows.ts';

export const presignatureMigrations: readonly Migration[] = [
  {
    component: 'presignature',
    version: 1,
    sql: `
      CREATE TABLE presignature (
        presig_id BLOB PRIMARY KEY, run_id BLOB NOT NULL UNIQUE, vault_id TEXT NOT NULL, epoch INTEGER NOT NULL,
        signers TEXT NOT NULL, path TEXT NOT NULL, made_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX presignature_pool ON presignature (vault_id, epoch, signers, path, made_at);
      CREATE TABLE presignature_spent (
        presig_id BLOB PRIMARY KEY, run_id BLOB NOT NULL UNIQUE, message_hash BLOB, reason TEXT NOT NULL,
        spent_at INTEGER NOT NULL, CHECK ((reason = 'consumed') = (message_hash IS NOT NULL))
      ) STRICT, WITHOUT ROWID`,
  },
  {
    component: 'presignature',
    // Those made before are in an encoding that cannot be read any more (`engine/mpc/cggmp24/presignature-codec.ts`, version 2)
    version: 2,
    sql: `
      INSERT INTO presignature_spent SELECT presig_id, run_id, NULL, 'lost', made_at FROM presignature;
      DELETE FROM presignature`,
  },
];

/** What a presignature is for: it signs for nothing else. */
export interface PresignatureBinding {
  readonly vaultId: string;
  readonly epoch: number;
  /** Pids of the signing set, lower-case hex, sorted. */
  readonly signers: readonly string[];
  /** Non-hardened indices of the child key. */
  readonly path: readonly number[];
}

export interface StoredPresignature extends PresignatureBinding {
  /** 32 bytes: the `sid` of the presigning run. */
  readonly presigId: Uint8Array;
  /** 32 bytes: the run that made it, by which the log names it. */
  readonly runId: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly madeAt: bigint;
}

/** Why a presignature is gone: used for a message, or removed unused. */
export type SpentReason = 'consumed' | 'epoch' | 'blame' | 'expired' | 'doubt' | 'lost';

export interface SpentPresignature {
  readonly presigId: Uint8Array;
  readonly runId: Uint8Array;
  /** 32 bytes, of a consumed one only. */
  readonly messageHash: Uint8Array | undefined;
  readonly reason: SpentReason;
  readonly spentAt: bigint;
}

export interface PresignatureLimits {
  /** Milliseconds. */
  readonly maxAge: bigint;
  /** Per vault, epoch, signing set and path. */
  readonly maxStock: number;
}

/** cggmp24.md 8.3, rule 4. */
export const PRESIGNATURE_LIMITS: PresignatureLimits = {
  maxAge: PRESIGNATURE_MAX_AGE,
  maxStock: PRESIGNATURE_MAX_STOCK,
};

/** One to consume, and for which message. */
export interface Consumption extends PresignatureBinding {
  readonly runId: Uint8Array;
  /** 32 bytes, computed by this co-signer from the transaction it judged. */
  readonly messageHash: Uint8Array;
  readonly at: bigint;
}

export interface PresignatureStore {
  /** @throws AppError `PRESIGNATURE_EXISTS` for one that is or was here, `PRESIGNATURE_STOCK_FULL`. */
  add(presignature: StoredPresignature): void;
  /** How many more of this kind may be made. */
  room(binding: PresignatureBinding): number;
  /**
   * AVAILABLE becomes CONSUMED(messageHash), for good and on disk; only then may the secret be read, once.
   * @returns the presignature's id
   * @throws AppError `PRESIGNATURE_SPENT` for one that was consumed or removed before, `PRESIGNATURE_UNKNOWN`,
   *   `PRESIGNATURE_BINDING` for another vault, epoch, signing set or path, `PRESIGNATURE_EXPIRED`.
   */
  consume(consumption: Consumption): Uint8Array;
  /** Those that may still be used, oldest first. */
  available(at: bigint): readonly StoredPresignature[];
  /** Whether the presignature of a run may still be used. */
  isAvailable(runId: Uint8Array, at: bigint): boolean;
  /** Removes those that match; they stay in the journal. @returns ids whose secrets must be erased */
  remove(
    matches: (presignature: StoredPresignature) => boolean,
    reason: SpentReason,
    at: bigint,
  ): readonly Uint8Array[];
  /** What became of one that is gone; undefined for one that is here or was never here. */
  spent(presigId: Uint8Array): SpentPresignature | undefined;
}

const row = z.strictObject({
  presig_id: blob(32),
  run_id: blob(32),
  vault_id: text,
  epoch: count,
  signers: z.string().regex(/^[0-9a-f]{64}(?: [0-9a-f]{64})*$/),
  path: z.string().regex(/^(?:\d+(?:\/\d+)*)?$/),
  made_at: time,
});
const spentRow = z.strictObject({
  presig_id: blob(32),
  run_id: blob(32),
  message_hash: blob(32).nullable(),
  reason: z.enum(['consumed', 'epoch', 'blame', 'expired', 'doubt', 'lost']),
  spent_at: time,
});

export interface PresignatureStoreOptions {
  readonly database: Database;
  /** Of the same database; its `onDoubt` calls `forgetPresignatures`. */
  readonly mark: RestoreMark;
  readonly limits?: PresignatureLimits;
}

/** Removes all: the database may be a copy of an earlier one. The ids stay in the journal. */
export function forgetPresignatures(database: Database, at: bigint): void {
  const rows = rowMethods(database);
  for (const one of rows.all()) rows.spend(one, undefined, 'doubt', at);
}

/** @throws AppError `STORAGE_CORRUPT` from every reading method when a stored record is damaged. */
export function createPresignatureStore(options: PresignatureStoreOptions): PresignatureStore {
  const { database, mark, limits = PRESIGNATURE_LIMITS } = options;
  const rows = rowMethods(database);
  const isFresh = ({ madeAt }: StoredPresignature, now: bigint): boolean =>
    // A clock that was put back proves nothing about age.
    madeAt <= now && now - madeAt <= limits.maxAge;

  const remove: PresignatureStore['remove'] = (matches, reason, now) => {
    const gone = rows.all().filter(matches);
    if (gone.length === 0) return [];
    mark.advance(() => gone.forEach((one) => rows.spend(one, undefined, reason, now)));
    return gone.map(({ presigId }) => presigId);
  };

  return {
    add: (presignature) =>
      database.transaction(() => {
        const { presigId, runId } = presignature;
        if (rows.isKnown(presigId, runId)) throw refusal('PRESIGNATURE_EXISTS', 'This presignature was here before.');
        if (rows.countLike(presignature) >= limits.maxStock)
          throw refusal('PRESIGNATURE_STOCK_FULL', 'There are enough presignatures of this kind.');
        rows.insert(presignature);
      }),
    room: (binding) => Math.max(0, limits.maxStock - rows.countLike(binding)),
    consume: ({ runId, messageHash, at: now, ...binding }) =>
      mark.advance(() => {
        const found = rows.ofRun(runId) ?? missing(rows.wasSpent(runId));
        if (!isSameBinding(found, binding))
          throw refusal(
            'PRESIGNATURE_BINDING',
            'The presignature was made for another key, epoch, signing set or path.',
          );
        if (!isFresh(found, now)) throw refusal('PRESIGNATURE_EXPIRED', 'The presignature is too old.');
        rows.spend(found, messageHash, 'consumed', now);
        return found.presigId;
      }),
    available: (now) => rows.all().filter((one) => isFresh(one, now)),
    isAvailable: (runId, now) => {
      const found = rows.ofRun(runId);
      return found !== undefined && isFresh(found, now);
    },
    remove,
    spent: rows.spent,
  };
}

type Rows = ReturnType<typeof rowMethods>;

function rowMethods(database: Database) {
  const read = (found: SqlRow | undefined): StoredPresignature | undefined => found && presignatureOf(found);
  return {
    all: () => database.all('SELECT * FROM presignature ORDER BY made_at, presig_id').map(presignatureOf),
    ofRun: (runId: Uint8Array) => read(database.get('SELECT * FROM presignature WHERE run_id = $runId', { runId })),
    wasSpent: (runId: Uint8Array) =>
      database.get('SELECT presig_id FROM presignature_spent WHERE run_id = $runId', { runId }) !== undefined,
    isKnown: (presigId: Uint8Array, runId: Uint8Array) =>
      ['presignature', 'presignature_spent'].some((table) => {
        const sql = `SELECT presig_id FROM ${table} WHERE presig_id = $presigId OR run_id = $runId`;
        return database.get(sql, { presigId, runId }) !== undefined;
      }),
    countLike: (binding: PresignatureBinding) => {
      const sql = `SELECT count(*) AS number FROM presignature
                   WHERE vault_id = $vaultId AND epoch = $epoch AND signers = $signers AND path = $path`;
      return parseRow(z.strictObject({ number: count }), database.get(sql, columnsOf(binding)) ?? {}).number;
    },
    insert: (one: StoredPresignature) => {
      const { presigId, runId, madeAt } = one;
      const sql = 'INSERT INTO presignature VALUES ($presigId, $runId, $vaultId, $epoch, $signers, $path, $madeAt)';
      database.run(sql, { presigId, runId, madeAt, ...columnsOf(one) });
    },
    spend: (one: StoredPresignature, messageHash: Uint8Array | undefined, reason: SpentReason, at: bigint) => {
      const { presigId, runId } = one;
      database.run('DELETE FROM presignature WHERE presig_id = $presigId', { presigId });
      database.run('INSERT INTO presignature_spent VALUES ($presigId, $runId, $messageHash, $reason, $at)', {
        ...{ presigId, runId, reason, at },
        messageHash: messageHash ?? null,
      });
    },
    spent: (presigId: Uint8Array): SpentPresignature | undefined => {
      const found = database.get('SELECT * FROM presignature_spent WHERE presig_id = $presigId', { presigId });
      return found && spentOf(found);
    },
  };
}

function missing(wasSpent: ReturnType<Rows['wasSpent']>): never {
  throw wasSpent
    ? refusal('PRESIGNATURE_SPENT', 'This presignature was used or removed before; it never signs again.')
    : refusal('PRESIGNATURE_UNKNOWN', 'This co-signer does not hold the presignature.');
}

function columnsOf({ vaultId, epoch, signers, path }: PresignatureBinding) {
  return { vaultId, epoch, signers: signers.toSorted().join(' '), path: path.join('/') };
}

function isSameBinding(a: PresignatureBinding, b: PresignatureBinding): boolean {
  return JSON.stringify(columnsOf(a)) === JSON.stringify(columnsOf(b));
}

function presignatureOf(found: SqlRow): StoredPresignature {
  const { presig_id, run_id, vault_id, epoch, signers, path, made_at } = parseRow(row, found);
  return {
    presigId: presig_id,
    runId: run_id,
    vaultId: vault_id,
    epoch,
    signers: signers.split(' '),
    path: path === '' ? [] : path.split('/').map(Number),
    madeAt: made_at,
  };
}

function spentOf(found: SqlRow): SpentPresignature {
  const { presig_id, run_id, message_hash, reason, spent_at } = parseRow(spentRow, found);
  return { presigId: presig_id, runId: run_id, messageHash: message_hash ?? undefined, reason, spentAt: spent_at };
}

function refusal(code: string, message: string): AppError {
  return new AppError({
    code,
    kind: 'policy',
    message,
    safe: 'No share of a signature left this co-signer.',
    next: 'Sign with another presignature, or without one.',
  });
}
