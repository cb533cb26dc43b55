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
 * - Ring-Pedersen, by the owner of the parameters: its Nh has two safe primes P = 2P' + 1, and the group modulo each is ±1 times a group of prime order P'.
 *   As for the curve, the part in P' of every equation is right except with probability 2^-128. So each equation holds up to a square root of 1: what the
 *   proof shows, that the value under the commitment is the one in the range (the argument takes two answers to one first message and ends with an opening
 *   of S up to a square root of 1, however the equations are checked), does not change when they are squared. The verifier knows that its primes are safe:
 *   it made them. What may pass here and not singly is a commitment negated in two proofs at once (in one it is found, weights are odd).
 * - Ring-Pedersen, by anybody else: never added up. In a group of hidden order with unknown small factors that argument does not hold.
 */
import type { Random } from '../../base/random.ts';
import { randomBits } from '../crypto/sampling.ts';
import {
  areAllUnits,
  curveHolds,
  isOwnedBy,
  paillierHolds,
  pedersenHolds,
  type PedersenEquation,
  type ProofEquations,
  type UnitClaims,
  type VerifierOwner,
} from './equations.ts';
import { jointCurve, jointPaillier, jointPedersen, type WeightOf } from './joint-equations.ts';
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
  // The first equation of a sum needs no weight: it is as random without.
  const weightOf = (index: number): bigint => (index === 0 ? 1n : 2n * randomBits(random, WEIGHT_BITS) + 1n);
  const all = <E>(of: (proof: ProofEquations) => readonly E[]): readonly E[] => equations.flatMap(of);
  const paillier = jointPaillier(
    all((proof) => proof.paillier),
    weightOf,
  );
  const curve = jointCurve(
    all((proof) => proof.curve),
    weightOf,
  );
  return (
    paillier.every((equation) => paillierHolds(equation, owner)) &&
    curveHolds(curve) &&
    doPedersensHold(
      all((proof) => proof.pedersen),
      weightOf,
      owner,
    )
  );
}

function doPedersensHold(equations: readonly PedersenEquation[], weightOf: WeightOf, owner?: VerifierOwner): boolean {
  const [own, others] = [true, false].map((isOwn) => equations.filter(({ rp }) => isOwnedBy(owner, rp) === isOwn));
  return [...jointPedersen(own ?? [], weightOf), ...(others ?? [])].every((equation) => pedersenHolds(equation, owner));
}
