/** Uniform sampling without bias (primitives.md 2). Everything returned is secret until the protocol publishes it. */
import type { Random } from '../../base/random.ts';
import { bitLength, gcd, integerFromBytes } from './integers.ts';
import { q } from './secp256k1.ts';

/** Uniform in [0, 2^bits - 1]. */
export function randomBits(random: Random, bits: number): bigint {
  if (bits === 0) return 0n;
  const bytes = random(Math.ceil(bits / 8));
  bytes[0] = (bytes[0] ?? 0) & (0xff >> ((8 - (bits % 8)) % 8));
  const value = integerFromBytes(bytes);
  bytes.fill(0);
  return value;
}

/** Uniform in [0, bound - 1] by rejection, never by reduction. @throws RangeError for a bound below 1 */
export function randomBelow(random: Random, bound: bigint): bigint {
  if (bound < 1n) throw new RangeError('an empty range has no elements');
  const bits = bitLength(bound - 1n);
  for (;;) {
    const candidate = randomBits(random, bits);
    if (candidate < bound) return candidate;
  }
}

/** Uniform in the closed interval [-bound, bound]. */
export function randomSymmetric(random: Random, bound: bigint): bigint {
  return randomBelow(random, 2n * bound + 1n) - bound;
}

/** Uniform in [1, q - 1]. */
export function randomScalar(random: Random): bigint {
  return 1n + randomBelow(random, q - 1n);
}

/**
 * Uniform in [1, N - 1]: a unit, except with probability 2^-250 or less for a modulus whose factors are long (Pi-fac). For nonces that are looked over
 * together, with one gcd for all (`zk/openings.ts`).
 */
export function randomResidue(random: Random, N: bigint): bigint {
  for (;;) {
    const candidate = randomBelow(random, N);
    if (candidate >= 1n) return candidate;
  }
}

/** Uniform in Z*_N. */
export function randomUnit(random: Random, N: bigint): bigint {
  for (;;) {
    const candidate = randomBelow(random, N);
    if (candidate >= 1n && gcd(candidate, N) === 1n) return candidate;
  }
}
