/**
 * Several proofs of one peer, verified together: same verdicts as one by one, for less. The equations with the long exponentiations are added up with
 * fresh random weights of 128 bits; if the sum does not hold, every proof is verified singly, in the order of zk.md, and gets its exact code.
 *
 * Why no false statement passes:
 *
 * - Curve: the group has prime order q, so a wrong equation survives the sum with probability 2^-128.
 * - Paillier: every unit mod N^2 is `(1+N)^c * d^N` for one c mod N and one d mod N. In a sum that is 1 the c of each equation is 0, except with
 *   probability 2^-128, because the prime factors of N are longer than the weights (Pi-mod, Pi-fac). So every equation holds up to an N-th power d^N,
 *   and then it holds exactly with the response `z2 / d` for the nonce: the plaintexts, which are what the proof is about, are the right ones. The one
 *   thing that may pass here and not singly is a nonce response off by such a d of small order (`N - z2` for `z2` in two proofs at once: weights are odd,
 *   so that one is always found); the challenge does not depend on it, nothing uses the nonce, and whoever can make it could as well have sent the exact
 *   one.
 * - Ring-Pedersen: never added up. In a group of hidden order that argument does not hold, and the owner's trapdoor makes each cheap.
 */
import type { Random } from '../../base/random.ts';
import { randomBits } from '../crypto/sampling.ts';
import {
  areAllUnits,
  curveHolds,
  paillierHolds,
  pedersenHolds,
  type ProofEquations,
  type UnitClaims,
  type VerifierOwner,
} from './equations.ts';
import { jointCurve, jointPaillier, weigh } from './joint-equations.ts';
import type { ZkVerdict } from './verdict.ts';

const WEIGHT_BITS = 128;

/** One proof to verify. */
export interface JointProof {
  /** What has to be a unit: looked at together, with one gcd for each modulus. */
  readonly units: UnitClaims;
  /** The other checks of groups and ranges, which come before any equation. */
  readonly isProper: () => boolean;
  readonly equations: () => ProofEquations;
  /** All checks in order. */
  readonly singly: () => ZkVerdict;
}

/** The verdict on each proof, in order. */
export function verdictsTogether(
  proofs: readonly JointProof[],
  random: Random,
  owner?: VerifierOwner,
): readonly ZkVerdict[] {
  if (doAllHold(proofs, random, owner)) return proofs.map(() => ({ ok: true }));
  return proofs.map(({ singly }) => singly());
}

function doAllHold(proofs: readonly JointProof[], random: Random, owner?: VerifierOwner): boolean {
  const claims = proofs.map(({ units }) => units);
  if (!proofs.every(({ isProper }) => isProper()) || !areAllUnits(claims, owner)) return false;
  const equations = proofs.map((proof) => proof.equations());
  // The first equation needs no weight: the sum is as random without.
  const drawWeight = (index: number): bigint => (index === 0 ? 1n : 2n * randomBits(random, WEIGHT_BITS) + 1n);
  const all = <E>(of: (proof: ProofEquations) => readonly E[]) => weigh(equations.flatMap(of), drawWeight);
  return (
    jointPaillier(all(({ paillier }) => paillier)).every((equation) => paillierHolds(equation, owner)) &&
    curveHolds(jointCurve(all(({ curve }) => curve))) &&
    equations.every(({ pedersen }) => pedersen.every((equation) => pedersenHolds(equation, owner)))
  );
}
