/**
 * Candidates for safe primes: p' in a random window such that neither p' nor 2p'+1 has a small factor (primitives.md 4.2).
 * All p' are 5 mod 6: then neither is divisible by 2 or 3, and p = 2p'+1 is 3 mod 4.
 */
import type { Random } from '../../base/random.ts';
import { mod } from './integers.ts';
import { randomBelow } from './sampling.ts';
import { primesBelow } from './small-primes.ts';

const STEP = 6;
/** About one safe prime of 1536 bits, or two of 1024, are expected in a window. */
const WINDOW = 1 << 17;
const SIEVE_LIMIT = 1 << 19;
let sievePrimes: Uint32Array | undefined;

/**
 * The candidates of one window in ascending order, as p'.
 * @param bits length of p = 2p'+1; its two top bits are set, so that a product of two has exactly twice the length
 */
export function safePrimeCandidates(bits: number, random: Random): bigint[] {
  const lowest = 3n << BigInt(bits - 3);
  const span = (1n << BigInt(bits - 1)) - lowest - BigInt(WINDOW * STEP + STEP);
  const drawn = lowest + randomBelow(random, span);
  const start = drawn + mod(5n - drawn, 6n);
  const isOut = sieve(start);
  const candidates: bigint[] = [];
  for (let i = 0; i < WINDOW; i += 1) if (isOut[i] === 0) candidates.push(start + BigInt(i * STEP));
  return candidates;
}

/** Marks i where `start + 6i` or `2(start + 6i) + 1` has a prime factor from 5 to the limit. */
function sieve(start: bigint): Uint8Array {
  sievePrimes ??= primesBelow(SIEVE_LIMIT).slice(2);
  const isOut = new Uint8Array(WINDOW);
  for (const r of sievePrimes) {
    const residue = Number(start % BigInt(r));
    // The inverse of 6: r is 1 or 5 mod 6.
    const sixth = r % 6 === 1 ? r - (r - 1) / 6 : (r + 1) / 6;
    // p' = 0 mod r, and p' = (r-1)/2 mod r, which makes 2p'+1 divisible.
    for (const bad of [0, (r - 1) / 2]) {
      const first = (((bad - residue + r) % r) * sixth) % r;
      for (let i = first; i < WINDOW; i += r) isOut[i] = 1;
    }
  }
  return isOut;
}
