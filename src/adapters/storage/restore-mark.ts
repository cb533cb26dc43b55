/**
 * Tells whether a database is the one this machine wrote last, or a copy of an earlier one. One-time secrets must not come back
 * by a restored backup or a cloned disk, and a database cannot know by itself that it is old.
 *
 * A small file beside the database repeats a counter that the database keeps, and names what a copy cannot take along: the
 * file's identity on this disk and this start of the machine. Any difference is doubt. What it cannot see is a virtual machine
 * that is put back together with its memory; there the log, which names what was taken, is the witness.
 */
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Migration } from './migrations.ts';
import { blob, count, parseRow } from './rows.ts';
import { storageError } from './storage-errors.ts';

export const restoreMarkMigrations: readonly Migration[] = [
  {
    component: 'restore-mark',
    version: 1,
    sql: `CREATE TABLE restore_mark (
      one INTEGER PRIMARY KEY CHECK (one = 1), token BLOB NOT NULL, counter INTEGER NOT NULL
    ) STRICT`,
  },
];

/** `new`: nothing was kept before. `same`: nothing came between. `doubt`: restored, cloned, restarted machine, or unreadable. */
export type MarkVerdict = 'new' | 'same' | 'doubt';

export interface RestoreMark {
  /** What was found when the mark was opened; a mark in doubt is replaced at once. */
  readonly verdict: MarkVerdict;
  /**
   * Runs `change` in a transaction that also advances the counter, then advances the file. On return both are on disk. Must not
   * be called inside another transaction: the file would run ahead of the database.
   */
  advance<T>(change: () => T): T;
  close(): void;
}

export interface RestoreMarkOptions {
  readonly database: Database;
  /** Of the file that `database` has open. */
  readonly databasePath: string;
  /** Of the mark, in the same folder or another one on this disk. */
  readonly markPath: string;
  /** Removes whatever must not come back; in one transaction with the new mark, so that no crash falls between. */
  readonly onDoubt: () => void;
  /** What names this start of the machine. */
  readonly boot?: string;
}

const stored = z.strictObject({ token: blob(32), counter: count });
const record = z.strictObject({
  token: z.string().regex(/^[0-9a-f]{64}$/),
  counter: z.int().min(0),
  file: z.string().max(200),
  boot: z.string().max(100),
});
type MarkRecord = z.output<typeof record>;

/** The mark is overwritten in place, so that each record has the same length. */
const RECORD_BYTES = 512;

/** Compares database and mark, and begins anew when they do not belong together. @throws AppError `STORAGE_IO`, and what `onDoubt` throws. */
export function openRestoreMark(options: RestoreMarkOptions): RestoreMark {
  const { database, databasePath, markPath, boot = bootOfThisMachine() } = options;
  const file = identityOf(databasePath);
  const before = readStored(database);
  const verdict = judge(before, readRecord(markPath), { file, boot });
  const descriptor = attempt(() => openForWriting(markPath));

  /** First the database, then the file: an interruption between leaves the database one ahead, which is sound. */
  function write(token: string, counter: number): void {
    const text = JSON.stringify({ token, counter, file, boot } satisfies MarkRecord).padEnd(RECORD_BYTES, ' ');
    attempt(() => {
      writeSync(descriptor, text, 0, 'utf8');
      fsyncSync(descriptor);
    });
  }

  let token = before === undefined ? '' : Buffer.from(before.token).toString('hex');
  let counter = before?.counter ?? 0;
  if (verdict !== 'same') {
    const fresh = randomBytes(32);
    token = fresh.toString('hex');
    counter += 1;
    database.transaction(() => {
      if (verdict === 'doubt') options.onDoubt();
      database.run('INSERT OR REPLACE INTO restore_mark VALUES (1, $fresh, $counter)', { fresh, counter });
    });
  }
  write(token, counter);

  return {
    verdict,
    advance: (change) => {
      const next = counter + 1;
      const result = database.transaction(() => {
        const value = change();
        database.run('UPDATE restore_mark SET counter = $next WHERE one = 1', { next });
        return value;
      });
      counter = next;
      write(token, counter);
      return result;
    },
    close: () => closeSync(descriptor),
  };
}

function judge(
  before: z.output<typeof stored> | undefined,
  mark: MarkRecord | undefined,
  now: Pick<MarkRecord, 'file' | 'boot'>,
): MarkVerdict {
  if (before === undefined) return 'new';
  const isSame =
    mark !== undefined &&
    mark.token === Buffer.from(before.token).toString('hex') &&
    // One ahead: the process died between the two writes. Behind: the database is older than the mark.
    (before.counter === mark.counter || before.counter === mark.counter + 1) &&
    mark.file === now.file &&
    mark.boot === now.boot;
  return isSame ? 'same' : 'doubt';
}

function readStored(database: Database): z.output<typeof stored> | undefined {
  const row = database.get('SELECT token, counter FROM restore_mark');
  return row && parseRow(stored, row);
}

/** The mark as it is; unreadable counts as absent, which is doubt. */
function readRecord(path: string): MarkRecord | undefined {
  try {
    const parsed = record.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function openForWriting(path: string): number {
  const descriptor = openSync(path, 'a', 0o600);
  closeSync(descriptor);
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
  return openSync(path, 'r+');
}

function identityOf(path: string): string {
  const { dev, ino, birthtimeNs } = attempt(() => statSync(path, { bigint: true }));
  return `${dev}:${ino}:${birthtimeNs}`;
}

/** Where the system does not name its starts, every start of the process is another one: then nothing is kept across starts. */
function bootOfThisMachine(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return randomUUID();
  }
}

function attempt<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw storageError(error);
  }
}
