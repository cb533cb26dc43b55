/**
 * How a prover looks its own equations over: all at once, with random weights, instead of one after the other as a verifier does.
 *
 * What this has to find is a slip of the computation before it leaves the process, above all one in a half of a CRT exponentiation: a published value
 * that is right modulo p and wrong modulo q gives N away by one gcd. It therefore uses the public moduli only, never the primes.
 *
 * - Ring-Pedersen and curve equations are checked as they are; a wrong one escapes with probability 2^-64.
 * - Paillier equations are checked modulo N instead of N^2, where the N-th power costs a quarter. Modulo N the plaintext `(1 + mN)` disappears, which is
 *   one multiplication of integers that the ring-Pedersen and curve equations hold to the same values; what stays is every exponentiation (N-th
 *   powers, powers of ciphertexts) and the CRT. A slip in one of them that is invisible mod N would have to be off by a multiple of N.
 *
 * It must never replace the check of a peer's proof: whoever chooses an error of order 2 (a factor -1) passes it every other time.
 */
import type { Random } from '../../base/random.ts';
import { mod } from '../crypto/integers.ts';
import { powPublic } from '../crypto/modpow.ts';
import { G, q, type Point } from '../crypto/secp256k1.ts';
import {
  curveHolds,
  isOne,
  pedersenHolds,
  type CurveEquation,
  type Factor,
  type PaillierEquation,
  type PedersenEquation,
  type ProofEquations,
} from './equations.ts';
import { ownCheckWeights } from './own-proof.ts';

/** Whether all equations of the own proofs hold. */
export function ownEquationsHold(proofs: readonly ProofEquations[], random: Random): boolean {
  const weigh = <E>(equations: readonly E[]): readonly Weighted<E>[] => {
    // The first needs no weight: the sum is as random without.
    const weights = [1n, ...ownCheckWeights(random, Math.max(0, equations.length - 1))];
    return equations.map((equation, i) => ({ equation, weight: weights[i] ?? 1n }));
  };
  const paillier = groupBy(weigh(proofs.flatMap((p) => p.paillier)), ({ equation }) => equation.key.N);
  const pedersen = groupBy(weigh(proofs.flatMap((p) => p.pedersen)), ({ equation }) => equation.rp.Nh);
  const curve = weigh(proofs.flatMap((p) => p.curve));
  return paillier.every(areNoncesRight) && pedersen.every(areCommitmentsRight) && arePointsRight(curve);
}

interface Weighted<E> {
  readonly equation: E;
  readonly weight: bigint;
}

/** `(prod r^weight)^N * prod base^(weight exponent) = 1 mod N`. */
function areNoncesRight(equations: readonly Weighted<PaillierEquation>[]): boolean {
  const [first] = equations;
  if (first === undefined) return true;
  const { N } = first.equation.key;
  const power = (base: bigint, e: bigint): bigint => powPublic(base, e, N);
  let r = 1n;
  for (const { equation, weight } of equations) r = (r * (weight === 1n ? equation.r : power(equation.r, weight))) % N;
  const factors = collect(equations).map(([base, e]) => [base % N, e] as const);
  return isOne(power(r, N), factors, N, power);
}

function areCommitmentsRight(equations: readonly Weighted<PedersenEquation>[]): boolean {
  const [first] = equations;
  if (first === undefined) return true;
  const sum = (of: (equation: PedersenEquation) => bigint): bigint =>
    equations.reduce((total, { equation, weight }) => total + weight * of(equation), 0n);
  return pedersenHolds({
    rp: first.equation.rp,
    x: sum(({ x }) => x),
    y: sum(({ y }) => y),
    factors: collect(equations),
  });
}

function arePointsRight(equations: readonly Weighted<CurveEquation>[]): boolean {
  let ofG = 0n;
  const terms: (readonly [Point, bigint])[] = [];
  for (const { equation, weight } of equations) {
    for (const [point, scalar] of equation) {
      if (point === G) ofG += weight * scalar;
      else terms.push([point, weight * scalar]);
    }
  }
  return curveHolds([[G, mod(ofG, q)], ...terms]);
}

/** The factors of all equations; the powers of one base become one power. */
function collect(equations: readonly Weighted<{ readonly factors: readonly Factor[] }>[]): readonly Factor[] {
  const exponents = new Map<bigint, bigint>();
  for (const { equation, weight } of equations) {
    for (const [base, e] of equation.factors) exponents.set(base, (exponents.get(base) ?? 0n) + weight * e);
  }
  return [...exponents];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => bigint): readonly (readonly T[])[] {
  return [...Map.groupBy(items, keyOf).values()];
}
