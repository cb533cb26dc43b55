/** The relay's durable, totally ordered stream of opaque (encrypted) candidates. */
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Migration } from './migrations.ts';
import { assertChecksum, blob, checksumOf, count, parseRow } from './rows.ts';

export const streamMigrations: readonly Migration[] = [
  {
    component: 'stream',
    version: 1,
    sql: `CREATE TABLE stream_item (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB NOT NULL, checksum BLOB NOT NULL
    ) STRICT`,
  },
];

export interface StreamItem {
  /** 1, 2, 3 ... without gaps. */
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

export interface StreamStore {
  /** Appends durably and returns the item's sequence. */
  append(bytes: Uint8Array): number;
  /** Items from `fromSequence` on: at most `limit`, and (after the first) at most `maxBytes` bytes together. */
  read(fromSequence: number, limit: number, maxBytes: number): readonly StreamItem[];
  /** Sequence of the last item, 0 for an empty stream. */
  last(): number;
}

const item = z.strictObject({ sequence: count, bytes: blob(), checksum: blob(32) });
const lastRow = z.strictObject({ last: count });

/** @throws AppError `STORAGE_CORRUPT` from `read` when a stored item is damaged. */
export function createStreamStore(database: Database): StreamStore {
  return {
    append: (bytes) => {
      const sql = 'INSERT INTO stream_item (bytes, checksum) VALUES ($bytes, $checksum)';
      return Number(database.run(sql, { bytes, checksum: checksumOf(bytes) }).lastRowId);
    },
    read: (fromSequence, limit, maxBytes) => {
      const sql = 'SELECT sequence, bytes, checksum FROM stream_item WHERE sequence = $sequence';
      const items: StreamItem[] = [];
      let size = 0;
      for (let sequence = fromSequence; items.length < limit; sequence += 1) {
        const row = database.get(sql, { sequence });
        if (row === undefined) break;
        const { bytes, checksum } = parseRow(item, row);
        assertChecksum(bytes, checksum);
        size += bytes.length;
        if (items.length > 0 && size > maxBytes) break;
        items.push({ sequence, bytes });
      }
      return items;
    },
    last: () =>
      parseRow(lastRow, database.get('SELECT coalesce(max(sequence), 0) AS last FROM stream_item') ?? {}).last,
  };
}
