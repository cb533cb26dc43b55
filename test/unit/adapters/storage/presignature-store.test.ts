import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../src/adapters/storage/database.ts';
import {
  createPresignatureStore,
  PRESIGNATURE_LIMITS,
  forgetPresignatures,
  presignatureMigrations,
  type Consumption,
  type PresignatureLimits,
  type PresignatureStore,
  type StoredPresignature,
} from '../../../../src/adapters/storage/presignature-store.ts';
import {
  openRestoreMark,
  restoreMarkMigrations,
  type MarkVerdict,
} from '../../../../src/adapters/storage/restore-mark.ts';
import { patternBytes, scratchFolder, thrownBy } from './scratch.ts';

const [alice, bob, carol] = ['a1', 'b2', 'c3'].map((hex) => hex.repeat(32)) as [string, string, string];
const messageHash = patternBytes(32, 7);
const one: StoredPresignature = {
  presigId: patternBytes(32, 1),
  runId: patternBytes(32, 2),
  vaultId: 'main',
  epoch: 0,
  signers: [alice, bob],
  path: [0, 7],
  madeAt: 1000n,
};
const numbered = (seed: number, changes: Partial<StoredPresignature> = {}): StoredPresignature => ({
  ...one,
  presigId: patternBytes(32, seed),
  runId: patternBytes(32, seed + 100),
  ...changes,
});
const use = (changes: Partial<Consumption> = {}): Consumption => {
  const { runId, vaultId, epoch, signers, path } = one;
  return { runId, vaultId, epoch, signers, path, messageHash, at: 2000n, ...changes };
};

interface Opened {
  readonly store: PresignatureStore;
  readonly verdict: MarkVerdict;
  close(): void;
}

function open(folder: string, options: { boot?: string; limits?: PresignatureLimits } = {}): Opened {
  const databasePath = join(folder, 'cosigner.db');
  const migrations = [...presignatureMigrations, ...restoreMarkMigrations];
  const database = openDatabase(databasePath, migrations, { busyTimeoutMs: 10 });
  const { boot = 'first', ...rest } = options;
  const mark = openRestoreMark({
    database,
    databasePath,
    markPath: join(folder, 'presignatures.mark'),
    boot,
    onDoubt: () => forgetPresignatures(database, 1500n),
  });
  return {
    store: createPresignatureStore({ database, mark, ...rest }),
    verdict: mark.verdict,
    close: () => {
      mark.close();
      database.close();
    },
  };
}

describe('a presignature', () => {
  test('signs one message, whatever asks for it afterwards', () => {
    const { store, close } = open(scratchFolder());
    store.add(one);
    expect(store.available(2000n)).toEqual([one]);
    expect(store.consume(use())).toEqual(one.presigId);
    expect(store.available(2000n)).toEqual([]);
    expect(thrownBy(() => store.consume(use()))).toMatchObject({ code: 'PRESIGNATURE_SPENT' });
    const other = patternBytes(32, 99);
    expect(thrownBy(() => store.consume(use({ messageHash: other })))).toMatchObject({ code: 'PRESIGNATURE_SPENT' });
    expect(store.spent(one.presigId)).toEqual({
      presigId: one.presigId,
      runId: one.runId,
      messageHash,
      reason: 'consumed',
      spentAt: 2000n,
    });
    close();
  });

  test('stays spent after a restart, and cannot be added again', () => {
    const folder = scratchFolder();
    const first = open(folder);
    first.store.add(one);
    first.store.consume(use());
    first.close();
    const second = open(folder);
    expect(second.verdict).toBe('same');
    expect(thrownBy(() => second.store.consume(use()))).toMatchObject({ code: 'PRESIGNATURE_SPENT' });
    expect(thrownBy(() => second.store.add(one))).toMatchObject({ code: 'PRESIGNATURE_EXISTS' });
    expect(thrownBy(() => second.store.add(numbered(50, { runId: one.runId })))).toMatchObject({
      code: 'PRESIGNATURE_EXISTS',
    });
    second.close();
  });

  test('of two who ask at once exactly one gets it', async () => {
    const { store, close } = open(scratchFolder());
    store.add(one);
    const attempts = ['x', 'y'].map(async () => store.consume(use()));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'PRESIGNATURE_SPENT' } });
    close();
  });

  test('belongs to one process: a second owner does not get in', () => {
    const folder = scratchFolder();
    const { close } = open(folder);
    expect(thrownBy(() => open(folder))).toMatchObject({ code: 'STORAGE_IN_USE' });
    close();
  });

  test.each<[string, Partial<Consumption>]>([
    ['vault', { vaultId: 'other' }],
    ['epoch', { epoch: 1 }],
    ['signing set', { signers: [alice, carol] }],
    ['larger signing set', { signers: [alice, bob, carol] }],
    ['path', { path: [0, 8] }],
    ['shorter path', { path: [0] }],
    ['empty path', { path: [] }],
  ])('is bound to its %s, and a refusal does not use it up', (_, changes) => {
    const { store, close } = open(scratchFolder());
    store.add(one);
    expect(thrownBy(() => store.consume(use(changes)))).toMatchObject({ code: 'PRESIGNATURE_BINDING' });
    expect(store.isAvailable(one.runId, 2000n)).toBe(true);
    close();
  });

  test('names its signing set in any order', () => {
    const { store, close } = open(scratchFolder());
    store.add(one);
    expect(store.consume(use({ signers: [bob, alice] }))).toEqual(one.presigId);
    close();
  });

  test('of a run nobody made is unknown', () => {
    const { store, close } = open(scratchFolder());
    expect(thrownBy(() => store.consume(use()))).toMatchObject({ code: 'PRESIGNATURE_UNKNOWN' });
    close();
  });

  test.each([
    ['a day and a millisecond old', 1000n + 86_400_001n],
    ['made in the future', 999n],
  ])('%s is refused', (_, at) => {
    const { store, close } = open(scratchFolder());
    store.add(one);
    expect(thrownBy(() => store.consume(use({ at })))).toMatchObject({ code: 'PRESIGNATURE_EXPIRED' });
    expect(store.isAvailable(one.runId, at)).toBe(false);
    expect(store.available(at)).toEqual([]);
    close();
  });
});

