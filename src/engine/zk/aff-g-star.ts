/**
 * Pi-aff-g*: affine operation without set-up (zk.md 10). Convinces everybody, where Pi-aff-g convinces the owner of the ring-Pedersen values
 * only: `D = C^x * enc_0(y; rho)`, `Y = enc_1(y; rhoY)`, `X = x·G`, with x in ±2^ell and y in ±2^ellp. Names as there.
 */
import type { Random } from '../../base/random.ts';
import { integerCodec, listCodec, structCodec, type TlvCodec } from '../../base/tlv-decode.ts';
import { tlv } from '../../base/tlv.ts';
import { areUnits, mod } from '../crypto/integers.ts';
import { powPublic, powSecret } from '../crypto/modpow.ts';
import { encrypt, isCiphertext, paillierPublicKey, type PaillierPrivateKey } from '../crypto/paillier.ts';
import { ELL, ELLP, EPS, K_IA, type Profile } from '../crypto/parameters.ts';
import { randomSymmetric, randomUnit } from '../crypto/sampling.ts';
import { G, multiplyBaseSecret, multiplyPublic, pointCodec, type Point } from '../crypto/secp256k1.ts';
import { forgetAll, respond, SecretInteger } from '../crypto/secret-integer.ts';
import { bitChallenges } from './challenge.ts';
import { curveHolds, type VerifierOwner } from './equations.ts';
import { assertOwnProof, ownCheckWeights, weightedPoints, weightedProduct, weightedSum } from './own-proof.ts';
import { integerFields, pointFields, proofStream, type ProofContext } from './proof-context.ts';
import { encryptionUnder, powersOfBase, respondUnit, signedPower } from './repeated.ts';
import { firstFailure, isWithin, rejected, type ZkVerdict } from './verdict.ts';

export interface AffGStarStatement {
  /** Paillier modulus of the counterparty, who made C. */
  readonly N0: bigint;
  /** Paillier modulus of the prover. */
  readonly N1: bigint;
  readonly C: bigint;
  readonly D: bigint;
  readonly Y: bigint;
  readonly X: Point;
}

export interface AffGStarWitness {
  readonly x: SecretInteger;
  readonly y: SecretInteger;
  readonly rho: SecretInteger;
  readonly rhoY: SecretInteger;
  /** The key of N1. */
  readonly key: PaillierPrivateKey;
}

/** First message of one repetition. */
type AffGStarCommitment = { readonly A: bigint; readonly R: Point; readonly B: bigint };
export type AffGStarItem = AffGStarCommitment & {
  readonly z: bigint;
  readonly zp: bigint;
  readonly w: bigint;
  readonly lam: bigint;
};
/** Exactly k_ia repetitions. */
export type AffGStarProof = readonly AffGStarItem[];

interface AffGStarMasks {
  readonly al: SecretInteger;
  readonly be: SecretInteger;
  readonly r: SecretInteger;
  readonly s: SecretInteger;
}

/** Bits of the bounds of z and zp. */
const BZ = ELL + EPS;
const BZP = ELLP + EPS;

/** Wire form: cggmp24.md 12. */
export function affGStarCodec({ modulusBytes }: Profile): TlvCodec<AffGStarProof> {
  const item = structCodec<AffGStarItem>({
    A: integerCodec(2 * modulusBytes),
    R: pointCodec,
    B: integerCodec(2 * modulusBytes),
    z: integerCodec(97, true),
    zp: integerCodec(225, true),
    w: integerCodec(modulusBytes),
    lam: integerCodec(modulusBytes),
  });
  return listCodec(item, { min: K_IA, max: K_IA });
}

/** @throws AppError `LOCAL_BUG` when the proof does not verify: a wrong witness, or a slip in the computation; nothing may be sent then */
export function proveAffGStar(
  ctx: ProofContext,
  statement: AffGStarStatement,
  witness: AffGStarWitness,
  random: Random,
): AffGStarProof {
  const masks = Array.from({ length: K_IA }, () => drawMasks(statement, random));
  try {
    const commitments = commit(statement, witness.key, masks);
    const proof = answer(ctx, statement, witness, masks, commitments);
    assertOwnProof('aff-g*', isOwnAffGStarSound(ctx, statement, proof, random));
    return proof;
  } finally {
    for (const { al, be, r, s } of masks) forgetAll(al, be, r, s);
  }
}

function drawMasks({ N0, N1 }: AffGStarStatement, random: Random): AffGStarMasks {
  return {
    al: SecretInteger.of(randomSymmetric(random, 1n << BZ)),
    be: SecretInteger.of(randomSymmetric(random, 1n << BZP)),
    r: SecretInteger.of(randomUnit(random, N0)),
    s: SecretInteger.of(randomUnit(random, N1)),
  };
}

/** `A_j = C^{al_j} * enc_0(be_j; r_j)`, `R_j = al_j·G`, `B_j = enc_1(be_j; s_j)`, for any number of masks. */
function commit(
  { N0, C }: AffGStarStatement,
  key: PaillierPrivateKey,
  masks: readonly AffGStarMasks[],
): readonly AffGStarCommitment[] {
  const key0 = paillierPublicKey(N0);
  const CTo = signedPower(C, BZ, key0.NN, (base, e) => powSecret(base, e, key0.NN));
  return masks.map(({ al, be, r, s }) => ({
    A: (CTo(al) * encrypt(key0, be, r)) % key0.NN,
    R: multiplyBaseSecret(al),
    B: key.encrypt(be, s),
  }));
}

