import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { secureRandom } from '../../../../src/adapters/identity/secure-random.ts';
import { createFileSecretStore } from '../../../../src/adapters/keystore/file/file-secret-store.ts';
import { sealOnce, takeOnce } from '../../../../src/adapters/keystore/file/one-time-file.ts';
import { openDatabase } from '../../../../src/adapters/storage/database.ts';
import {
  ONE_TIME_FOLDER,
  oneTimeMigrations,
  openOneTimeStock,
  type OneTimeStock,
} from '../../../../src/apps/cosigner/one-time-stock.ts';
import { sealPrimes, takePrimes } from '../../../../src/apps/cosigner/runs/one-time-secrets.ts';
import { patternBytes, scratchFolder, thrownBy } from '../../adapters/storage/scratch.ts';

const cost = { log2N: 12, r: 8, p: 1 };
const [runId, presigId, messageHash] = [1, 2, 3].map((seed) => patternBytes(32, seed)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const binding = { vaultId: 'main', epoch: 0, signers: ['a1'.repeat(32), 'b2'.repeat(32)], path: [60, 0] };
const fileBinding = { purpose: 'presignature', subject: ['main'] };

interface Opened {
  readonly stock: OneTimeStock;
  close(): void;
}

async function open(directory: string, boot = 'first', onDoubt = (): void => undefined): Promise<Opened> {
  const databasePath = join(directory, 'cosigner.db');
  const database = openDatabase(databasePath, oneTimeMigrations);
  const passphrase = (): Promise<Uint8Array> => Promise.resolve(Buffer.from('test'));
  const secrets = createFileSecretStore({ directory, passphrase, random: secureRandom, cost });
  const clock = { now: () => 5000n };
  const stock = await openOneTimeStock({ database, databasePath, directory, secrets, clock, boot, onDoubt });
  const close = (): void => {
    stock.close();
    database.close();
  };
  return { stock, close };
}

/** A presignature on disk and on record. */
async function makeOne({ stock }: Opened): Promise<void> {
  const secret = { path: stock.presignaturePath(runId), passphrase: stock.key(), binding: fileBinding };
  await sealOnce(secret, patternBytes(400, 9), { random: secureRandom, cost });
  stock.addPresignature({ presigId, runId, ...binding });
}

const filesOf = (directory: string): string[] =>
  readdirSync(join(directory, ONE_TIME_FOLDER)).filter((name) => name.endsWith('.sealed'));

describe('the stock of what is used once', () => {
  it('says once, in the transaction of the new mark, that the database may be an earlier copy', async () => {
    const directory = scratchFolder();
    const told: string[] = [];
    for (const [at, boot] of ['first', 'first', 'second', 'second'].entries()) {
      const { close } = await open(directory, boot, () => void told.push(`start ${at}`));
      close();
    }
    expect(told).toEqual(['start 2']);
  });

  it('marks before it lends, and lends once', async () => {
    const directory = scratchFolder();
    const opened = await open(directory);
    await makeOne(opened);
    const { stock } = opened;
    expect(stock.consume({ runId, messageHash, ...binding })).toEqual(presigId);
    const secret = { path: stock.presignaturePath(runId), passphrase: stock.key(), binding: fileBinding };
    expect(await takeOnce(secret)).toEqual(patternBytes(400, 9));
    expect(filesOf(directory)).toEqual([]);
    expect(thrownBy(() => stock.consume({ runId, messageHash, ...binding }))).toMatchObject({
      code: 'PRESIGNATURE_SPENT',
    });
    opened.close();
  });

  it.each<[string, (opened: Opened) => Promise<void>, string[]]>([
    // Sealed, and the process died before the record.
    [
      'a secret without a record',
      async ({ stock }) => {
        const secret = { path: stock.presignaturePath(runId), passphrase: stock.key(), binding: fileBinding };
        await sealOnce(secret, patternBytes(400, 9), { random: secureRandom, cost });
      },
      [],
    ],
    // Marked, and the process died before the secret was read.
    [
      'a consumed one whose secret was not read',
      async (opened) => {
        await makeOne(opened);
        opened.stock.consume({ runId, messageHash, ...binding });
      },
      [],
    ],
  ])('after a crash erases %s', async (_, crash, left) => {
    const directory = scratchFolder();
    const first = await open(directory);
    await crash(first);
    first.close();
    const second = await open(directory);
    expect(filesOf(directory)).toEqual(left);
    expect(second.stock.isAvailable(runId)).toBe(false);
    second.close();
  });

  it('keeps what is on record and on disk over a restart', async () => {
    const directory = scratchFolder();
    const first = await open(directory);
    await makeOne(first);
    first.close();
    const second = await open(directory);
    expect(second.stock.verdict).toBe('same');
    expect(second.stock.isAvailable(runId)).toBe(true);
    expect(filesOf(directory)).toHaveLength(1);
    second.close();
  });

  it('removes record and secret together', async () => {
    const directory = scratchFolder();
    const opened = await open(directory);
    await makeOne(opened);
    await opened.stock.remove(({ epoch }) => epoch < 1, 'epoch');
    expect(filesOf(directory)).toEqual([]);
    expect(opened.stock.available()).toEqual([]);
    opened.close();
  });

  it.each<[string, (directory: string) => string]>([
    [
      'a folder put back from a copy',
      (directory) => {
        const copy = scratchFolder();
        cpSync(directory, copy, { recursive: true });
        return copy;
      },
    ],
    ['a machine that started again', (directory) => directory],
  ])('throws everything away in %s: no earlier secret opens any more', async (_, restored) => {
    const directory = scratchFolder();
    const first = await open(directory);
    await makeOne(first);
    const sealed = readFileSync(first.stock.presignaturePath(runId));
    first.close();
    const folder = restored(directory);
    const second = await open(folder, folder === directory ? 'second' : 'first');
    expect(second.stock.verdict).toBe('doubt');
    expect(second.stock.available()).toEqual([]);
    expect(filesOf(folder)).toEqual([]);
    // Even somebody who brings the old file back cannot open it.
    const path = second.stock.presignaturePath(runId);
    writeFileSync(path, sealed);
    const taken = takeOnce({ path, passphrase: second.stock.key(), binding: fileBinding });
    await expect(taken).rejects.toMatchObject({ code: 'KEYSTORE_WRONG_PASSPHRASE' });
    second.close();
  });

  it('hands primes out once', async () => {
    const opened = await open(scratchFolder());
    const { stock } = opened;
    const pairs = { paillier: { p: 7n, q: 11n }, 'ring-pedersen': { p: 23n, q: 47n } };
    for (const kind of ['paillier', 'ring-pedersen'] as const) {
      const slot = stock.primeSlot();
      await sealPrimes({ ...slot, kind }, pairs[kind], 128);
      stock.addPrimes(slot, 'P112', kind);
    }
    const taken = stock.takePrimes('P112');
    expect(await takePrimes(taken)).toEqual({ paillier: pairs.paillier, ringPedersen: pairs['ring-pedersen'] });
    await expect(takePrimes(taken)).rejects.toMatchObject({ code: 'KEYSTORE_NOT_FOUND' });
    expect(thrownBy(() => stock.takePrimes('P112'))).toMatchObject({ code: 'PRIMES_MISSING' });
    opened.close();
  });

  it('asks backup programs to leave it out', async () => {
    const directory = scratchFolder();
    const opened = await open(directory);
    const tag = readFileSync(join(directory, ONE_TIME_FOLDER, 'CACHEDIR.TAG'), 'utf8');
    expect(tag.startsWith('Signature: 8a477f597d28d172789f06886806bc55')).toBe(true);
    opened.close();
  });
});
