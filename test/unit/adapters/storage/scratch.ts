import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase, type Database } from '../../../../src/adapters/storage/database.ts';
import type { Migration } from '../../../../src/adapters/storage/migrations.ts';

/** A folder of the test's own, removed when the test ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open database in a folder of the test's own. */
export function scratchDatabase(migrations: readonly Migration[]): Database {
  const database = openDatabase(join(scratchFolder(), 'test.db'), migrations);
  onTestFinished(() => database.close());
  return database;
}

/** What `action` throws. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Bytes `seed, seed + 1, ...` modulo 256. */
export function patternBytes(byteLength: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, i) => (seed + i) & 0xff);
}
