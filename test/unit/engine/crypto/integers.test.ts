import { describe, expect, it } from 'vitest';
import {
  areUnits,
  bitLength,
  gcd,
  integerFromBytes,
  integerToBytes,
  inverse,
  inverseModSquare,
  iroot,
  isqrt,
  isUnit,
  jacobi,
  mod,
  smod,
} from '../../../../src/engine/crypto/integers.ts';
import { randomBelow, randomBits, randomSymmetric } from '../../../../src/engine/crypto/sampling.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { codeFrom } from './codes.ts';

const random = testRng('integers');
const CASES = 2000;
const odd = (bits: number): bigint => 2n * randomBits(random, bits - 1) + 1n;

describe('integers against naive definitions', () => {
  it('mod is in [0, m-1], smod in ±(N-1)/2, both congruent', () => {
    for (let i = 0; i < CASES; i += 1) {
      const N = odd(40) + 2n;
      const a = randomSymmetric(random, 1n << 80n);
      const [r, s] = [mod(a, N), smod(a, N)];
      expect(r >= 0n && r < N && (a - r) % N === 0n).toBe(true);
      expect(2n * s <= N - 1n && 2n * s >= 1n - N && (a - s) % N === 0n).toBe(true);
    }
    expect([smod(3n, 7n), smod(4n, 7n), smod(-4n, 7n), smod(-3n, 7n)]).toEqual([3n, -3n, 3n, -3n]);
  });

  it('inverts exactly the units of small moduli', () => {
    for (let m = 2n; m < 60n; m += 1n) {
      for (let a = -m; a <= 2n * m; a += 1n) {
        let naive: bigint | undefined;
        for (let b = 0n; b < m; b += 1n) if (mod(a * b, m) === 1n) naive = b;
        if (naive === undefined) expect(codeFrom(() => inverse(a, m))).toBe('NOT_INVERTIBLE');
        else expect(inverse(a, m)).toBe(naive);
        expect(isUnit(a, m)).toBe(naive !== undefined && a >= 1n && a < m);
      }
    }
  });

  it('inverts large values, modulo N and lifted to N^2', () => {
    for (let i = 0; i < 100; i += 1) {
      const N = odd(512) + 2n;
      const a = randomBelow(random, N * N);
      if (gcd(a, N) !== 1n) continue;
      expect(mod(a * inverse(a, N), N)).toBe(1n);
      expect(inverseModSquare(a, N)).toBe(inverse(a, N * N));
    }
  });

  it('a product is tested for units at once with the same verdict', () => {
    for (let i = 0; i < CASES; i += 1) {
      const m = odd(12) + 2n;
      const values = [0, 1, 2].map(() => randomBelow(random, m + 2n) - 1n);
      expect(areUnits(values, m)).toBe(values.every((v) => isUnit(v, m)));
    }
  });

  it('takes integer roots and counts bits', () => {
    for (let i = 0; i < CASES; i += 1) {
      const n = randomBits(random, 1 + (i % 300));
      const r = isqrt(n);
      expect(r * r <= n && n < (r + 1n) * (r + 1n)).toBe(true);
      const k = 3 + (i % 9);
      const root = iroot(n, k);
      expect(root ** BigInt(k) <= n && n < (root + 1n) ** BigInt(k)).toBe(true);
      expect(bitLength(n)).toBe(n === 0n ? 0 : n.toString(2).length);
      expect(bitLength(-n)).toBe(bitLength(n));
    }
    expect(() => isqrt(-1n)).toThrow(RangeError);
  });

  it('the Jacobi symbol is the product of Legendre symbols', () => {
    const legendre = (a: bigint, p: bigint): number => {
      const r = mod(a, p) ** ((p - 1n) / 2n) % p;
      return r === p - 1n ? -1 : Number(r);
    };
    for (const [p, q] of [
      [3n, 5n],
      [7n, 11n],
      [11n, 19n],
      [13n, 13n],
      [17n, 23n],
    ] as const) {
      for (let a = -p * q; a < p * q; a += 1n) {
        // `0 * -1` is minus zero, which `toBe` tells from zero.
        expect(jacobi(a, p * q)).toBe(legendre(a, p) * legendre(a, q) + 0);
      }
    }
    expect(() => jacobi(3n, 8n)).toThrow(RangeError);
  });

  it('reads and writes big-endian bytes of a fixed length', () => {
    for (let i = 0; i < CASES; i += 1) {
      const v = randomBits(random, i % 200);
      const bytes = integerToBytes(v, 25);
      expect(bytes).toHaveLength(25);
      expect(integerFromBytes(bytes)).toBe(v);
    }
    expect(integerFromBytes(new Uint8Array(0))).toBe(0n);
    expect(() => integerToBytes(256n, 1)).toThrow(RangeError);
    expect(() => integerToBytes(-1n, 4)).toThrow(RangeError);
  });
});
