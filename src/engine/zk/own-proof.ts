/** The check that a prover makes of its own proof before the proof leaves (zk.md 13). */
import { AppError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { randomBits } from '../crypto/sampling.ts';
import type { Point } from '../crypto/secp256k1.ts';
import type { CurveEquation } from './equations.ts';
import { times } from './repeated.ts';

/** @throws AppError `LOCAL_BUG` unless the own proof holds: the session stops and nothing is sent */
export function assertOwnProof(tag: string, holds: boolean): void {
  if (!holds) throw ownProofFailed(tag);
}

export function ownProofFailed(tag: string): AppError {
  return new AppError({
    code: 'LOCAL_BUG',
    kind: 'bug',
    message: 'This co-signer refused its own proof because the proof failed its own check.',
    safe: 'The proof was not sent.',
    next: 'Report this; do not retry before it is understood.',
    details: { proof: tag },
  });
}

/** For functions that draw only where nothing was prepared. @throws AppError `LOCAL_BUG` */
export function noRandom(): never {
  throw ownProofFailed('prepared');
}

/** Bits of a weight; a wrong item of large order escapes a weighted check with probability 2^-64. */
const WEIGHT_BITS = 64;

/**
 * Fresh random weights for the check that a prover makes of its **own** proof before it leaves (zk.md 13): one weighted equation instead of as
 * many as there are repetitions. A slip of memory, arithmetic or caller gives an error of large order and is missed with probability 2^-64.
 * It must never replace the check of a peer's proof: whoever chooses an error of order 2 (a factor -1) passes it every other time.
 */
export function ownCheckWeights(random: Random, count: number): readonly bigint[] {
  return Array.from({ length: count }, () => randomBits(random, WEIGHT_BITS));
}

/** `prod bases[i]^weights[i] mod modulus` for weights of `ownCheckWeights`, four bits of all weights at a time. */
export function weightedProduct(bases: readonly bigint[], weights: readonly bigint[], modulus: bigint): bigint {
  let product = 1n;
  for (let shift = BigInt(WEIGHT_BITS - 4); shift >= 0n; shift -= 4n) {
    for (let i = 0; i < 4; i += 1) product = (product * product) % modulus;
    const buckets = new Array<bigint>(16).fill(1n);
    for (const [i, base] of bases.entries()) {
      const digit = Number(((weights[i] ?? 0n) >> shift) & 15n);
      if (digit !== 0) buckets[digit] = times(buckets[digit], base, modulus);
    }
    // prod buckets[d]^d: the running product of the buckets above d is multiplied in once for every d.
    let running = 1n;
    for (let digit = 15; digit >= 1; digit -= 1) {
      running = times(running, buckets[digit], modulus);
      product = times(product, running, modulus);
    }
  }
  return product;
}

/** `sum weights[i] * values[i]` over the integers. */
export function weightedSum(values: readonly (bigint | number)[], weights: readonly bigint[]): bigint {
  return values.reduce<bigint>((sum, value, i) => sum + (weights[i] ?? 0n) * BigInt(value), 0n);
}

/** `-weights[i]·points[i]`, as terms of a curve equation. */
export function weightedPoints(points: readonly Point[], weights: readonly bigint[]): CurveEquation {
  return points.map((point, i) => [point, -(weights[i] ?? 0n)] as const);
}
