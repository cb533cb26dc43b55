/**
 * Pi-prm: ring-Pedersen parameters (zk.md 3). Proves `s in <t>`: otherwise `s^x t^mu` shows x to the owner of the parameters (CVE-2020-12118).
 * Bit challenges, because `Z*_Nh` has elements of small order (TSSHOCK c-split). Names as there.
 */
import type { Random } from '../../base/random.ts';
import { integerCodec, listCodec, structCodec, type TlvCodec } from '../../base/tlv-decode.ts';
import { tlv } from '../../base/tlv.ts';
import { areUnits, mod } from '../crypto/integers.ts';
import { powPublic } from '../crypto/modpow.ts';
import { M_PRM, type Profile } from '../crypto/parameters.ts';
import { filterModulus } from '../crypto/received-modulus.ts';
import { areRingPedersenBases, type RingPedersen, type RingPedersenOwner } from '../crypto/ring-pedersen.ts';
import { randomBelow } from '../crypto/sampling.ts';
import { forgetAll, SecretInteger } from '../crypto/secret-integer.ts';
import { bitChallenges } from './challenge.ts';
import { ownCheckWeights, ownProofFailed, weightedProduct, weightedSum } from './own-proof.ts';
import { proofStream, ringPedersenFields, type ProofContext } from './proof-context.ts';
import { powersOfBase } from './repeated.ts';
import { firstFailure, rejected, type ZkVerdict } from './verdict.ts';

/** Ring-Pedersen values of the prover. */
export type PrmStatement = RingPedersen;

/** Exactly m_prm of each. */
export type PrmProof = { readonly A: readonly bigint[]; readonly z: readonly bigint[] };

/** Wire form: cggmp24.md 12. */
export function prmCodec({ modulusBytes }: Profile): TlvCodec<PrmProof> {
  const integers = listCodec(integerCodec(modulusBytes), { min: M_PRM, max: M_PRM });
  return structCodec<PrmProof>({ A: integers, z: integers });
}

/**
 * @param owner still has lambda
 * @throws AppError `LOCAL_BUG` without lambda, or when the proof does not verify; nothing may be sent then
 */
export function provePrm(ctx: ProofContext, owner: RingPedersenOwner, profile: Profile, random: Random): PrmProof {
  const { lambda, parameters } = owner;
  const proof = lambda && prmProofOf(ctx, owner, lambda, random);
  if (proof === undefined || !isOwnPrmSound(ctx, parameters, proof, profile, random)) throw ownProofFailed('prm');
  return proof;
}

function prmProofOf(ctx: ProofContext, owner: RingPedersenOwner, lambda: SecretInteger, random: Random): PrmProof {
  const { phi, parameters } = owner;
  const a = Array.from({ length: M_PRM }, () => SecretInteger.of(phi.use((order) => randomBelow(random, order))));
  try {
    const A = a.map((ai) => owner.power(parameters.t, ai));
    const bits = challengeOf(ctx, parameters, A);
    const z = a.map((ai, i) =>
      ai.use((mask) => lambda.use((l) => phi.use((order) => (bits[i] === 1 ? mod(mask + l, order) : mask)))),
    );
    return { A, z };
  } finally {
    forgetAll(...a);
  }
}

/** Bits from `TR("prm", ctx, Nh, s, t, [A_0..])`. */
function challengeOf(ctx: ProofContext, statement: PrmStatement, A: readonly bigint[]): readonly (0 | 1)[] {
  const stream = proofStream('prm', ctx, ...ringPedersenFields(statement), tlv.list(A.map(tlv.integer)));
  return bitChallenges(stream, M_PRM);
}

/** Checks 1 to 4 of zk.md 3, about 0.25 s for 2048 bits. Nothing in `statement` needs to be checked before. */
export function verifyPrm(ctx: ProofContext, statement: PrmStatement, proof: PrmProof, profile: Profile): ZkVerdict {
  const { A, z } = proof;
  if (A.length !== M_PRM || z.length !== M_PRM) return rejected('decode');
  const verdict = checkGroupsAndRanges(statement, proof, profile);
  if (!verdict.ok) return verdict;
  const { Nh, s, t } = statement;
  const bits = challengeOf(ctx, statement, A);
  // All 128 equations exactly, and none of them weighted and summed: with s = -t^lambda a random combination holds every other time.
  const tTo = powersOfBase(t, z, Nh);
  return firstFailure('prm', {
    4: () => A.every((Ai, i) => tTo.next().value === (bits[i] === 1 ? Ai * s : Ai) % Nh),
  });
}

/** Checks 1 to 3. */
function checkGroupsAndRanges(statement: PrmStatement, { A, z }: PrmProof, profile: Profile): ZkVerdict {
  const { Nh } = statement;
  return firstFailure('prm', {
    1: () => filterModulus(Nh, profile).ok && areRingPedersenBases(statement),
    2: () => areUnits(A, Nh),
    3: () => z.every((zi) => 0n <= zi && zi < Nh),
  });
}

/** Checks 1 to 3 exactly and 4 in one weighted equation mod Nh, without the primes: another path than the prover's. */
function isOwnPrmSound(
  ctx: ProofContext,
  statement: PrmStatement,
  proof: PrmProof,
  profile: Profile,
  random: Random,
): boolean {
  if (!checkGroupsAndRanges(statement, proof, profile).ok) return false;
  const { Nh, s, t } = statement;
  const weights = ownCheckWeights(random, M_PRM);
  const e = weightedSum(challengeOf(ctx, statement, proof.A), weights);
  const left = powPublic(t, weightedSum(proof.z, weights), Nh);
  return left === (weightedProduct(proof.A, weights, Nh) * powPublic(s, e, Nh)) % Nh;
}
