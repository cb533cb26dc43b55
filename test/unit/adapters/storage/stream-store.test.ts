import { describe, expect, test } from 'vitest';
import { createStreamStore, streamMigrations } from '../../../../src/adapters/storage/stream-store.ts';
import { patternBytes, scratchDatabase, thrownBy } from './scratch.ts';

describe('the stream store', () => {
  test('numbers items from 1 without gaps and gives them back in order', () => {
    const stream = createStreamStore(scratchDatabase(streamMigrations));
    expect([stream.last(), stream.read(1, 10, 1000)]).toEqual([0, []]);
    expect([10, 20, 30].map((seed) => stream.append(patternBytes(100, seed)))).toEqual([1, 2, 3]);
    expect(stream.last()).toBe(3);
    expect(stream.read(2, 10, 1000)).toEqual([
      { sequence: 2, bytes: patternBytes(100, 20) },
      { sequence: 3, bytes: patternBytes(100, 30) },
    ]);
    expect(stream.read(4, 10, 1000)).toEqual([]);
  });

  test('bounds an answer by number and by size, and always makes progress', () => {
    const stream = createStreamStore(scratchDatabase(streamMigrations));
    for (let i = 0; i < 5; i += 1) stream.append(patternBytes(100, i));
    const sequences = (limit: number, maxBytes: number) =>
      stream.read(1, limit, maxBytes).map(({ sequence }) => sequence);
    expect(sequences(2, 1000)).toEqual([1, 2]);
    expect(sequences(9, 300)).toEqual([1, 2, 3]);
    expect(sequences(9, 299)).toEqual([1, 2]);
    expect(sequences(9, 1)).toEqual([1]);
  });

  test('does not give a number twice after a failed transaction', () => {
    const database = scratchDatabase(streamMigrations);
    const stream = createStreamStore(database);
    stream.append(patternBytes(4, 0));
    thrownBy(() =>
      database.transaction(() => {
        stream.append(patternBytes(4, 1));
        throw new Error('undo');
      }),
    );
    expect(stream.append(patternBytes(4, 2))).toBe(2);
    expect(stream.read(1, 9, 100).map(({ bytes }) => bytes)).toEqual([patternBytes(4, 0), patternBytes(4, 2)]);
  });

  test('names a damaged item and still gives the sound ones', () => {
    const database = scratchDatabase(streamMigrations);
    const stream = createStreamStore(database);
    for (let i = 0; i < 3; i += 1) stream.append(patternBytes(8, i));
    database.run('UPDATE stream_item SET bytes = $bytes WHERE sequence = 2', { bytes: patternBytes(8, 99) });
    expect(thrownBy(() => stream.read(2, 9, 100))).toMatchObject({ code: 'STORAGE_CORRUPT', kind: 'storage' });
    expect(stream.read(3, 9, 100)).toEqual([{ sequence: 3, bytes: patternBytes(8, 2) }]);
  });
});
