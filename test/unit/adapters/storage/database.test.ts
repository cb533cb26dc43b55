import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../src/adapters/storage/database.ts';
import type { Migration } from '../../../../src/adapters/storage/migrations.ts';
import { scratchDatabase, scratchFolder, thrownBy } from './scratch.ts';

const notes: Migration = {
  component: 'note',
  version: 1,
  sql: 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT',
};
const tags: Migration = {
  component: 'note',
  version: 2,
  sql: 'ALTER TABLE note ADD COLUMN tag TEXT; CREATE INDEX note_tag ON note (tag)',
};
const coded = (code: string): unknown => expect.objectContaining({ name: 'AppError', code });
const add = 'INSERT INTO note (text) VALUES ($text)';

/** A closed database with enough rows to fill several pages. */
function filledFile(): string {
  const path = join(scratchFolder(), 'test.db');
  const database = openDatabase(path, [notes]);
  database.transaction(() => {
    for (let i = 0; i < 200; i += 1) database.run(add, { text: `${i} `.repeat(50) });
  });
  database.close();
  return path;
}

describe('openDatabase', () => {
  test('makes the file durable by the settings SQLite reports', () => {
    const database = scratchDatabase([notes]);
    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2n });
    expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1n });
    expect(database.get('PRAGMA locking_mode')).toEqual({ locking_mode: 'exclusive' });
    expect(thrownBy(() => database.exec("UPDATE sqlite_schema SET sql = ''"))).toEqual(coded('STORAGE_FAILED'));
  });

  test('refuses a second owner, and lets the next one in when the first is gone', () => {
    const path = join(scratchFolder(), 'test.db');
    const first = openDatabase(path, [notes]);
    expect(thrownBy(() => openDatabase(path, [notes], { busyTimeoutMs: 1 }))).toEqual(coded('STORAGE_IN_USE'));
    first.run(add, { text: 'still works' });
    first.close();
    const second = openDatabase(path, [notes]);
    expect(second.get('SELECT text FROM note')).toEqual({ text: 'still works' });
    second.close();
  });

  test('leaves nothing but the database behind when it creates one', () => {
    const folder = scratchFolder();
    openDatabase(join(folder, 'test.db'), [notes]).close();
    expect(readdirSync(folder).filter((name) => name.includes('.new'))).toEqual([]);
  });

  test('finds everything that was committed when the owner died without closing', () => {
    const folder = scratchFolder();
    const database = openDatabase(join(folder, 'test.db'), [notes]);
    database.run(add, { text: 'committed' });
    for (const suffix of ['', '-wal']) copyFileSync(join(folder, `test.db${suffix}`), join(folder, `copy.db${suffix}`));
    database.close();
    const copy = openDatabase(join(folder, 'copy.db'), [notes]);
    expect(copy.get('SELECT text FROM note')).toEqual({ text: 'committed' });
    copy.close();
  });
});

