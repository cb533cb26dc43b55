/**
 * Pi-dec: decryption in the exponent, without set-up (zk.md 9). Convinces everybody that what party i published is what its ciphertexts say:
 * `enc(y; rho) = K^x * D mod N0^2`, `X = x·G`, `Sp = y·H`, with x in ±2^ell and y in ±2^BY. Names as there.
 */
import type { Random } from '../../base/random.ts';
import { integerCodec, listCodec, structCodec, type TlvCodec } from '../../base/tlv-decode.ts';
import { tlv, type TlvValue } from '../../base/tlv.ts';
import { areUnits, inverse, mod } from '../crypto/integers.ts';
import { powPublic } from '../crypto/modpow.ts';
import { isCiphertext, paillierPublicKey, type PaillierPrivateKey } from '../crypto/paillier.ts';
import { ELL, ELLP, EPS, K_IA, S_DEC, type Profile } from '../crypto/parameters.ts';
import { randomSymmetric, randomUnit } from '../crypto/sampling.ts';
import { G, multiplyPublic, multiplySecret, pointCodec, type Point } from '../crypto/secp256k1.ts';
import { forgetAll, respond, SecretInteger } from '../crypto/secret-integer.ts';
import { bitChallenges } from './challenge.ts';
import { curveHolds, type VerifierOwner } from './equations.ts';
import { assertOwnProof, ownCheckWeights, weightedPoints, weightedProduct, weightedSum } from './own-proof.ts';
import { integerFields, pointFields, proofStream, type ProofContext } from './proof-context.ts';
import { encryptionUnder, powersOfBase, respondUnit, signedPower } from './repeated.ts';
import { firstFailure, isWithin, rejected, type ZkVerdict } from './verdict.ts';

export interface DecStatement {
  /** Paillier modulus of the prover. */
  readonly N0: bigint;
  readonly K: bigint;
  readonly D: bigint;
  readonly X: Point;
  readonly Sp: Point;
  readonly H: Point;
  /** Number of signers, |S|: it widens the bound of y. */
  readonly size: number;
}

export interface DecWitness {
  readonly x: SecretInteger;
  /** The integer that `K^x * D` decrypts to, not reduced mod q. */
  readonly y: SecretInteger;
  /** The nonce of `K^x * D`. */
  readonly rho: SecretInteger;
  /** The key of N0. */
  readonly key: PaillierPrivateKey;
}

/** First message of one repetition. */
type DecCommitment = { readonly A: bigint; readonly B: Point; readonly C: Point };
export type DecItem = DecCommitment & { readonly z: bigint; readonly w: bigint; readonly nu: bigint };
/** Exactly k_ia repetitions. */
export type DecProof = readonly DecItem[];

interface DecMasks {
  readonly al: SecretInteger;
  readonly be: SecretInteger;
  readonly r: SecretInteger;
}

/** Bits of the bound of z. */
const BZ = ELL + EPS;

/** BY: y is a sum over the peers of MtA results, so its bound grows with their number (DECISION D6). */
export function boundOfY(size: number): bigint {
  return ELLP + EPS + 1n + BigInt(Math.ceil(Math.log2(size)));
}

/** BW: the mask of y is wider than y by s_dec bits; `2^(BW+2) < N0/2` holds in every profile (`assertParameters`). */
function boundOfW(size: number): bigint {
  return boundOfY(size) + S_DEC;
}

/** Wire form: cggmp24.md 12. */
export function decCodec({ modulusBytes }: Profile): TlvCodec<DecProof> {
  const item = structCodec<DecItem>({
    A: integerCodec(2 * modulusBytes),
    B: pointCodec,
    C: pointCodec,
    z: integerCodec(97, true),
    w: integerCodec(246, true),
    nu: integerCodec(modulusBytes),
  });
  return listCodec(item, { min: K_IA, max: K_IA });
}

/**
 * @throws AppError `LOCAL_BUG` when y is out of its bound or the proof does not verify: the witness is not one of the statement, or the
 * computation slipped; nothing may be sent then
 */
export function proveDec(ctx: ProofContext, statement: DecStatement, witness: DecWitness, random: Random): DecProof {
  assertOwnProof(
    'dec',
    witness.y.use((y) => isWithin(y, boundOfY(statement.size))),
  );
  const masks = Array.from({ length: K_IA }, () => drawMasks(statement, random));
  try {
    const proof = answer(ctx, statement, witness, masks, commit(statement, witness.key, masks));
    assertOwnProof('dec', isOwnDecSound(ctx, statement, proof, random));
    return proof;
  } finally {
    for (const { al, be, r } of masks) forgetAll(al, be, r);
  }
}

function drawMasks({ N0, size }: DecStatement, random: Random): DecMasks {
  return {
    al: SecretInteger.of(randomSymmetric(random, 1n << BZ)),
    be: SecretInteger.of(randomSymmetric(random, 1n << boundOfW(size))),
    r: SecretInteger.of(randomUnit(random, N0)),
  };
}

/** `A_j = K^{-al_j} * enc(be_j; r_j)`, `B_j = be_j·H`, `C_j = al_j·G`, for any number of masks. */
function commit(
  { N0, K, H }: DecStatement,
  key: PaillierPrivateKey,
  masks: readonly DecMasks[],
): readonly DecCommitment[] {
  const { NN } = paillierPublicKey(N0);
  const inverseOfKTo = signedPower(inverse(K, NN), BZ, NN, (base, e) => key.power(base, e));
  return masks.map(({ al, be, r }) => ({
    A: (inverseOfKTo(al) * key.encrypt(be, r)) % NN,
    B: multiplySecret(H, be),
    C: multiplySecret(G, al),
  }));
}

