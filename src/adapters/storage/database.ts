/**
 * A thin wrapper over node:sqlite: one owner per file, durable commits, named errors.
 *
 * The owner is guarded by SQLite's own exclusive file lock, which the operating system releases when a process dies, so
 * a killed process never leaves a stale lock behind.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { AppError } from '../../base/errors.ts';
import { checkDatabaseFile, createDatabaseFile } from './database-file.ts';
import { applyMigrations, assertMigrationsKnown, type Migration } from './migrations.ts';
import { storageError } from './storage-errors.ts';

export type SqlValue = string | number | bigint | Uint8Array | null;
export type SqlParameters = Readonly<Record<string, SqlValue>>;
/** A row as SQLite returns it: integers as `bigint`, blobs as `Uint8Array`. Stores validate it before use. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** An open database. Everything is synchronous: a store's method has either happened durably or thrown. */
export interface Database {
  /** Runs statements without parameters, for schema changes. */
  exec(sql: string): void;
  /** Runs one statement that changes data and returns the number of changed rows and the last row id. */
  run(sql: string, parameters?: SqlParameters): { readonly changes: bigint; readonly lastRowId: bigint };
  get(sql: string, parameters?: SqlParameters): SqlRow | undefined;
  all(sql: string, parameters?: SqlParameters): readonly SqlRow[];
  /**
   * Runs `work` in one transaction: all of it is on disk when this returns, or none of it. Calls may nest; an inner one
   * that throws undoes only its own part.
   */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface OpenOptions {
  /** How long to wait for another process that is just ending, in milliseconds. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens (or creates) the database at `path` and brings it to the newest schema.
 * @throws AppError `STORAGE_IN_USE` while another process owns the file, `STORAGE_CORRUPT` for a damaged or truncated
 *   file (which is left untouched), `STORAGE_TOO_NEW` for a schema this version does not know, `STORAGE_MIGRATION` when
 *   the list of migrations contradicts the file, `STORAGE_IO` and `STORAGE_FULL` for the disk.
 */
export function openDatabase(path: string, migrations: readonly Migration[], options: OpenOptions = {}): Database {
  const timeout = options.busyTimeoutMs ?? 1000;
  try {
    createDatabaseFile(path);
    checkDatabaseFile(path, timeout);
    const connection = openExclusively(path, timeout);
    const database = wrap(connection);
    try {
      assertMigrationsKnown(database, migrations);
      applyMigrations(database, migrations);
    } catch (error) {
      connection.close();
      throw error;
    }
    return database;
  } catch (error) {
    throw storageError(error);
  }
}

function openExclusively(path: string, timeout: number): DatabaseSync {
  const connection = new DatabaseSync(path, {
    timeout,
    defensive: true,
    enableForeignKeyConstraints: true,
    allowExtension: false,
  });
  try {
    // The order matters: exclusive locking before the first access keeps the WAL index in memory and holds the lock.
    connection.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    connection.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON;');
    connection.exec('BEGIN IMMEDIATE; COMMIT;');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function wrap(connection: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  let depth = 0;

  function prepared(sql: string): StatementSync {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = connection.prepare(sql);
      statement.setReadBigInts(true);
      statements.set(sql, statement);
    }
    return statement;
  }

  function attempt<T>(operation: () => T): T {
    try {
      return operation();
    } catch (error) {
      throw storageError(error);
    }
  }

  const bind = (parameters: SqlParameters): Record<string, SQLInputValue> => ({ ...parameters });

  function transaction<T>(work: () => T): T {
    const name = `level_${depth}`;
    attempt(() => connection.exec(depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`));
    depth += 1;
    try {
      const result = work();
      if (result instanceof Promise) throw asynchronousTransaction();
      attempt(() => connection.exec(depth === 1 ? 'COMMIT' : `RELEASE ${name}`));
      return result;
    } catch (error) {
      // SQLite itself rolls back after some failures (disk full); then there is nothing left to undo.
      if (connection.isTransaction) connection.exec(depth === 1 ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      depth -= 1;
    }
  }

  return {
    exec: (sql) => attempt(() => connection.exec(sql)),
    run: (sql, parameters = {}) =>
      attempt(() => {
        const { changes, lastInsertRowid } = prepared(sql).run(bind(parameters));
        return { changes: BigInt(changes), lastRowId: BigInt(lastInsertRowid) };
      }),
    get: (sql, parameters = {}) => attempt(() => prepared(sql).get(bind(parameters))),
    all: (sql, parameters = {}) => attempt(() => prepared(sql).all(bind(parameters))),
    transaction,
    close: () => {
      statements.clear();
      if (connection.isOpen) connection.close();
    },
  };
}

function asynchronousTransaction(): AppError {
  return new AppError({
    code: 'STORAGE_ASYNC_TRANSACTION',
    kind: 'bug',
    message: 'A transaction must not wait for anything.',
  });
}