describe('a damaged file', () => {
  test.each([
    ['empty', 0],
    ['cut inside the header', 60],
    ['cut inside the first page', 1000],
    ['cut after the first page', 4096],
    ['cut in the middle of a page', 10_000],
  ])('is refused when it is %s, and left untouched', (_, size) => {
    const path = filledFile();
    truncateSync(path, size);
    const before = readFileSync(path);
    expect(thrownBy(() => openDatabase(path, [notes]))).toEqual(coded('STORAGE_CORRUPT'));
    expect(readFileSync(path)).toEqual(before);
  });

  test('is refused when a page in its middle was overwritten, and left untouched', () => {
    const path = filledFile();
    const content = readFileSync(path);
    content.fill(0xa5, 3 * 4096, 4 * 4096);
    writeFileSync(path, content);
    expect(thrownBy(() => openDatabase(path, [notes]))).toEqual(coded('STORAGE_CORRUPT'));
    expect(readFileSync(path)).toEqual(content);
  });

  test('is left untouched even if changes wait in the write-ahead log', () => {
    const path = filledFile();
    const database = openDatabase(path, [notes]);
    database.run(add, { text: 'waiting in the log' });
    const [main, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
    database.close();
    main.fill(0xa5, 3 * 4096, 4 * 4096);
    writeFileSync(path, main);
    writeFileSync(`${path}-wal`, log);
    expect(thrownBy(() => openDatabase(path, [notes]))).toEqual(coded('STORAGE_CORRUPT'));
    expect([readFileSync(path), readFileSync(`${path}-wal`)]).toEqual([main, log]);
  });

  test('is refused when it is not a database, or the database of another program', () => {
    const folder = scratchFolder();
    const text = join(folder, 'text.db');
    writeFileSync(text, 'This is no database. '.repeat(100));
    expect(thrownBy(() => openDatabase(text, [notes]))).toEqual(coded('STORAGE_CORRUPT'));

    const foreign = join(folder, 'foreign.db');
    const other = new DatabaseSync(foreign);
    other.exec('CREATE TABLE theirs (x)');
    other.close();
    expect(thrownBy(() => openDatabase(foreign, [notes]))).toEqual(coded('STORAGE_CORRUPT'));
  });

  test('does not stop the next try with a sound file', () => {
    const path = filledFile();
    const sound = readFileSync(path);
    truncateSync(path, 10_000);
    expect(thrownBy(() => openDatabase(path, [notes]))).toEqual(coded('STORAGE_CORRUPT'));
    writeFileSync(path, sound);
    const database = openDatabase(path, [notes]);
    expect(database.get('SELECT count(*) AS n FROM note')).toEqual({ n: 200n });
    database.close();
  });

  test('in a folder that does not exist is an I/O error', () => {
    const path = join(scratchFolder(), 'missing', 'test.db');
    expect(thrownBy(() => openDatabase(path, [notes]))).toEqual(coded('STORAGE_IO'));
    expect(existsSync(path)).toBe(false);
  });
});

describe('migrations', () => {
  test('bring an older file to the newest schema and keep its rows', () => {
    const path = filledFile();
    const database = openDatabase(path, [tags, notes]);
    expect(database.get('SELECT count(*) AS n, max(tag) AS tag FROM note')).toEqual({ n: 200n, tag: null });
    database.close();
    openDatabase(path, [notes, tags]).close();
  });

  test('refuse a file of a newer version and leave its rows alone', () => {
    const path = join(scratchFolder(), 'test.db');
    openDatabase(path, [notes, tags]).close();
    expect(thrownBy(() => openDatabase(path, [notes]))).toEqual(coded('STORAGE_TOO_NEW'));
    openDatabase(path, [notes, tags]).close();
  });

  test('refuse a component that this version does not know', () => {
    const path = join(scratchFolder(), 'test.db');
    openDatabase(path, [
      notes,
      { component: 'later', version: 1, sql: 'CREATE TABLE later (x INTEGER) STRICT' },
    ]).close();
    expect(thrownBy(() => openDatabase(path, [notes]))).toEqual(coded('STORAGE_TOO_NEW'));
  });

  test('refuse a migration that was edited after its release, a gap and a repetition', () => {
    const path = filledFile();
    const edited = { ...notes, sql: `${notes.sql} ` };
    expect(thrownBy(() => openDatabase(path, [edited]))).toEqual(coded('STORAGE_MIGRATION'));
    expect(thrownBy(() => openDatabase(path, [tags]))).toEqual(coded('STORAGE_MIGRATION'));
    expect(thrownBy(() => openDatabase(path, [notes, notes]))).toEqual(coded('STORAGE_MIGRATION'));
  });

  test('undo a migration that fails half way', () => {
    const path = filledFile();
    const broken = { ...tags, sql: 'ALTER TABLE note ADD COLUMN tag TEXT; CREATE INDEX broken ON missing (tag)' };
    expect(thrownBy(() => openDatabase(path, [notes, broken]))).toEqual(coded('STORAGE_FAILED'));
    openDatabase(path, [notes, tags]).close();
  });
});

describe('transaction', () => {
  const texts = (database: ReturnType<typeof scratchDatabase>) =>
    database.all('SELECT text FROM note').map((row) => row['text']);

  test('keeps all of its changes or none', () => {
    const database = scratchDatabase([notes]);
    const failure = new Error('half way');
    expect(
      thrownBy(() =>
        database.transaction(() => {
          database.run(add, { text: 'one' });
          throw failure;
        }),
      ),
    ).toBe(failure);
    expect(texts(database)).toEqual([]);
    expect(database.transaction(() => database.run(add, { text: 'two' }).changes)).toBe(1n);
    expect(texts(database)).toEqual(['two']);
  });

  test('undoes only the inner part when an inner one fails and the outer one goes on', () => {
    const database = scratchDatabase([notes]);
    database.transaction(() => {
      database.run(add, { text: 'outer' });
      thrownBy(() =>
        database.transaction(() => {
          database.run(add, { text: 'inner' });
          throw new Error('inner');
        }),
      );
    });
    expect(texts(database)).toEqual(['outer']);
  });

  test('must not wait for anything', () => {
    const database = scratchDatabase([notes]);
    const waiting = () => database.transaction(() => Promise.resolve(database.run(add, { text: 'late' })));
    expect(thrownBy(waiting)).toEqual(coded('STORAGE_ASYNC_TRANSACTION'));
    expect(texts(database)).toEqual([]);
  });

  test('names a violated constraint', () => {
    const database = scratchDatabase([notes]);
    expect(thrownBy(() => database.run('INSERT INTO note VALUES (1, NULL)'))).toEqual(coded('STORAGE_CONFLICT'));
  });
});
