/** Creating a database file in one step, and judging an existing one without changing it. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { randomUUID } from 'node:crypto';
import { corrupt } from './storage-errors.ts';

/** Marks our files in SQLite's header: "CSGN". A foreign database is never migrated by accident. */
const APPLICATION_ID = 0x4353474e;

/**
 * Creates an empty database at `path` unless there is a file already. The file appears complete or not at all, so that
 * an empty file found later is known to be a truncated one and not a half-made new one.
 */
export function createDatabaseFile(path: string): void {
  if (existsSync(path)) return;
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    closeSync(openSync(temporary, 'wx', 0o600));
    const connection = new DatabaseSync(temporary);
    connection.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA journal_mode = WAL; PRAGMA user_version = 1;`);
    connection.close();
    syncPath(temporary);
    linkUnlessPresent(temporary, path);
    syncPath(dirname(path));
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(temporary + suffix, { force: true });
  }
}

/**
 * Reads through the whole file over a read-only connection, which sees the write-ahead log but never writes back.
 * @throws AppError `STORAGE_CORRUPT`, or SQLite's own error when the file is locked or damaged beyond reading.
 */
export function checkDatabaseFile(path: string, timeout: number): void {
  const connection = new DatabaseSync(path, { readOnly: true, timeout, defensive: true, allowExtension: false });
  try {
    const id = connection.prepare('PRAGMA application_id').get();
    if (id?.['application_id'] !== APPLICATION_ID) throw corrupt('The file is not a database of this program');
    const findings = connection.prepare('PRAGMA quick_check(1)').all();
    if (findings.length !== 1 || findings[0]?.['quick_check'] !== 'ok') throw corrupt('The database file is damaged');
  } finally {
    connection.close();
  }
}

function linkUnlessPresent(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    // Another process created it in the meantime; the exclusive lock decides which of the two goes on.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
