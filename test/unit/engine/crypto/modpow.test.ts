import { describe, expect, it } from 'vitest';
import { inverse, mod } from '../../../../src/engine/crypto/integers.ts';
import { CrtModulus } from '../../../../src/engine/crypto/crt.ts';
import { bigintModPow, powBigint } from '../../../../src/engine/crypto/modpow-bigint.ts';
import type { ModPow } from '../../../../src/engine/crypto/modpow-port.ts';
import { testModPow } from '../../../../src/engine/crypto/modpow-self-test.ts';
import { opensslModPow } from '../../../../src/engine/crypto/modpow-openssl.ts';
import {
  modPowReport,
  multiPowPublic,
  PowerModulus,
  powPublic,
  powSecret,
  powSecretBase,
} from '../../../../src/engine/crypto/modpow.ts';
import { randomBelow, randomBits, randomUnit } from '../../../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { codeFrom } from './codes.ts';
import { PAILLIER_PRIMES } from './fixture-keys.ts';

const random = testRng('modpow');
const secret = (v: bigint): SecretInteger => SecretInteger.of(v);
/** Two Mersenne primes: an odd composite of 648 bits whose orders are known. */
const [P, Q] = [(1n << 521n) - 1n, (1n << 127n) - 1n];
const M = P * Q;

