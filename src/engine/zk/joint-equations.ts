/** Equations added up with weights: several of one modulus become one, so that their long exponentiations are made once. */
import { mod, smod } from '../crypto/integers.ts';
import { powPublic } from '../crypto/modpow.ts';
import { G, q, type Point } from '../crypto/secp256k1.ts';
import type { CurveEquation, Factor, PaillierEquation, PedersenEquation } from './equations.ts';

interface Weighted<E> {
  readonly equation: E;
  readonly weight: bigint;
}

/** The weight of the equation at a place of its sum. */
export type WeightOf = (index: number) => bigint;

function weigh<E>(equations: readonly E[], weightOf: WeightOf): readonly Weighted<E>[] {
  return equations.map((equation, index) => ({ equation, weight: weightOf(index) }));
}

/** One equation for each Paillier modulus. */
export function jointPaillier(equations: readonly PaillierEquation[], weightOf: WeightOf): readonly PaillierEquation[] {
  const byModulus = Map.groupBy(equations, ({ key }) => key.N);
  return [...byModulus].map(([N, group]) => {
    const weighted = weigh(group, weightOf);
    const m = sum(weighted, (equation) => equation.m);
    const r = weighted.reduce((product, { equation, weight }) => (product * powPublic(equation.r, weight, N)) % N, 1n);
    return { key: group[0]?.key ?? { N, NN: N * N }, m: smod(m, N), r, factors: collect(weighted) };
  });
}

/** One equation for each ring-Pedersen modulus. */
export function jointPedersen(equations: readonly PedersenEquation[], weightOf: WeightOf): readonly PedersenEquation[] {
  const byModulus = Map.groupBy(equations, ({ rp }) => rp.Nh);
  return [...byModulus.values()].flatMap((group) => {
    const weighted = weigh(group, weightOf);
    return group.slice(0, 1).map(({ rp }) => ({
      rp,
      x: sum(weighted, ({ x }) => x),
      y: sum(weighted, ({ y }) => y),
      factors: collect(weighted),
    }));
  });
}

/** One equation of all points; G and every other point occur once. */
export function jointCurve(equations: readonly CurveEquation[], weightOf: WeightOf): CurveEquation {
  let ofG = 0n;
  const others: { point: Point; scalar: bigint }[] = [];
  for (const { equation, weight } of weigh(equations, weightOf)) {
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
