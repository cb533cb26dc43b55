import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { secureRandom } from '../../../../../src/adapters/identity/secure-random.ts';
import { sealOnce, sweepFolder, takeOnce } from '../../../../../src/adapters/keystore/file/one-time-file.ts';

const cost = { log2N: 12, r: 8, p: 1 };
const binding = { purpose: 'presignature', subject: ['main', 'ab'] };
const secret = Uint8Array.from({ length: 400 }, (_, i) => i & 0xff);
const passphrase = () => Buffer.from('a sealing key');

async function sealedFile(): Promise<{ folder: string; path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-once-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'one.sealed');
  await sealOnce({ path, passphrase: passphrase(), binding }, secret, { random: secureRandom, cost });
  return { folder, path };
}

describe('a secret that is read once', () => {
  test('is gone from the disk when it is handed out', async () => {
    const { folder, path } = await sealedFile();
    expect(await takeOnce({ path, passphrase: passphrase(), binding })).toEqual(secret);
    expect(readdirSync(folder)).toEqual([]);
    await expect(takeOnce({ path, passphrase: passphrase(), binding })).rejects.toMatchObject({
      code: 'KEYSTORE_NOT_FOUND',
    });
  });

  test('goes to one of two who ask at once', async () => {
    const { path } = await sealedFile();
    const taken = await Promise.allSettled([1, 2].map(() => takeOnce({ path, passphrase: passphrase(), binding })));
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each([
    ['KEYSTORE_WRONG_BINDING', { binding: { purpose: 'presignature', subject: ['other', 'ab'] } }],
    ['KEYSTORE_WRONG_PASSPHRASE', { passphrase: Buffer.from('another key') }],
  ])('%s: is erased also when it cannot be opened', async (code, changes) => {
    const { folder, path } = await sealedFile();
    const asked = { path, passphrase: passphrase(), binding, ...changes };
    await expect(takeOnce(asked)).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a damaged one is erased and named', async () => {
    const { folder, path } = await sealedFile();
    const box = readFileSync(path);
    box[box.length - 40] = (box[box.length - 40] ?? 0) ^ 1;
    writeFileSync(path, box);
    await expect(takeOnce({ path, passphrase: passphrase(), binding })).rejects.toMatchObject({
      code: 'KEYSTORE_CORRUPT',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is never sealed over another', async () => {
    const { path } = await sealedFile();
    const again = sealOnce({ path, passphrase: passphrase(), binding }, secret, { random: secureRandom, cost });
    await expect(again).rejects.toMatchObject({ code: 'KEYSTORE_EXISTS' });
  });
});

test('what a crash left over is swept away, what is wanted stays', async () => {
  const { folder } = await sealedFile();
  writeFileSync(join(folder, 'one.sealed.123.taken'), 'half read');
  writeFileSync(join(folder, 'two.sealed'), 'recorded nowhere');
  expect(await sweepFolder(folder, (name) => name === 'one.sealed')).toEqual(['one.sealed']);
  expect(readdirSync(folder)).toEqual(['one.sealed']);
});
