import { checkPrimeSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../src/base/errors.ts';
import { passesFermat } from '../../../../src/engine/crypto/fermat.ts';
import { bitLength, gcd } from '../../../../src/engine/crypto/integers.ts';
import type { Profile } from '../../../../src/engine/crypto/parameters.ts';
import {
  blumPrime,
  isAcceptable,
  paillierPrimes,
  ringPedersenPrimes,
  safePrime,
  type PrimeProgress,
} from '../../../../src/engine/crypto/primes.ts';
import { safePrimeCandidates } from '../../../../src/engine/crypto/safe-prime-sieve.ts';
import { primesBelow } from '../../../../src/engine/crypto/small-primes.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { PAILLIER_PRIMES } from './fixture-keys.ts';

/** Small numbers keep the test quick; nothing but the lengths differs. */
const SMALL: Profile = { name: 'TEST', modulusBits: 1024, modulusBytes: 128, primeBits: 512 };

describe('primes', () => {
  it('lists the small ones', () => {
    expect([...primesBelow(30)]).toEqual([2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
    expect(primesBelow(2 ** 16)).toHaveLength(6542);
  });

  it('the sieve leaves candidates without small factors, in p and in (p-1)/2, with two top bits', () => {
    const random = testRng('sieve');
    const small = primesBelow(5000);
    const candidates = safePrimeCandidates(512, random);
    expect(candidates.length).toBeGreaterThan(1000);
    for (const half of candidates.slice(0, 50)) {
      const p = 2n * half + 1n;
      expect(p >> 510n).toBe(3n);
      expect(p % 12n).toBe(11n);
      expect([...small].every((r) => half % BigInt(r) !== 0n && p % BigInt(r) !== 0n)).toBe(true);
    }
  });

  it('the Fermat screen passes primes and stops composites', async () => {
    const p = await blumPrime(512);
    const q = await blumPrime(512);
    expect(passesFermat(p)).toBe(true);
    expect(passesFermat(p * q)).toBe(false);
  });

  it('finds safe primes, with and without the screen', async () => {
    const random = testRng('safe');
    // RSA keys below 512 bits are refused by OpenSSL: then the full test decides alone.
    for (const bits of [256, 512]) {
      const p = await safePrime(bits, random);
      expect(bitLength(p)).toBe(bits);
      expect(p >> BigInt(bits - 2)).toBe(3n);
      expect(checkPrimeSync(p) && checkPrimeSync((p - 1n) / 2n)).toBe(true);
    }
  });

  it('pairs have the exact length, are Blum or safe, distant, and N is prime to phi', async () => {
    const progress: PrimeProgress[] = [];
    const random = testRng('pairs');
    const pairs = [
      await paillierPrimes(SMALL),
      await ringPedersenPrimes(SMALL, random, { onProgress: (now) => progress.push(now) }),
    ];
    for (const { p, q } of pairs) {
      expect(bitLength(p * q)).toBe(1024);
      expect([p & 3n, q & 3n]).toEqual([3n, 3n]);
      expect(checkPrimeSync(p) && checkPrimeSync(q)).toBe(true);
      expect(bitLength(p - q)).toBeGreaterThanOrEqual(412);
      expect(gcd(p * q, (p - 1n) * (q - 1n))).toBe(1n);
    }
    const safe = pairs[1];
    expect(safe && checkPrimeSync((safe.p - 1n) / 2n) && checkPrimeSync((safe.q - 1n) / 2n)).toBe(true);
    expect(progress[0]).toMatchObject({ found: 0, tested: 0 });
    expect(progress.at(-1)).toMatchObject({ found: 1 });
    expect(progress.every(({ expected }) => expected > 100)).toBe(true);
  });

  it('refuses pairs that are equal, close, too short, or with a common factor of N and phi', () => {
    const { p, q } = PAILLIER_PRIMES[0] ?? { p: 0n, q: 0n };
    const profile: Profile = { name: 'TEST', modulusBits: 2048, modulusBytes: 256, primeBits: 1024 };
    expect(isAcceptable(p, q, profile)).toBe(true);
    expect(isAcceptable(q, q, profile)).toBe(false);
    expect(isAcceptable(q, q - 2n, profile)).toBe(false);
    expect(isAcceptable(p, q, { ...profile, modulusBits: 2049 })).toBe(false);
    // 7 and 29 = 4·7 + 1: 7 divides both N and phi.
    expect(isAcceptable(7n, 29n, { ...profile, modulusBits: 8 })).toBe(false);
  });

  it('stops at the signal, before and during the search', async () => {
    const codeFromAsync = async (attempt: Promise<unknown>): Promise<string | undefined> =>
      await attempt.then(() => undefined, codeOf);
    const signal = AbortSignal.abort();
    expect(await codeFromAsync(blumPrime(1024, { signal }))).toBe('CANCELLED');
    expect(await codeFromAsync(safePrime(1024, testRng('x'), { signal }))).toBe('CANCELLED');
    expect(await codeFromAsync(paillierPrimes(SMALL, { signal }))).toBe('CANCELLED');
    const controller = new AbortController();
    const running = safePrime(4096, testRng('y'), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(await codeFromAsync(running)).toBe('CANCELLED');
  });
});
