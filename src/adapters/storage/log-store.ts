/**
 * A replica of the workspace log: the entries that were admitted, the candidates that were skipped and why, how far the
 * relay's stream has been processed, and the co-signers' signatures over checkpoints.
 */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { Database, SqlRow } from './database.ts';
import type { Migration } from './migrations.ts';
import { assertChecksum, blob, checksumOf, count, parseRow, text } from './rows.ts';

export const logMigrations: readonly Migration[] = [
  {
    component: 'log',
    version: 1,
    sql: `
      CREATE TABLE log_entry (
        log_index INTEGER PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE, hash BLOB NOT NULL UNIQUE,
        bytes BLOB NOT NULL, checksum BLOB NOT NULL
      ) STRICT;
      CREATE TABLE log_skip (sequence INTEGER PRIMARY KEY, reason TEXT NOT NULL) STRICT;
      CREATE TABLE log_checkpoint (
        size INTEGER NOT NULL, root BLOB NOT NULL, signer TEXT NOT NULL, signature BLOB NOT NULL,
        PRIMARY KEY (size, root, signer)
      ) STRICT, WITHOUT ROWID`,
  },
];

export interface AdmittedEntry {
  /** Position among the admitted entries, from 0. */
  readonly index: number;
  /** Position in the relay's stream. */
  readonly sequence: number;
  /** 32 bytes: the hash by which the log names the entry. */
  readonly hash: Uint8Array;
  /** The signed entry as it was admitted. */
  readonly bytes: Uint8Array;
}

export interface SkippedCandidate {
  readonly sequence: number;
  /** Error code of the refusal, such as `LOG_HEAD_MOVED`. */
  readonly reason: string;
}

