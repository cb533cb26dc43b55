import { describe, expect, test } from 'vitest';
import { createEpochStore, epochMigrations } from '../../../../src/adapters/storage/epoch-store.ts';
import { patternBytes, scratchDatabase, thrownBy } from './scratch.ts';

const first = { vaultId: 'v1', epoch: 0 };
const second = { vaultId: 'v1', epoch: 1 };
const publicData = patternBytes(300, 9);
const holder = 'ab'.repeat(32);
const wrongState = { code: 'EPOCH_STATE' };

function epochStore() {
  const database = scratchDatabase(epochMigrations);
  return { database, epochs: createEpochStore(database) };
}

function withActiveEpoch() {
  const { database, epochs } = epochStore();
  epochs.prepare({ ...first, publicData, at: 1n });
  epochs.activate(first, 2n);
  return { database, epochs };
}

describe('the epoch store', () => {
  test('walks an epoch from prepared to erased', () => {
    const { epochs } = epochStore();
    epochs.prepare({ ...first, publicData, at: 1n });
    expect(epochs.get(first)).toEqual({ ...first, state: 'PREPARED', publicData, ownAnswer: undefined, changedAt: 1n });
    expect(epochs.active('v1')).toBeUndefined();
    epochs.recordAnswer(first, 'ack');
    epochs.activate(first, 2n);
    epochs.activate(first, 3n);
    expect(epochs.active('v1')).toMatchObject({ epoch: 0, state: 'ACTIVE', ownAnswer: 'ack', changedAt: 2n });
    epochs.prepare({ ...second, publicData, at: 4n });
    epochs.activate(second, 5n);
    expect(epochs.list().map(({ epoch, state }) => [epoch, state])).toEqual([
      [0, 'RETIRED'],
      [1, 'ACTIVE'],
    ]);
    epochs.markErased(first, 6n);
    epochs.markErased(first, 7n);
    expect(epochs.get(first)).toMatchObject({ state: 'ERASED', changedAt: 6n });
  });

  test('never erases the active share, or a prepared one that was acknowledged', () => {
    const { epochs } = withActiveEpoch();
    expect(thrownBy(() => epochs.markErased(first, 9n))).toMatchObject(wrongState);
    epochs.prepare({ ...second, publicData, at: 3n });
    epochs.recordAnswer(second, 'ack');
    expect(thrownBy(() => epochs.markErased(second, 9n))).toMatchObject(wrongState);
    expect(epochs.active('v1')?.epoch).toBe(0);
  });

  test('never activates what was refused, erased or replaced', () => {
    const { epochs } = withActiveEpoch();
    epochs.prepare({ ...second, publicData, at: 3n });
    epochs.recordAnswer(second, 'nack');
    expect(thrownBy(() => epochs.activate(second, 4n))).toMatchObject(wrongState);
    epochs.markErased(second, 5n);
    expect(thrownBy(() => epochs.activate(second, 6n))).toMatchObject(wrongState);
    epochs.prepare({ vaultId: 'v1', epoch: 2, publicData, at: 7n });
    epochs.activate({ vaultId: 'v1', epoch: 2 }, 8n);
    expect(thrownBy(() => epochs.activate(first, 9n))).toMatchObject(wrongState);
  });

  test('gives one answer to a prepared epoch', () => {
    const { epochs } = withActiveEpoch();
    epochs.prepare({ ...second, publicData, at: 3n });
    epochs.recordAnswer(second, 'nack');
    epochs.recordAnswer(second, 'nack');
    expect(thrownBy(() => epochs.recordAnswer(second, 'ack'))).toMatchObject({ code: 'EPOCH_ANSWERED' });
    expect(thrownBy(() => epochs.recordAnswer(first, 'ack'))).toMatchObject(wrongState);
  });

  test('refuses an epoch twice, and one it does not know', () => {
    const { epochs } = withActiveEpoch();
    expect(thrownBy(() => epochs.prepare({ ...first, publicData, at: 9n }))).toMatchObject({ code: 'EPOCH_EXISTS' });
    expect(thrownBy(() => epochs.activate(second, 9n))).toMatchObject({ code: 'EPOCH_UNKNOWN' });
  });

  test('collects one confirmation per holder', () => {
    const { epochs } = withActiveEpoch();
    const confirmation = { holder, signature: patternBytes(64, 1) };
    epochs.confirm(first, confirmation);
    epochs.confirm(first, confirmation);
    expect(epochs.confirmations(first)).toEqual([confirmation]);
    const other = { holder, signature: patternBytes(64, 2) };
    expect(thrownBy(() => epochs.confirm(first, other))).toMatchObject({ code: 'EPOCH_CONFIRMATION_CONFLICT' });
    expect(thrownBy(() => epochs.confirm(second, confirmation))).toMatchObject({ code: 'STORAGE_CONFLICT' });
  });

  test.each([
    ['public data', 'UPDATE epoch SET public_data = zeroblob(300)'],
    ['an epoch number', 'UPDATE epoch SET epoch = -1'],
  ])('names damaged %s', (_, damage) => {
    const { database, epochs } = withActiveEpoch();
    database.exec(damage);
    expect(thrownBy(() => epochs.active('v1'))).toMatchObject({ code: 'STORAGE_CORRUPT' });
  });
});
