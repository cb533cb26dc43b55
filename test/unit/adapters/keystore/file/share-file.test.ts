import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { secureRandom } from '../../../../../src/adapters/identity/secure-random.ts';
import { eraseShare, openShare, sealShare } from '../../../../../src/adapters/keystore/file/share-file.ts';
import { scratchFolder } from '../../storage/scratch.ts';

const cost = { log2N: 12, r: 8, p: 1 };
const passphrase = new TextEncoder().encode('a passphrase');
const binding = { vaultId: 'v1', epoch: 3, holder: new Uint8Array(32).fill(7) };
const share = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);

async function sealedFile(): Promise<string> {
  const path = join(scratchFolder(), 'share.sealed');
  await sealShare({ path, share, passphrase, binding, random: secureRandom, cost });
  return path;
}

describe('a share file', () => {
  test('opens for its vault, epoch and holder', async () => {
    expect(await openShare(await sealedFile(), passphrase, binding)).toEqual(share);
  });

  test('is readable by its owner only, complete, and alone in its folder', async () => {
    const path = await sealedFile();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['share.sealed']);
    expect(readFileSync(path).includes(Buffer.from(share.subarray(0, 8)))).toBe(false);
  });

  test.each([
    ['vault', { ...binding, vaultId: 'v2' }],
    ['epoch', { ...binding, epoch: 4 }],
    ['holder', { ...binding, holder: new Uint8Array(32).fill(8) }],
  ])('does not open for another %s', async (_, other) => {
    await expect(openShare(await sealedFile(), passphrase, other)).rejects.toMatchObject({
      code: 'KEYSTORE_WRONG_BINDING',
    });
  });

  test('survives a wrong passphrase: the next try works', async () => {
    const path = await sealedFile();
    const wrong = new TextEncoder().encode('another passphrase');
    await expect(openShare(path, wrong, binding)).rejects.toMatchObject({ code: 'KEYSTORE_WRONG_PASSPHRASE' });
    expect(await openShare(path, passphrase, binding)).toEqual(share);
  });

  test('is never overwritten', async () => {
    const path = await sealedFile();
    const again = sealShare({ path, share: new Uint8Array(64), passphrase, binding, random: secureRandom, cost });
    await expect(again).rejects.toMatchObject({ code: 'KEYSTORE_EXISTS' });
    expect(await openShare(path, passphrase, binding)).toEqual(share);
    expect(readdirSync(join(path, '..'))).toEqual(['share.sealed']);
  });

  test('is named as damaged when it is cut, empty or far too long, and left as it is', async () => {
    const path = await sealedFile();
    truncateSync(path, 100);
    await expect(openShare(path, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_CORRUPT' });
    expect(statSync(path).size).toBe(100);
    truncateSync(path, 0);
    await expect(openShare(path, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_CORRUPT' });
    writeFileSync(path, Buffer.alloc(300_000));
    await expect(openShare(path, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_CORRUPT' });
  });

  test('that is missing, or a folder, has an error of its own', async () => {
    const folder = scratchFolder();
    const missing = join(folder, 'missing');
    await expect(openShare(missing, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_NOT_FOUND' });
    await expect(openShare(folder, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_IO' });
    const nowhere = { path: join(missing, 'share'), share, passphrase, binding, random: secureRandom, cost };
    await expect(sealShare(nowhere)).rejects.toMatchObject({ code: 'KEYSTORE_IO' });
  });

  test('is gone after it was erased, and erasing it again is no error', async () => {
    const path = await sealedFile();
    await eraseShare(path);
    await eraseShare(path);
    await expect(openShare(path, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_NOT_FOUND' });
  });
});