describe('the stock', () => {
  test('keeps a presignature a day, and a hundred of a kind, as long as nothing else is said', () => {
    expect(PRESIGNATURE_LIMITS).toEqual({ maxAge: 86_400_000n, maxStock: 100 });
  });

  test('has an end for each key, epoch, signing set and path', () => {
    const { store, close } = open(scratchFolder(), { limits: { maxAge: 10_000n, maxStock: 2 } });
    store.add(numbered(1));
    expect(store.room(one)).toBe(1);
    store.add(numbered(2));
    expect(store.room(one)).toBe(0);
    expect(thrownBy(() => store.add(numbered(3)))).toMatchObject({ code: 'PRESIGNATURE_STOCK_FULL' });
    store.add(numbered(4, { path: [1] }));
    close();
  });

  test('removes what an epoch, a blamed member or age ends, and keeps it in the journal', () => {
    const { store, close } = open(scratchFolder());
    store.add(numbered(1));
    store.add(numbered(2, { signers: [alice, carol] }));
    store.add(numbered(3, { epoch: 1 }));
    expect(store.remove(({ signers }) => signers.includes(carol), 'blame', 2000n)).toEqual([patternBytes(32, 2)]);
    expect(store.remove(({ epoch }) => epoch < 1, 'epoch', 3000n)).toEqual([patternBytes(32, 1)]);
    expect(store.available(3000n).map(({ presigId }) => presigId)).toEqual([patternBytes(32, 3)]);
    expect(store.spent(patternBytes(32, 2))).toMatchObject({ reason: 'blame', messageHash: undefined });
    const late = use({ runId: patternBytes(32, 101) });
    expect(thrownBy(() => store.consume(late))).toMatchObject({ code: 'PRESIGNATURE_SPENT' });
    expect(store.remove(() => false, 'epoch', 3000n)).toEqual([]);
    close();
  });
});

describe('after a restore, a clone or in doubt everything is removed', () => {
  /** A store with one spent and one unspent presignature, closed; the copy was made before anything was spent. */
  function withCopy(copy: (folder: string) => void): string {
    const folder = scratchFolder();
    const first = open(folder);
    first.store.add(numbered(1));
    first.store.add(numbered(2));
    first.close();
    copy(folder);
    const second = open(folder);
    second.store.consume(use({ runId: patternBytes(32, 101) }));
    second.close();
    return folder;
  }

  function expectNothingLeft(folder: string, boot = 'first'): void {
    const { store, verdict, close } = open(folder, { boot });
    expect(verdict).toBe('doubt');
    expect(store.available(2000n)).toEqual([]);
    const again = use({ runId: patternBytes(32, 101) });
    expect(thrownBy(() => store.consume(again))).toMatchObject({ code: 'PRESIGNATURE_SPENT' });
    // What is made from now on is good.
    store.add(numbered(9));
    close();
    const next = open(folder, { boot });
    expect(next.verdict).toBe('same');
    expect(next.store.available(2000n)).toHaveLength(1);
    next.close();
  }

  test('a copied database put over the one in use', () => {
    const folder = withCopy((f) => copyFileSync(join(f, 'cosigner.db'), join(f, 'backup.db')));
    // Over its content, so that the file stays the same file.
    writeFileSync(join(folder, 'cosigner.db'), readFileSync(join(folder, 'backup.db')), { flag: 'r+' });
    expectNothingLeft(folder);
  });

  test('database and mark, both restored', () => {
    const files = ['cosigner.db', 'presignatures.mark'];
    const folder = withCopy((f) => files.forEach((name) => copyFileSync(join(f, name), join(f, `${name}.copy`))));
    const elsewhere = scratchFolder();
    for (const name of files) copyFileSync(join(folder, `${name}.copy`), join(elsewhere, name));
    expectNothingLeft(elsewhere);
  });

  test('a machine that started again', () =>
    expectNothingLeft(
      withCopy(() => undefined),
      'second',
    ));

  test.each([
    ['gone', ''],
    ['torn', '{"token":"'],
    ['of another store', JSON.stringify({ token: 'ab'.repeat(32), counter: 3, file: '1:1:1', boot: 'first' })],
  ])('a mark that is %s', (_, content) => {
    const folder = withCopy(() => undefined);
    writeFileSync(join(folder, 'presignatures.mark'), content);
    expectNothingLeft(folder);
  });

  test('a process that died between database and mark lost nothing and gets nothing twice', () => {
    const folder = scratchFolder();
    const first = open(folder);
    first.store.add(numbered(1));
    const before = readFileSync(join(folder, 'presignatures.mark'));
    first.store.consume(use({ runId: patternBytes(32, 101) }));
    first.close();
    writeFileSync(join(folder, 'presignatures.mark'), before);
    const second = open(folder);
    expect(second.verdict).toBe('same');
    const again = use({ runId: patternBytes(32, 101) });
    expect(thrownBy(() => second.store.consume(again))).toMatchObject({ code: 'PRESIGNATURE_SPENT' });
    second.close();
  });
});