export interface CheckpointSignature {
  /** Number of entries under the root. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** The co-signer's pid, lower-case hex. */
  readonly signer: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

export interface LogStore {
  /** Number of admitted entries. */
  size(): number;
  /** The last stream sequence that was admitted or skipped, 0 for none. */
  position(): number;
  /** Stores the next admitted entry and returns its index. */
  admit(entry: { readonly sequence: number; readonly hash: Uint8Array; readonly bytes: Uint8Array }): number;
  skip(candidate: SkippedCandidate): void;
  /**
   * Forgets what was skipped after the last admitted entry, so that those candidates are read again: for a replica that
   * has reason to think that the relay gave it damaged copies. Returns the position to read on from.
   */
  forgetSkipped(): number;
  /** Entries with `from <= index < to`, fewer at the end of the log. */
  read(from: number, to: number): readonly AdmittedEntry[];
  entry(index: number): AdmittedEntry | undefined;
  indexOf(hash: Uint8Array): number | undefined;
  /** Candidates skipped with `from <= sequence < to`. */
  skipped(from: number, to: number): readonly SkippedCandidate[];
  /** Stores a signature; one that is stored already changes nothing. Contradicting roots are both kept, as evidence. */
  addCheckpoint(checkpoint: CheckpointSignature): void;
  /** All signatures over checkpoints of this size. */
  checkpoints(size: number): readonly CheckpointSignature[];
  /** The largest checkpoint size for which at least `signers` different co-signers signed one and the same root. */
  latestCheckpoint(signers: number): { readonly size: number; readonly root: Uint8Array } | undefined;
}

const entryRow = z.strictObject({
  log_index: count,
  sequence: count,
  hash: blob(32),
  bytes: blob(),
  checksum: blob(32),
});
const skipRow = z.strictObject({ sequence: count, reason: text });
const pid = z.string().regex(/^[0-9a-f]{64}$/);
const checkpointRow = z.strictObject({ size: count, root: blob(32), signer: pid, signature: blob(64) });
const numberRow = z.strictObject({ value: count });
const rootRow = z.strictObject({ size: count, root: blob(32) });

/** @throws AppError `STORAGE_CORRUPT` from every reading method when a stored record is damaged. */
export function createLogStore(database: Database): LogStore {
  return { ...writingMethods(database), ...readingMethods(database), ...checkpointMethods(database) };
}

type WritingMethods = Pick<LogStore, 'size' | 'position' | 'admit' | 'skip' | 'forgetSkipped'>;

function writingMethods(database: Database): WritingMethods {
  const number = (sql: string): number => parseRow(numberRow, database.get(sql) ?? {}).value;
  // Not `count(*)`, which would read the whole index at every append.
  const size = (): number => number('SELECT coalesce(max(log_index) + 1, 0) AS value FROM log_entry');
  const position = (): number =>
    number(`SELECT max((SELECT coalesce(max(sequence), 0) FROM log_entry),
                       (SELECT coalesce(max(sequence), 0) FROM log_skip)) AS value`);

  function assertNext(sequence: number): void {
    const last = position();
    if (sequence <= last) throw sequenceRepeated(sequence, last);
  }

  return {
    size,
    position,
    admit: ({ sequence, hash, bytes }) =>
      database.transaction(() => {
        assertNext(sequence);
        const index = size();
        const checksum = checksumOf(bytes);
        const sql = 'INSERT INTO log_entry VALUES ($index, $sequence, $hash, $bytes, $checksum)';
        database.run(sql, { index, sequence, hash, bytes, checksum });
        return index;
      }),
    skip: ({ sequence, reason }) =>
      database.transaction(() => {
        assertNext(sequence);
        database.run('INSERT INTO log_skip VALUES ($sequence, $reason)', { sequence, reason });
      }),
    forgetSkipped: () =>
      database.transaction(() => {
        database.run('DELETE FROM log_skip WHERE sequence > (SELECT coalesce(max(sequence), 0) FROM log_entry)');
        return position();
      }),
  };
}

function readingMethods(database: Database): Pick<LogStore, 'read' | 'entry' | 'indexOf' | 'skipped'> {
  return {
    read: (from, to) =>
      database
        .all('SELECT * FROM log_entry WHERE log_index >= $from AND log_index < $to ORDER BY log_index', { from, to })
        .map((row, offset) => entryOf(row, from + offset)),
    entry: (index) => {
      const row = database.get('SELECT * FROM log_entry WHERE log_index = $index', { index });
      return row && entryOf(row, index);
    },
    indexOf: (hash) => {
      const row = database.get('SELECT log_index AS value FROM log_entry WHERE hash = $hash', { hash });
      return row && parseRow(numberRow, row).value;
    },
    skipped: (from, to) =>
      database
        .all('SELECT * FROM log_skip WHERE sequence >= $from AND sequence < $to ORDER BY sequence', { from, to })
        .map((row) => parseRow(skipRow, row)),
  };
}

function checkpointMethods(database: Database): Pick<LogStore, 'addCheckpoint' | 'checkpoints' | 'latestCheckpoint'> {
  return {
    addCheckpoint: ({ size, root, signer, signature }) => {
      const sql = 'INSERT INTO log_checkpoint VALUES ($size, $root, $signer, $signature) ON CONFLICT DO NOTHING';
      database.run(sql, { size, root, signer, signature });
    },
    checkpoints: (size) =>
      database
        .all('SELECT * FROM log_checkpoint WHERE size = $size ORDER BY root, signer', { size })
        .map((row) => parseRow(checkpointRow, row)),
    latestCheckpoint: (signers) => {
      const row = database.get(
        `SELECT size, root FROM log_checkpoint GROUP BY size, root HAVING count(*) >= $signers
         ORDER BY size DESC, root LIMIT 1`,
        { signers },
      );
      return row && parseRow(rootRow, row);
    },
  };
}

function entryOf(row: SqlRow, expectedIndex: number): AdmittedEntry {
  const { log_index: index, sequence, hash, bytes, checksum } = parseRow(entryRow, row);
  // An entry missing in the middle shows as a wrong index.
  if (index !== expectedIndex) throw missingEntry(expectedIndex);
  assertChecksum(bytes, checksum);
  return { index, sequence, hash, bytes };
}

function missingEntry(index: number): AppError {
  return new AppError({
    code: 'STORAGE_CORRUPT',
    kind: 'storage',
    message: `Entry ${index} of the log replica is missing.`,
    safe: 'The other replicas of the log are not affected.',
    next: 'Let this replica rebuild itself from the relay.',
    details: { index },
  });
}

function sequenceRepeated(sequence: number, last: number): AppError {
  return new AppError({
    code: 'LOG_SEQUENCE_REPEATED',
    kind: 'bug',
    message: 'A candidate of the stream was processed twice.',
    safe: 'The log is unchanged.',
    details: { sequence, last },
  });
}