/** The responses to the challenge that context, statement and first message determine. */
function answer(
  ctx: ProofContext,
  statement: AffGStarStatement,
  { x, y, rho, rhoY }: AffGStarWitness,
  masks: readonly AffGStarMasks[],
  commitments: readonly AffGStarCommitment[],
): AffGStarProof {
  const bits = challengeOf(ctx, statement, commitments);
  return commitments.map((commitment, j) => {
    const mask = masks[j];
    if (mask === undefined) throw new RangeError('a commitment without its masks');
    const e = bits[j] === 1 ? 1n : 0n;
    return {
      ...commitment,
      z: respond(mask.al, e, x),
      zp: respond(mask.be, e, y),
      w: respondUnit(mask.r, e, rho, statement.N0),
      lam: respondUnit(mask.s, e, rhoY, statement.N1),
    };
  });
}

/** Bits from `TR("aff-g*", ctx, N0, N1, C, D, Y, X, [[A_j, R_j, B_j]..])`. */
function challengeOf(
  ctx: ProofContext,
  { N0, N1, C, D, Y, X }: AffGStarStatement,
  commitments: readonly AffGStarCommitment[],
): readonly (0 | 1)[] {
  const items = commitments.map(({ A, R, B }) =>
    tlv.list([...integerFields(A), ...pointFields(R), ...integerFields(B)]),
  );
  const stream = proofStream('aff-g*', ctx, ...integerFields(N0, N1, C, D, Y), ...pointFields(X), tlv.list(items));
  return bitChallenges(stream, K_IA);
}

/** Checks 1 to 6 of zk.md 10, at most about 2.5 s; a key of N0 or N1 makes check 4 or 6 faster. */
export function verifyAffGStar(
  ctx: ProofContext,
  statement: AffGStarStatement,
  proof: AffGStarProof,
  owner?: VerifierOwner,
): ZkVerdict {
  if (proof.length !== K_IA) return rejected('decode');
  const verdict = checkGroupsAndRanges(statement, proof);
  if (!verdict.ok) return verdict;
  const bits = challengeOf(ctx, statement, proof);
  const { N1, Y, X } = statement;
  const NN1 = N1 * N1;
  const encrypted1 = encryptionUnder(N1, owner);
  return firstFailure('aff-g*', {
    4: () => isAffine(statement, proof, bits, owner),
    5: () => proof.every(({ R, z }, j) => multiplyPublic(G, z).equals(bits[j] === 1 ? R.add(X) : R)),
    6: () => proof.every(({ B, zp, lam }, j) => (encrypted1(zp, lam) - (bits[j] === 1 ? B * Y : B)) % NN1 === 0n),
  });
}

/** Checks 1 to 3. */
function checkGroupsAndRanges({ N0, N1, C, D, Y, X }: AffGStarStatement, proof: AffGStarProof): ZkVerdict {
  const [key0, key1] = [paillierPublicKey(N0), paillierPublicKey(N1)];
  const all = (field: 'A' | 'B' | 'w' | 'lam'): readonly bigint[] => proof.map((item) => item[field]);
  return firstFailure('aff-g*', {
    1: () => isCiphertext(key0, C) && isCiphertext(key0, D) && isCiphertext(key1, Y) && !X.is0(),
    2: () =>
      areUnits(all('A'), key0.NN) && areUnits(all('B'), key1.NN) && areUnits(all('w'), N0) && areUnits(all('lam'), N1),
    3: () => proof.every(({ z, zp }) => isWithin(z, BZ) && isWithin(zp, BZP)),
  });
}

/** Check 4, `C^{z_j} enc_0(zp_j; w_j) == A_j D^{e_j} mod N0^2`. */
function isAffine(
  { N0, C, D }: AffGStarStatement,
  proof: AffGStarProof,
  bits: readonly (0 | 1)[],
  owner: VerifierOwner | undefined,
): boolean {
  const encrypted = encryptionUnder(N0, owner);
  const NN = N0 * N0;
  const powers = powersOfBase(
    C,
    proof.map(({ z }) => z),
    NN,
  );
  return proof.every(({ A, zp, w }, j) => {
    const CToZ = powers.next();
    return CToZ.done !== true && (CToZ.value * encrypted(zp, w) - (bits[j] === 1 ? A * D : A)) % NN === 0n;
  });
}

/** Checks 1 to 3 exactly and 4 to 6 in one weighted equation each, without any primes: another path than the prover's. */
function isOwnAffGStarSound(
  ctx: ProofContext,
  statement: AffGStarStatement,
  proof: AffGStarProof,
  random: Random,
): boolean {
  if (!checkGroupsAndRanges(statement, proof).ok) return false;
  const { N0, N1, C, D, Y, X } = statement;
  const weights = ownCheckWeights(random, K_IA);
  const all = (field: 'A' | 'B' | 'z' | 'zp' | 'w' | 'lam'): readonly bigint[] => proof.map((item) => item[field]);
  const e = weightedSum(challengeOf(ctx, statement, proof), weights);
  const [z, zp] = [weightedSum(all('z'), weights), weightedSum(all('zp'), weights)];
  const [NN0, NN1] = [N0 * N0, N1 * N1];
  const wToN0 = powPublic(weightedProduct(all('w'), weights, N0), N0, NN0);
  const lamToN1 = powPublic(weightedProduct(all('lam'), weights, N1), N1, NN1);
  const right4 = weightedProduct(all('A'), weights, NN0) * powPublic(D, e, NN0);
  const right6 = weightedProduct(all('B'), weights, NN1) * powPublic(Y, e, NN1);
  return (
    (powPublic(C, z, NN0) * (1n + mod(zp, N0) * N0) * wToN0 - right4) % NN0 === 0n &&
    curveHolds([
      [G, z],
      [X, -e],
      ...weightedPoints(
        proof.map(({ R }) => R),
        weights,
      ),
    ]) &&
    ((1n + mod(zp, N1) * N1) * lamToN1 - right6) % NN1 === 0n
  );
}
