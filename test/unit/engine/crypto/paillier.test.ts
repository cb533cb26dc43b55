import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mod, smod } from '../../../../src/engine/crypto/integers.ts';
import {
  addCiphertexts,
  encrypt,
  encryptPublic,
  isCiphertext,
  negateCiphertext,
  paillierPrivateKey,
  scale,
  scalePublic,
} from '../../../../src/engine/crypto/paillier.ts';
import { powPublic } from '../../../../src/engine/crypto/modpow.ts';
import { randomBits, randomSymmetric, randomUnit } from '../../../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { codeFrom } from './codes.ts';
import { fixturePaillier, PRIMES_3072 } from './fixture-keys.ts';

const random = testRng('paillier');
const key = fixturePaillier(0);
const { N, NN } = key.publicKey;
const half = (N - 1n) / 2n;
const secret = (v: bigint): SecretInteger => SecretInteger.of(v);
const open = (v: SecretInteger): bigint => v.use((value) => value);
const fresh = (m: bigint): bigint => key.encrypt(secret(m), secret(randomUnit(random, N)));

/** Decryption by the definition: `(c^phi mod N^2 - 1)/N · phi^-1 mod N`, without the primes. */
function decryptByDefinition(c: bigint): bigint {
  const phi = open(key.phi);
  const x = (powPublic(c, phi, NN) - 1n) / N;
  return smod(x * powPublic(phi, -1n, N), N);
}

describe('Paillier', () => {
  it.each([0n, 1n, -1n, half, -half, half - 1n, 1n << 1280n, -(1n << 2000n)])('decrypts what it encrypted: %s', (m) => {
    const nonce = secret(randomUnit(random, N));
    const c = encrypt(key.publicKey, secret(m), nonce);
    expect(key.encrypt(secret(m), nonce)).toBe(c);
    expect(encryptPublic(key.publicKey, m, open(nonce))).toBe(c);
    expect(open(key.decrypt(c))).toBe(m);
    expect(decryptByDefinition(c)).toBe(m);
    expect(open(key.nonceOf(c))).toBe(open(nonce));
  });

  it('100 random plaintexts: owner and definition agree', () => {
    for (let i = 0; i < 100; i += 1) {
      const m = randomSymmetric(random, half);
      const r = randomUnit(random, N);
      const c = key.encrypt(secret(m), secret(r));
      expect(open(key.decrypt(c))).toBe(m);
      expect(open(key.nonceOf(c))).toBe(r);
      if (i % 10 === 0) expect(encryptPublic(key.publicKey, m, r)).toBe(c);
    }
  });

  it('works with 3072 bits', () => {
    const { p, q } = PRIMES_3072[0] ?? { p: 0n, q: 0n };
    const large = paillierPrivateKey(p, q);
    const nonce = secret(randomUnit(random, p * q));
    const c = encrypt(large.publicKey, secret(-7n), nonce);
    expect(large.encrypt(secret(-7n), nonce)).toBe(c);
    expect(open(large.decrypt(c))).toBe(-7n);
  });

  it('refuses plaintexts beyond ±(N-1)/2', () => {
    for (const m of [half + 1n, -half - 1n, N]) {
      expect(codeFrom(() => encrypt(key.publicKey, secret(m), secret(5n)))).toBe('PLAINTEXT_RANGE');
      expect(codeFrom(() => encryptPublic(key.publicKey, m, 5n))).toBe('PLAINTEXT_RANGE');
      expect(codeFrom(() => key.encrypt(secret(m), secret(5n)))).toBe('PLAINTEXT_RANGE');
    }
  });

  it('adds, negates and multiplies plaintexts, with negative scalars and wrap-around', () => {
    for (let i = 0; i < 20; i += 1) {
      const [a, b] = [randomSymmetric(random, 1n << 1000n), randomSymmetric(random, 1n << 1000n)];
      const k = randomSymmetric(random, 1n << 256n);
      const [cA, cB] = [fresh(a), fresh(b)];
      expect(open(key.decrypt(addCiphertexts(key.publicKey, cA, cB)))).toBe(a + b);
      expect(open(key.decrypt(negateCiphertext(key.publicKey, cA)))).toBe(-a);
      const scaled = scalePublic(key.publicKey, cA, k);
      expect(scale(key.publicKey, cA, secret(k))).toBe(scaled);
      expect(key.power(cA, k)).toBe(scaled);
      expect(open(key.decrypt(scaled))).toBe(k * a);
    }
    expect(open(key.decrypt(addCiphertexts(key.publicKey, fresh(half), fresh(1n))))).toBe(-half);
  });

  it('a zero plaintext, whose power is 1 modulo the primes, decrypts', () => {
    expect(open(key.decrypt(1n))).toBe(0n);
    expect(open(key.decrypt(powPublic(2n, N, NN)))).toBe(0n);
  });

  it('takes only units of N^2 as ciphertexts', () => {
    const valid = fresh(5n);
    const [p, q] = key.usePrimes((a, b) => [a, b] as const);
    const bad = [0n, N, NN, NN - N, 5n * N, 3n * p, 7n * q, p * p, NN + valid, -valid];
    for (const c of bad) {
      expect(isCiphertext(key.publicKey, c)).toBe(false);
      expect(codeFrom(() => key.decrypt(c))).toBe('NOT_CIPHERTEXT');
      expect(codeFrom(() => key.nonceOf(c))).toBe('NOT_CIPHERTEXT');
    }
    for (const c of [valid, 1n, NN - 1n]) expect(isCiphertext(key.publicKey, c)).toBe(true);
  });

  it('the owner computes powers as everybody does', () => {
    for (const e of [0n, 1n, randomBits(random, 256), -randomBits(random, 768), randomBits(random, 2048)]) {
      const c = fresh(3n);
      expect(key.power(c, e)).toBe(powPublic(c, e, NN));
      expect(key.power(c, secret(e))).toBe(powPublic(c, e, NN));
      expect(key.powerModN(c, e)).toBe(powPublic(c % N, e, N));
    }
    const r = randomUnit(random, N);
    expect(key.nthPower(r)).toBe(powPublic(r, N, NN));
    expect(key.nthPower(0n)).toBe(0n);
    expect(key.usePrimes((p) => key.nthPower(p) === powPublic(p, N, NN))).toBe(true);
    expect(mod(key.powerModN(r, N), N)).toBe(powPublic(r, N, N));
  });

  it('neither prints its primes nor works after it was forgotten', () => {
    const mortal = fixturePaillier(1);
    const digits = mortal.usePrimes((p) => p.toString());
    const shown = [
      String(mortal),
      JSON.stringify({ mortal }),
      inspect(mortal),
      inspect(mortal.phi),
      inspect({ mortal }),
    ];
    for (const text of shown) {
      expect(text).toContain('[secret]');
      expect(text).not.toContain(digits.slice(0, 20));
    }
    mortal.forget();
    for (const use of [() => mortal.phi, () => mortal.decrypt(5n), () => mortal.nthPower(5n)]) {
      expect(codeFrom(use)).toBe('SECRET_WIPED');
    }
  });
});
