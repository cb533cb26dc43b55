import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { bytesFromHex } from '../../../../src/base/bytes.ts';
import { ed25519Signer } from '../../../../src/adapters/identity/device-identity.ts';
import { createEd25519Verifier, isStrictKey } from '../../../../src/adapters/identity/verify-ed25519.ts';

const verify = createEd25519Verifier();
const signer = ed25519Signer(new Uint8Array(32).fill(5));
const message = Uint8Array.of(1, 2, 3);
const signature = signer.sign(message);
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** RFC 8032, section 7.1: TEST 1, TEST 2, TEST 3. */
const RFC_8032 = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const;

describe('Ed25519', () => {
  test.each(RFC_8032)('signs and verifies the vector of RFC 8032 with seed %s', (seed, publicKey, text, expected) => {
    const own = ed25519Signer(bytesFromHex(seed));
    expect(own.publicKey).toEqual(bytesFromHex(publicKey));
    expect(own.sign(bytesFromHex(text))).toEqual(bytesFromHex(expected));
    expect(verify(own.publicKey, bytesFromHex(text), bytesFromHex(expected))).toBe(true);
  });

  test('agrees with an independent implementation in both directions', () => {
    const seed = new Uint8Array(32).fill(77);
    const theirs = ed25519.sign(message, seed);
    expect(ed25519Signer(seed).sign(message)).toEqual(theirs);
    expect(verify(ed25519.getPublicKey(seed), message, theirs)).toBe(true);
    expect(ed25519.verify(signature, message, signer.publicKey)).toBe(true);
  });
});

describe('the verifier', () => {
  test('refuses every single flipped bit of key, message and signature', () => {
    const flipped = (bytes: Uint8Array, bit: number) => {
      const copy = bytes.slice();
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return copy;
    };
    const bits = (bytes: Uint8Array) => Array.from({ length: bytes.length * 8 }, (_, bit) => flipped(bytes, bit));
    expect(bits(signature).some((changed) => verify(signer.publicKey, message, changed))).toBe(false);
    expect(bits(message).some((changed) => verify(signer.publicKey, changed, signature))).toBe(false);
    expect(bits(signer.publicKey).some((changed) => verify(changed, message, signature))).toBe(false);
    expect(verify(signer.publicKey, message, signature)).toBe(true);
  });

  test.each([0, 31, 33, 64])('refuses a key of %i bytes', (byteLength) => {
    expect(verify(new Uint8Array(byteLength).fill(5), message, signature)).toBe(false);
  });

  test.each([0, 63, 65])('refuses a signature of %i bytes', (byteLength) => {
    expect(verify(signer.publicKey, message, new Uint8Array(byteLength))).toBe(false);
  });

  test('refuses a signature whose scalar is not reduced', () => {
    const malleable = signature.slice();
    let s = BigInt(`0x${Buffer.from(signature.subarray(32).toReversed()).toString('hex')}`) + ORDER;
    for (let i = 32; i < 64; i += 1, s >>= 8n) malleable[i] = Number(s & 0xffn);
    expect(verify(signer.publicKey, message, malleable)).toBe(false);
  });

  test('refuses all keys of small order, under which the zero signature would verify', () => {
    const torsion = ed25519.Point.fromBytes(
      bytesFromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
    );
    const forged = new Uint8Array(64);
    forged[0] = 1;
    const keys = Array.from({ length: 8 }, (_, i) =>
      (i === 0 ? ed25519.Point.ZERO : torsion.multiplyUnsafe(BigInt(i))).toBytes(),
    );
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(8);
    for (const key of keys) {
      expect(isStrictKey(key)).toBe(false);
      for (let text = 0; text < 64; text += 1) expect(verify(key, Uint8Array.of(text), forged)).toBe(false);
    }
  });

  test.each([
    ['y = p + 1, the neutral element', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['y = p + 1 with a sign', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'],
    ['y = p', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['y = 2^255 - 1', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['y = 2, which is not on the curve', `02${'00'.repeat(31)}`],
  ])('refuses the key with %s', (_, key) => {
    const forged = new Uint8Array(64);
    forged[0] = 1;
    expect(verify(bytesFromHex(key), message, forged)).toBe(false);
    expect(verify(bytesFromHex(key), message, signature)).toBe(false);
  });

  test('takes a key as strict only below the field prime', () => {
    const top = 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffff';
    const strict = ['eb', 'ec', 'ed', 'ee', 'ff'].map((low) => isStrictKey(bytesFromHex(`${low}ff${top}7f`)));
    expect(strict).toEqual([true, false, false, false, false]);
    expect(isStrictKey(signer.publicKey)).toBe(true);
  });

  test('keeps working when it has met more keys than it remembers', () => {
    const many = Array.from({ length: 1100 }, (_, i) =>
      ed25519Signer(Uint8Array.from({ length: 32 }, (__, k) => (i >> (8 * k)) & 0xff)),
    );
    expect(many.every((one) => verify(one.publicKey, message, one.sign(message)))).toBe(true);
    expect(verify(many[0]?.publicKey ?? message, message, many[0]?.sign(message) ?? message)).toBe(true);
  });
});