/** Square and multiply, bit by bit. */
function naive(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

describe('exponentiation', () => {
  it('agrees with square and multiply for random bases and exponents, by every path', () => {
    for (let i = 0; i < 100; i += 1) {
      const base = randomUnit(random, M);
      const exponent = randomBits(random, 1 + 9 * i);
      const expected = naive(base, exponent, M);
      expect(powBigint(base, exponent, M)).toBe(expected);
      expect(powPublic(base, exponent, M)).toBe(expected);
      expect(powSecret(base, secret(exponent), M)).toBe(expected);
      expect(powSecretBase(secret(base), exponent, M)).toBe(expected);
    }
  });

  it('takes negative exponents, bases outside the range, and exponents beyond the modulus', () => {
    for (let i = 0; i < 20; i += 1) {
      const base = randomUnit(random, M);
      const exponent = randomBits(random, 900);
      const expected = naive(inverse(base, M), exponent, M);
      expect(powPublic(base - 3n * M, -exponent, M)).toBe(expected);
      expect(powSecret(base + M, secret(-exponent), M)).toBe(expected);
      expect(powSecretBase(secret(base), -exponent, M)).toBe(expected);
    }
  });

  it.each([
    ['exponent 0', 5n, 0n, 1n],
    ['base 0', 0n, 7n, 0n],
    ['base 0, exponent 0', 0n, 0n, 1n],
    ['base M', M, 7n, 0n],
    ['base 1', 1n, 7n, 1n],
    ['base -1, odd', M - 1n, 7n, M - 1n],
    ['base -1, even', -1n, 8n, 1n],
    ['result 1', 3n, (P - 1n) * (Q - 1n), 1n],
    // 3 is no square modulo either prime, and both halves of the exponent are odd.
    ['result -1', 3n, ((P - 1n) / 2n) * ((Q - 1n) / 2n), M - 1n],
    ['base 1 modulo a factor', P + 1n, 12_345n, naive(P + 1n, 12_345n, M)],
  ])('degenerate: %s', (_name, base, exponent, expected) => {
    expect(powPublic(base, exponent, M)).toBe(expected);
    expect(powSecret(base, secret(exponent), M)).toBe(expected);
    expect(powSecretBase(secret(base), exponent, M)).toBe(expected);
  });

  it('a public power that is 0 is computed, a secret one is refused as a bug', () => {
    const square = P * P;
    expect(powPublic(P, 2n, square)).toBe(0n);
    expect(codeFrom(() => powSecret(P, secret(2n), square))).toBe('MODPOW_FAILED');
  });

  it('refuses moduli for which OpenSSL answers zeros or nothing, and non-units to a negative power', () => {
    for (const modulus of [Q, (1n << 511n) - 1n, 1n << 600n, -M, 0n, (1n << 10_001n) - 1n]) {
      expect(codeFrom(() => powPublic(3n, 5n, modulus))).toBe('MODULUS_UNSUPPORTED');
    }
    expect(new PowerModulus((1n << 512n) - 569n).powPublic(3n, 2n)).toBe(9n);
    expect(codeFrom(() => powPublic(P, -1n, M))).toBe('NOT_INVERTIBLE');
    expect(codeFrom(() => powSecret(P, secret(-1n), M))).toBe('NOT_INVERTIBLE');
  });

  it('multiplies powers with signed exponents', () => {
    const [a, b, c] = [randomUnit(random, M), randomUnit(random, M), randomUnit(random, M)];
    expect(
      multiPowPublic(
        [
          [a, 5n],
          [b, -3n],
          [c, 0n],
        ],
        M,
      ),
    ).toBe(mod(a ** 5n * inverse(b, M) ** 3n, M));
    expect(multiPowPublic([], M)).toBe(1n);
  });

  it('through the primes gives the same, modulo pq and its square, for non-units too', () => {
    const { p, q: r } = PAILLIER_PRIMES[0] ?? { p: 0n, q: 0n };
    for (const k of [1, 2] as const) {
      const crt = new CrtModulus(p, r, k);
      const modulus = (p * r) ** BigInt(k);
      for (const exponent of [
        0n,
        1n,
        -1n,
        randomBits(random, 256),
        -randomBits(random, 256),
        randomBits(random, 3000),
      ]) {
        const base = randomBelow(random, modulus);
        expect(crt.pow(base, exponent)).toBe(powPublic(base, exponent, modulus));
        expect(crt.powSecret(base, secret(exponent))).toBe(powPublic(base, exponent, modulus));
      }
      expect(crt.pow(5n, -randomBits(random, 4000) - 1n)).toBeGreaterThan(0n);
      for (const base of [0n, 1n, -1n, p, 3n * p, modulus - p, p * r]) {
        expect(crt.pow(base, 3n)).toBe(powPublic(base, 3n, modulus));
      }
      const long = -randomBits(random, 4000);
      expect(crt.pow(7n, long)).toBe(powPublic(7n, long, modulus));
    }
  });
});

describe('self-test', () => {
  it('passes with OpenSSL here, and with the reference', () => {
    expect(modPowReport()).toEqual({ implementation: 'openssl' });
    expect(testModPow(bigintForSmall())).toBeUndefined();
  });

  it.each<[string, (base: bigint, exponent: bigint, modulus: bigint) => bigint | undefined, string]>([
    ['zeros', () => 0n, 'a wrong result'],
    ['no answer', () => undefined, 'no result'],
    ['one wrong bit', (b, e, m) => powBigint(b, e, m) ^ 1n, 'a wrong result'],
    ['a wrong 1', (b, e, m) => (powBigint(b, e, m) === 1n ? 2n : powBigint(b, e, m)), 'a wrong power that is 1'],
  ])('finds %s', (_name, pow, reason) => {
    const broken: ModPow = {
      name: 'openssl',
      context: (m) => ({ pow: (b, e) => pow(b, e, m) }),
    };
    expect(testModPow(broken)).toBe(`openssl, 512 bits: ${reason}`);
  });

  it('takes an implementation that throws as one that does not work', () => {
    const throwing: ModPow = {
      ...opensslModPow,
      context: () => {
        throw new Error('modulus too large');
      },
    };
    expect(testModPow(throwing)).toBe('openssl, 512 bits: modulus too large');
  });
});

/** The reference on the smallest size, OpenSSL on the others: the reference needs seconds for 6144 bits. */
function bigintForSmall(): ModPow {
  return {
    ...bigintModPow,
    context: (m) => (m < 1n << 2049n ? bigintModPow : opensslModPow).context(m),
  };
}
