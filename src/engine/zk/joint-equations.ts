/** Equations added up with weights: several of one modulus become one, so that their long exponentiations are made once. */
import { mod, smod } from '../crypto/integers.ts';
import { powPublic } from '../crypto/modpow.ts';
import { G, q, type Point } from '../crypto/secp256k1.ts';
import type { CurveEquation, Factor, PaillierEquation, PedersenEquation } from './equations.ts';

export interface Weighted<E> {
  readonly equation: E;
  readonly weight: bigint;
}

export function weigh<E>(equations: readonly E[], weightOf: (index: number) => bigint): readonly Weighted<E>[] {
  return equations.map((equation, index) => ({ equation, weight: weightOf(index) }));
}

/** One equation for each Paillier modulus. */
export function jointPaillier(equations: readonly Weighted<PaillierEquation>[]): readonly PaillierEquation[] {
  const byModulus = Map.groupBy(equations, ({ equation }) => equation.key.N);
  return [...byModulus].map(([N, group]) => ({
    key: group[0]?.equation.key ?? { N, NN: N * N },
    m: smod(
      sum(group, ({ m }) => m),
      N,
    ),
    r: group.reduce((r, { equation, weight }) => (r * powPublic(equation.r, weight, N)) % N, 1n),
    factors: collect(group),
  }));
}

/** One equation for each ring-Pedersen modulus. */
export function jointPedersen(equations: readonly Weighted<PedersenEquation>[]): readonly PedersenEquation[] {
  const byModulus = Map.groupBy(equations, ({ equation }) => equation.rp.Nh);
  return [...byModulus.values()].flatMap((group) =>
    group.slice(0, 1).map(({ equation: { rp } }) => ({
      rp,
      x: sum(group, ({ x }) => x),
      y: sum(group, ({ y }) => y),
      factors: collect(group),
    })),
  );
}

/** One equation of all points; G and every other point occur once. */
export function jointCurve(equations: readonly Weighted<CurveEquation>[]): CurveEquation {
  let ofG = 0n;
  const others: { point: Point; scalar: bigint }[] = [];
  for (const { equation, weight } of equations) {
    for (const [point, scalar] of equation) {
      const known = others.find((other) => other.point === point);
      if (point === G) ofG += weight * scalar;
      else if (known === undefined) others.push({ point, scalar: weight * scalar });
      else known.scalar += weight * scalar;
    }
  }
  return [[G, mod(ofG, q)], ...others.map(({ point, scalar }) => [point, scalar] as const)];
}

function sum<E>(equations: readonly Weighted<E>[], of: (equation: E) => bigint): bigint {
  return equations.reduce((total, { equation, weight }) => total + weight * of(equation), 0n);
}

/** The factors of all equations; the powers of one base become one power. */
function collect(equations: readonly Weighted<{ readonly factors: readonly Factor[] }>[]): readonly Factor[] {
  const exponents = new Map<bigint, bigint>();
  for (const { equation, weight } of equations) {
    for (const [base, e] of equation.factors) exponents.set(base, (exponents.get(base) ?? 0n) + weight * e);
  }
  return [...exponents];
}
