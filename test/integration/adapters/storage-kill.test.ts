/** `kill -9` at arbitrary moments: what was reported as durable is there, and everything that is there is sound. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openShare } from '../../../src/adapters/keystore/file/share-file.ts';
import { openDatabase } from '../../../src/adapters/storage/database.ts';
import { createLogStore, logMigrations } from '../../../src/adapters/storage/log-store.ts';
import { createSessionStore, sessionMigrations } from '../../../src/adapters/storage/session-store.ts';
import { numberBytes } from './processes/numbered.ts';

const writerFile = new URL('./processes/writer.ts', import.meta.url);
const migrations = [...logMigrations, ...sessionMigrations];

function folderOfTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function startWriter(folder: string, mode: string): ChildProcess {
  const writer = fork(writerFile, [folder, mode]);
  onTestFinished(() => void writer.kill('SIGKILL'));
  return writer;
}

/** Lets a writer report `reports` durable writes, kills it, and returns the last report that was received. */
async function killAfter(folder: string, mode: string, reports: number): Promise<number> {
  const writer = startWriter(folder, mode);
  const exited = once(writer, 'exit');
  let last = -1;
  let left = reports;
  writer.on('message', (value: unknown) => {
    if (typeof value === 'number') last = value;
    if ((left -= 1) === 0) writer.kill('SIGKILL');
  });
  expect(await exited).toEqual([null, 'SIGKILL']);
  return last;
}

test('a database loses no entry and no release over ten kills of its owner', async () => {
  const folder = folderOfTest();
  for (let round = 0; round < 10; round += 1) {
    const reported = await killAfter(folder, 'records', 2 + ((round * 37) % 60));
    const database = openDatabase(join(folder, 'replica.db'), migrations);
    const [log, sessions] = [createLogStore(database), createSessionStore(database)];
    const entries = log.read(0, log.size());
    expect(entries.length).toBeGreaterThanOrEqual(reported);
    // The kill may fall between the write and its report, never between the entry and the release beside it.
    expect(sessions.unsettled().map(({ releasedAt }) => releasedAt)).toEqual(
      entries.map(({ sequence }) => BigInt(sequence)),
    );
    expect(entries).toEqual(
      entries.map((_, index) => ({
        index,
        sequence: index + 1,
        hash: numberBytes(index + 1, 32),
        bytes: numberBytes(index + 1, 700),
      })),
    );
    database.close();
  }
});

test('a database has one owner among processes, and the next one takes over the moment it is killed', async () => {
  const folder = folderOfTest();
  const writer = startWriter(folder, 'records');
  await once(writer, 'message');
  const path = join(folder, 'replica.db');
  expect(() => openDatabase(path, migrations, { busyTimeoutMs: 1 })).toThrow(
    expect.objectContaining({ code: 'STORAGE_IN_USE' }),
  );
  const exited = once(writer, 'exit');
  writer.kill('SIGKILL');
  await exited;
  const database = openDatabase(path, migrations, { busyTimeoutMs: 1 });
  expect(createLogStore(database).position()).toBe(createLogStore(database).size());
  database.close();
});

test('a share file is complete or absent after a kill', async () => {
  const folder = folderOfTest();
  const reported = await killAfter(folder, 'shares', 25);
  const names = readdirSync(folder).filter((name) => !name.endsWith('.new'));
  expect(names.length).toBeGreaterThanOrEqual(reported + 1);
  const passphrase = new TextEncoder().encode('a passphrase');
  for (const name of names) {
    const epoch = Number(name.slice('epoch-'.length));
    const binding = { vaultId: 'v', epoch, holder: numberBytes(1, 32) };
    expect(await openShare(join(folder, name), passphrase, binding)).toEqual(numberBytes(epoch, 100));
  }
});
