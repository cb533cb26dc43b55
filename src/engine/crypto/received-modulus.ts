/** Checks on a received modulus, before any proof about it is verified (primitives.md 4.3, items 1 and 2). */
import { checkPrimeSync } from 'node:crypto';
import { bitLength, gcd, iroot } from './integers.ts';
import type { Profile } from './parameters.ts';
import { isPublishedModulus } from './refused-moduli.ts';
import { primesBelow, productOf } from './small-primes.ts';

export type ModulusFault = 'length' | 'even' | 'small-factor' | 'perfect-power' | 'prime' | 'published';
export type ModulusVerdict = { readonly ok: true } | { readonly ok: false; readonly fault: ModulusFault };

const SMALL = 2 ** 16;
const ROOTS = [2, 3, 5, 7, 11];

let smallPrimes: bigint | undefined;

/** Items 1 and 2: exact length, odd, no prime factor below 2^16, no perfect power, composite. Never throws. */
export function filterModulus(N: bigint, profile: Profile): ModulusVerdict {
  if (N <= 0n || bitLength(N) !== profile.modulusBits) return { ok: false, fault: 'length' };
  if ((N & 1n) === 0n) return { ok: false, fault: 'even' };
  smallPrimes ??= productOf(Array.from(primesBelow(SMALL), BigInt));
  if (gcd(N, smallPrimes % N) !== 1n) return { ok: false, fault: 'small-factor' };
  if (ROOTS.some((k) => iroot(N, k) ** BigInt(k) === N)) return { ok: false, fault: 'perfect-power' };
  return checkPrimeSync(N) ? { ok: false, fault: 'prime' } : { ok: true };
}

/** What the auxiliary round asks of every `N_j` and `Nh_j`: items 1 and 2, and nobody's published factors. Never throws. */
export function checkReceivedModulus(N: bigint, profile: Profile): ModulusVerdict {
  const verdict = filterModulus(N, profile);
  if (verdict.ok && profile.name !== 'TEST' && isPublishedModulus(N)) return { ok: false, fault: 'published' };
  return verdict;
}
