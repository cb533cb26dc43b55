import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bytesToHex, concatBytes } from '../../../../../src/base/bytes.ts';
import { openBox, sealBox, type ScryptCost } from '../../../../../src/adapters/keystore/file/sealed-box.ts';

const quick: ScryptCost = { log2N: 12, r: 8, p: 1 };
const passphrase = new TextEncoder().encode('correct horse battery staple');
const binding = { purpose: 'key-share', subject: ['v1', '0'] };
const secret = Uint8Array.from({ length: 100 }, (_, i) => i);
const counting = (byteLength: number) => Uint8Array.from({ length: byteLength }, (_, i) => i + byteLength);
const seal = (changes: Partial<Parameters<typeof sealBox>[0]> = {}) =>
  sealBox({ secret, passphrase, binding, random: counting, cost: quick, ...changes });

/** The box with other content, but with a checksum that fits: what an attacker with a text editor would make. */
function forged(box: Uint8Array, change: (body: Uint8Array) => void): Uint8Array {
  const body = box.slice(0, -32);
  change(body);
  return concatBytes(body, createHash('sha256').update(body).digest());
}

describe('a sealed box', () => {
  test('gives the secret back to the right passphrase and binding', async () => {
    expect(await openBox(await seal(), passphrase, binding)).toEqual(secret);
  });

  test('has the exact form of version 1, as a second implementation of its description computed it', async () => {
    const digest = createHash('sha256')
      .update(await seal())
      .digest('hex');
    expect(digest).toBe('ed98a19f9e4ac2484b9532a261346a58bbff337e53865ef8a9c8b9b2d6df802b');
  });

  test('names every single flipped bit as damage, without touching the passphrase', async () => {
    const box = await seal();
    for (let bit = 0; bit < box.length * 8; bit += 1) {
      const damaged = box.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(openBox(damaged, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_CORRUPT' });
    }
  });

  test('names every truncation and every extension as damage', async () => {
    const box = await seal();
    for (let length = 0; length < box.length; length += 1) {
      await expect(openBox(box.subarray(0, length), passphrase, binding)).rejects.toMatchObject({
        code: 'KEYSTORE_CORRUPT',
      });
    }
    const longer = concatBytes(box, Uint8Array.of(0));
    await expect(openBox(longer, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_CORRUPT' });
  });

  test('tells a wrong passphrase from damage', async () => {
    const wrong = new TextEncoder().encode('correct horse battery stable');
    const expected = { code: 'KEYSTORE_WRONG_PASSPHRASE', kind: 'input' };
    await expect(openBox(await seal(), wrong, binding)).rejects.toMatchObject(expected);
  });

  test.each([
    ['purpose', { ...binding, purpose: 'device-identity' }],
    ['subject', { ...binding, subject: ['v1', '1'] }],
    ['number of subjects', { ...binding, subject: ['v1'] }],
    ['grouping of subjects', { ...binding, subject: ['v10'] }],
  ])('refuses another %s', async (_, other) => {
    await expect(openBox(await seal(), passphrase, other)).rejects.toMatchObject({ code: 'KEYSTORE_WRONG_BINDING' });
  });

  test('cannot be rebound by rewriting its header', async () => {
    const box = await seal();
    const offset = Buffer.from(box).indexOf('v1') + 1;
    const rebound = forged(box, (body) => body.set([0x32], offset));
    const other = { ...binding, subject: ['v2', '0'] };
    await expect(openBox(rebound, passphrase, other)).rejects.toMatchObject({ code: 'KEYSTORE_CORRUPT' });
  });

  test.each([
    ['a memory of 2^31 blocks', [0, 0, 0, 31]],
    ['hardly any work', [0, 0, 0, 1]],
  ])('cannot demand %s', async (_, log2N) => {
    const box = await seal();
    const offset = Buffer.from(box).indexOf(Buffer.from([7, 0, 0, 0, 4, 0, 0, 0, 12])) + 5;
    const greedy = forged(box, (body) => body.set(log2N, offset));
    await expect(openBox(greedy, passphrase, binding)).rejects.toMatchObject({ code: 'KEYSTORE_CORRUPT' });
  });

  test.each([
    ['an empty passphrase', { passphrase: new Uint8Array() }],
    ['an empty secret', { secret: new Uint8Array() }],
    ['a secret that is too long', { secret: new Uint8Array(256 * 1024 + 1) }],
    ['a cost outside the bounds', { cost: { log2N: 21, r: 8, p: 1 } }],
    ['a subject that is too long', { binding: { purpose: 'p', subject: ['x'.repeat(129)] } }],
    ['too many subjects', { binding: { purpose: 'p', subject: Array.from({ length: 9 }, () => 'x') } }],
  ])('is not made for %s', async (_, changes) => {
    await expect(seal(changes)).rejects.toMatchObject({ code: 'KEYSTORE_INPUT', kind: 'input' });
  });

  test('never repeats its bytes when the randomness differs', async () => {
    const other = await seal({ random: (byteLength) => new Uint8Array(byteLength).fill(9) });
    expect(bytesToHex(other)).not.toBe(bytesToHex(await seal()));
  });
});
