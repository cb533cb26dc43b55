import { describe, expect, test } from 'vitest';
import { createLogStore, logMigrations } from '../../../../src/adapters/storage/log-store.ts';
import { patternBytes, scratchDatabase, thrownBy } from './scratch.ts';

const hash = (n: number) => patternBytes(32, n);
const bytes = (n: number) => patternBytes(200, n);
const signer = (n: number) => String(n).repeat(64);
const signature = patternBytes(64, 7);

function filledStore() {
  const database = scratchDatabase(logMigrations);
  const log = createLogStore(database);
  log.admit({ sequence: 1, hash: hash(1), bytes: bytes(1) });
  log.skip({ sequence: 2, reason: 'LOG_HEAD_MOVED' });
  log.admit({ sequence: 5, hash: hash(5), bytes: bytes(5) });
  log.skip({ sequence: 6, reason: 'RELAY_DECRYPT_FAILED' });
  return { database, log };
}

describe('the log store', () => {
  test('is empty at first', () => {
    const log = createLogStore(scratchDatabase(logMigrations));
    expect([log.size(), log.position(), log.read(0, 9), log.entry(0), log.latestCheckpoint(1)]).toEqual([
      0,
      0,
      [],
      undefined,
      undefined,
    ]);
  });

  test('numbers admitted entries from 0 and remembers how far the stream was processed', () => {
    const { log } = filledStore();
    expect([log.size(), log.position()]).toEqual([2, 6]);
    expect(log.entry(1)).toEqual({ index: 1, sequence: 5, hash: hash(5), bytes: bytes(5) });
    expect(log.read(0, 9)).toEqual([
      { index: 0, sequence: 1, hash: hash(1), bytes: bytes(1) },
      { index: 1, sequence: 5, hash: hash(5), bytes: bytes(5) },
    ]);
    expect(log.read(1, 2).map(({ index }) => index)).toEqual([1]);
    expect([log.indexOf(hash(5)), log.indexOf(hash(6))]).toEqual([1, undefined]);
  });

  test('keeps why a candidate was skipped', () => {
    const { log } = filledStore();
    expect(log.skipped(1, 6)).toEqual([{ sequence: 2, reason: 'LOG_HEAD_MOVED' }]);
    expect(log.skipped(6, 7)).toEqual([{ sequence: 6, reason: 'RELAY_DECRYPT_FAILED' }]);
  });

  test('refuses to process a position of the stream twice', () => {
    const { log } = filledStore();
    const repeated = { code: 'LOG_SEQUENCE_REPEATED', details: { sequence: 6, last: 6 } };
    expect(thrownBy(() => log.admit({ sequence: 6, hash: hash(6), bytes: bytes(6) }))).toMatchObject(repeated);
    expect(thrownBy(() => log.skip({ sequence: 6, reason: 'LOG_HEAD_MOVED' }))).toMatchObject(repeated);
    expect([log.size(), log.position()]).toEqual([2, 6]);
  });

  test('forgets what it skipped after the last entry, and nothing else, to read it again', () => {
    const { log } = filledStore();
    expect(log.forgetSkipped()).toBe(5);
    expect(log.admit({ sequence: 6, hash: hash(6), bytes: bytes(6) })).toBe(2);
    expect(log.skipped(1, 9)).toEqual([{ sequence: 2, reason: 'LOG_HEAD_MOVED' }]);
  });

  test('finds the largest checkpoint that enough co-signers signed', () => {
    const { log } = filledStore();
    const [rootA, rootB] = [patternBytes(32, 40), patternBytes(32, 80)];
    log.addCheckpoint({ size: 1, root: rootA, signer: signer(1), signature });
    log.addCheckpoint({ size: 1, root: rootA, signer: signer(2), signature });
    log.addCheckpoint({ size: 2, root: rootB, signer: signer(1), signature });
    log.addCheckpoint({ size: 2, root: rootB, signer: signer(1), signature });
    log.addCheckpoint({ size: 2, root: rootA, signer: signer(2), signature });
    expect(log.latestCheckpoint(2)).toEqual({ size: 1, root: rootA });
    expect(log.latestCheckpoint(3)).toBeUndefined();
    expect(log.checkpoints(2)).toEqual([
      { size: 2, root: rootA, signer: signer(2), signature },
      { size: 2, root: rootB, signer: signer(1), signature },
    ]);
  });
});

describe('a damaged log store', () => {
  test.each([
    ['another byte in an entry', 'UPDATE log_entry SET bytes = zeroblob(200) WHERE log_index = 1'],
    ['a short hash', 'UPDATE log_entry SET hash = zeroblob(31) WHERE log_index = 1'],
    ['a missing entry', 'UPDATE log_entry SET log_index = 2 WHERE log_index = 1'],
    ['a negative position', 'UPDATE log_entry SET sequence = -1 WHERE log_index = 1'],
  ])('names %s', (_, damage) => {
    const { database, log } = filledStore();
    database.exec(damage);
    expect(thrownBy(() => log.read(0, 9).concat(log.read(1, 3)))).toMatchObject({ code: 'STORAGE_CORRUPT' });
    expect(log.read(0, 1)).toHaveLength(1);
  });

  test('names a checkpoint that is none', () => {
    const { database, log } = filledStore();
    log.addCheckpoint({ size: 1, root: hash(1), signer: signer(1), signature });
    database.exec('UPDATE log_checkpoint SET signature = zeroblob(63)');
    expect(thrownBy(() => log.checkpoints(1))).toMatchObject({ code: 'STORAGE_CORRUPT' });
  });
});