/** The responses to the challenge that context, statement and first message determine. */
function answer(
  ctx: ProofContext,
  statement: DecStatement,
  { x, y, rho }: DecWitness,
  masks: readonly DecMasks[],
  commitments: readonly DecCommitment[],
): DecProof {
  const bits = challengeOf(ctx, statement, commitments);
  return commitments.map((commitment, j) => {
    const mask = masks[j];
    if (mask === undefined) throw new RangeError('a commitment without its masks');
    const e = bits[j] === 1 ? 1n : 0n;
    return {
      ...commitment,
      z: respond(mask.al, e, x),
      w: respond(mask.be, e, y),
      nu: respondUnit(mask.r, e, rho, statement.N0),
    };
  });
}

/** Bits from `TR("dec", ctx, N0, K, X, D, Sp, H, |S|, [[A_j, B_j, C_j]..])`. */
function challengeOf(
  ctx: ProofContext,
  { N0, K, D, X, Sp, H, size }: DecStatement,
  commitments: readonly DecCommitment[],
): readonly (0 | 1)[] {
  const items = commitments.map(({ A, B, C }) => tlv.list([...integerFields(A), ...pointFields(B, C)]));
  const fields: TlvValue[] = [
    ...integerFields(N0, K),
    ...pointFields(X),
    ...integerFields(D),
    ...pointFields(Sp, H),
    tlv.u32(size),
    tlv.list(items),
  ];
  return bitChallenges(proofStream('dec', ctx, ...fields), K_IA);
}

/** Checks 1 to 6 of zk.md 9, at most about 1.5 s; the key of N0 makes check 4 faster. */
export function verifyDec(
  ctx: ProofContext,
  statement: DecStatement,
  proof: DecProof,
  owner?: VerifierOwner,
): ZkVerdict {
  if (proof.length !== K_IA) return rejected('decode');
  const verdict = checkGroupsAndRanges(statement, proof);
  if (!verdict.ok) return verdict;
  const bits = challengeOf(ctx, statement, proof);
  const { X, Sp, H } = statement;
  return firstFailure('dec', {
    4: () => isDecryption(statement, proof, bits, owner),
    5: () => proof.every(({ C, z }, j) => multiplyPublic(G, z).equals(bits[j] === 1 ? C.add(X) : C)),
    6: () => proof.every(({ B, w }, j) => multiplyPublic(H, w).equals(bits[j] === 1 ? B.add(Sp) : B)),
  });
}

/** Checks 1 to 3. */
function checkGroupsAndRanges({ N0, K, D, X, Sp, H, size }: DecStatement, proof: DecProof): ZkVerdict {
  const key = paillierPublicKey(N0);
  const A = proof.map((item) => item.A);
  const nu = proof.map((item) => item.nu);
  return firstFailure('dec', {
    1: () => isCiphertext(key, K) && isCiphertext(key, D) && ![X, Sp, H].some((point) => point.is0()),
    2: () => areUnits(A, key.NN) && areUnits(nu, N0),
    3: () => proof.every(({ z, w }) => isWithin(z, BZ) && isWithin(w, boundOfW(size))),
  });
}

/** Check 4, `enc(w_j; nu_j) * K^{-z_j} == A_j * D^{e_j} mod N0^2`. */
function isDecryption(
  { N0, K, D }: DecStatement,
  proof: DecProof,
  bits: readonly (0 | 1)[],
  owner: VerifierOwner | undefined,
): boolean {
  const encrypted = encryptionUnder(N0, owner);
  const NN = N0 * N0;
  const powers = powersOfBase(
    K,
    proof.map(({ z }) => -z),
    NN,
  );
  return proof.every(({ A, w, nu }, j) => {
    const KToMinusZ = powers.next();
    return KToMinusZ.done !== true && (encrypted(w, nu) * KToMinusZ.value - (bits[j] === 1 ? A * D : A)) % NN === 0n;
  });
}

/** Checks 1 to 3 exactly and 4 to 6 in one weighted equation each, mod N0^2 without the primes: another path than the prover's. */
function isOwnDecSound(ctx: ProofContext, statement: DecStatement, proof: DecProof, random: Random): boolean {
  if (!checkGroupsAndRanges(statement, proof).ok) return false;
  const { N0, K, D, X, Sp, H } = statement;
  const NN = N0 * N0;
  const weights = ownCheckWeights(random, K_IA);
  const all = (field: 'A' | 'z' | 'w' | 'nu'): readonly bigint[] => proof.map((item) => item[field]);
  const e = weightedSum(challengeOf(ctx, statement, proof), weights);
  const [z, w] = [weightedSum(all('z'), weights), weightedSum(all('w'), weights)];
  const nuToN = powPublic(weightedProduct(all('nu'), weights, N0), N0, NN);
  const right = weightedProduct(all('A'), weights, NN) * powPublic(D, e, NN);
  return (
    ((1n + mod(w, N0) * N0) * nuToN * powPublic(K, -z, NN) - right) % NN === 0n &&
    curveHolds([
      [G, z],
      [X, -e],
      ...weightedPoints(
        proof.map(({ C }) => C),
        weights,
      ),
    ]) &&
    curveHolds([
      [H, w],
      [Sp, -e],
      ...weightedPoints(
        proof.map(({ B }) => B),
        weights,
      ),
    ])
  );
}
