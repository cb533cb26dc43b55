/** Pi-enc-elg: a Paillier plaintext is in range and is the one in an ElGamal commitment (zk.md 6). */
import type { Random } from '../../base/random.ts';
import { integerCodec, structCodec, type TlvCodec } from '../../base/tlv-decode.ts';
import { mod } from '../crypto/integers.ts';
import { paillierPublicKey, type PaillierPrivateKey } from '../crypto/paillier.ts';
import { ELL, EPS, type Profile } from '../crypto/parameters.ts';
import { commit, type RingPedersen } from '../crypto/ring-pedersen.ts';
import { randomBelow, randomResidue, randomSymmetric } from '../crypto/sampling.ts';
import { forgetAll, SecretInteger } from '../crypto/secret-integer.ts';
import { G, multiplyBaseSecret, pointCodec, q, scalarCodec, type Point } from '../crypto/secp256k1.ts';
import { centredChallenge } from './challenge.ts';
import { sumWithMultiple, scalarOfSum } from './elog.ts';
import {
  areAllUnits,
  curveHolds,
  paillierHolds,
  pedersenHolds,
  type CurveEquation,
  type PaillierEquation,
  type PedersenEquation,
  type ProofEquations,
  type UnitClaims,
  type VerifierOwner,
} from './equations.ts';
import { integerFields, pointFields, proofStream, ringPedersenFields, type ProofContext } from './proof-context.ts';
import { verdictsTogether } from './joint-verdict.ts';
import { ownEquationsHold } from './own-equations.ts';
import { assertOwnProof, noRandom } from './own-proof.ts';
import { integerResponse, nonceResponse, scalarResponse } from './own-responses.ts';
import type { Openings } from './openings.ts';
import { firstFailure, isWithin, type ZkVerdict } from './verdict.ts';

/** `C = enc(x; rho)`, `B = b·G`, `X = b·A + x·G`. */
export interface EncElgStatement {
  /** Paillier modulus of the prover. */
  readonly N: bigint;
  readonly C: bigint;
  readonly A: Point;
  readonly B: Point;
  readonly X: Point;
  /** Ring-Pedersen parameters of the verifier. */
  readonly RP: RingPedersen;
}

/** `x` in ±2^ell; `key` is the one of N. */
export interface EncElgWitness {
  readonly key: PaillierPrivateKey;
  readonly x: SecretInteger;
  readonly rho: SecretInteger;
  /** The inverse of rho, where it is known: then the response is computed in two ways. */
  readonly rhoInverse?: SecretInteger;
  readonly b: SecretInteger;
}

interface FirstMessage {
  readonly S: bigint;
  readonly T: bigint;
  readonly D: bigint;
  readonly Y: Point;
  readonly Z: Point;
}

export interface EncElgProof extends FirstMessage {
  readonly z1: bigint;
  readonly w: bigint;
  readonly z2: bigint;
  readonly z3: bigint;
}

/** What is known before the session id: everything but the ciphertext that is proven. */
export interface EncElgKnown {
  readonly key: PaillierPrivateKey;
  readonly A: Point;
  /** The prover's own discrete logarithm of A, where it has it: then A costs no multiplication. */
  readonly logA?: SecretInteger;
  readonly RP: RingPedersen;
  readonly x: SecretInteger;
}

/** The whole first message and its masks, for one proof. */
export interface PreparedEncElg extends FirstMessage {
  readonly al: SecretInteger;
  readonly mu: SecretInteger;
  readonly r: SecretInteger;
  readonly be: SecretInteger;
  readonly ga: SecretInteger;
}

const TAG = 'enc-elg';

/** Bits of the bound of z1. */
const Z1_BITS = ELL + EPS;

/** `[INT S, T, D, PT Y, Z, INT z1, SC w, INT z2, z3]` with the limits and signs of cggmp24.md 12. */
export function encElgCodec({ modulusBytes }: Profile): TlvCodec<EncElgProof> {
  const unit = integerCodec(modulusBytes);
  return structCodec<{ [K in keyof EncElgProof]: EncElgProof[K] }>({
    S: unit,
    T: unit,
    D: integerCodec(2 * modulusBytes),
    Y: pointCodec,
    Z: pointCodec,
    z1: integerCodec(97, true),
    w: scalarCodec,
    z2: unit,
    z3: integerCodec(modulusBytes + 97, true),
  });
}

/** Masks in the exact ranges of zk.md 6, and the first message. */
export function prepareEncElg({ key, A, logA, RP, x }: EncElgKnown, random: Random): PreparedEncElg {
  const al = SecretInteger.of(randomSymmetric(random, 1n << Z1_BITS));
  const mu = SecretInteger.of(randomSymmetric(random, RP.Nh << ELL));
  const r = SecretInteger.of(randomResidue(random, key.publicKey.N));
  const be = SecretInteger.of(randomBelow(random, q));
  const ga = SecretInteger.of(randomSymmetric(random, RP.Nh << Z1_BITS));
  return {
    al,
    mu,
    r,
    be,
    ga,
    S: commit(RP, x, mu),
    T: commit(RP, al, ga),
    D: key.encrypt(al, r),
    Y: sumWithMultiple(al, be, A, logA),
    Z: multiplyBaseSecret(be),
  };
}

/** One proof to make: in which context, of what, with what prepared ahead. */
export interface EncElgTask {
  readonly ctx: ProofContext;
  readonly statement: EncElgStatement;
  readonly witness: EncElgWitness;
  readonly prepared?: PreparedEncElg;
}

/**
 * One proof.
 * @throws AppError `LOCAL_BUG` if it does not verify; `SECRET_WIPED` for a prepared value that was used
 */
export function proveEncElg(
  ctx: ProofContext,
  statement: EncElgStatement,
  witness: EncElgWitness,
  random: Random,
  prepared?: PreparedEncElg,
): EncElgProof {
  const [proof] = proveEncElgs([{ ctx, statement, witness, ...(prepared && { prepared }) }], random);
  if (proof === undefined) throw new RangeError('one task gives one proof');
  return proof;
}

/**
 * Several proofs, of one party for one or more verifiers; the look at the own result costs one exponentiation for each modulus instead of one for
 * each proof. Forgets the masks: a second proof with them would reveal the witness.
 * @throws as `proveEncElg`, without any proof
 */
export function proveEncElgs(tasks: readonly EncElgTask[], random: Random): readonly EncElgProof[] {
  const made = tasks.map((task) => ({ ...task, proof: answerEncElg(task, random) }));
  // Units need no check of their own here: both sides of an equation are computed from units.
  assertOwnProof(
    TAG,
    made.every(({ statement, proof }) => arePointsProper(statement) && isWithin(proof.z1, Z1_BITS)) &&
      ownEquationsHold(made.map(({ ctx, statement, proof }) => equationsOf(ctx, statement, proof))),
  );
  return made.map(({ proof }) => proof);
}

/** What the prepared values open to, for the look at them before they are used. The discrete logarithm of A must be known. */
export function openingsOfEncElg(
  { key, logA, RP, x }: EncElgKnown & { readonly logA: SecretInteger },
  { al, mu, r, be, ga, S, T, D, Y, Z }: PreparedEncElg,
): Openings {
  return {
    paillier: [{ N: key.publicKey.N, c: D, r }],
    pedersen: [
      { rp: RP, c: S, x, y: mu },
      { rp: RP, c: T, x: al, y: ga },
    ],
    curve: [
      { point: Y, scalar: scalarOfSum(al, be, logA) },
      { point: Z, scalar: be.use((scalar) => SecretInteger.of(scalar)) },
    ],
  };
}

/** A proof with a prepared value that has been looked over, and a nonce whose inverse is known. */
export interface LookedOverEncElg extends EncElgTask {
  readonly witness: EncElgWitness & { readonly rhoInverse: SecretInteger };
  readonly prepared: PreparedEncElg;
}

/**
 * As `proveEncElg`, for little: the first message and the statement have been looked over with `openingsOfEncElg`, the responses are computed in two ways.
 * @throws as `proveEncElg`
 */
export function finishEncElg(task: LookedOverEncElg): EncElgProof {
  const { proof, e } = answer(task, noRandom);
  const { ctx, statement } = task;
  // The responses answer the challenge of the very first message that leaves
  const isSame = challenge(ctx, statement, proof) === e;
  assertOwnProof(TAG, isSame && arePointsProper(statement) && isWithin(proof.z1, Z1_BITS));
  return proof;
}

/** A proof without the look at the result: protocols call `proveEncElgs` or `finishEncElg`. */
export function answerEncElg(task: EncElgTask, random: Random): EncElgProof {
  return answer(task, random).proof;
}

/** The first message, then the responses to its challenge. */
function answer(
  { ctx, statement, witness, prepared }: EncElgTask,
  random: Random,
): { readonly proof: EncElgProof; readonly e: bigint } {
  const { al, mu, r, be, ga, ...first } = prepared ?? prepareEncElg({ ...statement, ...witness }, random);
  const { key, x, rho, rhoInverse, b } = witness;
  const singly = (e: bigint): bigint => {
    const rhoToE = rho.use((nonce) => key.powerModN(nonce, e));
    return r.use((mask) => mod(mask * rhoToE, statement.N));
  };
  try {
    const e = challenge(ctx, statement, first);
    const proof = {
      ...first,
      z1: integerResponse(TAG, al, e, x),
      w: scalarResponse(TAG, be, e, b),
      z2: rhoInverse ? nonceResponse(TAG, r, e, { value: rho, inverse: rhoInverse }, statement.N) : singly(e),
      z3: integerResponse(TAG, ga, e, mu),
    };
    return { proof, e };
  } finally {
    forgetAll(al, mu, r, be, ga);
  }
}

/** Codes `enc-elg.1` to `enc-elg.6`. `owner` makes it faster, never different. */
export function verifyEncElg(
  ctx: ProofContext,
  statement: EncElgStatement,
  proof: EncElgProof,
  owner?: VerifierOwner,
): ZkVerdict {
  const verdict = groupsAndRange(statement, proof, owner);
  if (!verdict.ok) return verdict;
  const { paillier, curve, pedersen } = equationsOf(ctx, statement, proof);
  return firstFailure('enc-elg', {
    3: () => paillierHolds(paillier[0], owner),
    4: () => curveHolds(curve[0]),
    5: () => curveHolds(curve[1]),
    6: () => pedersenHolds(pedersen[0], owner),
  });
}

/** One received proof: in which context, of what. */
export interface ReceivedEncElg {
  readonly ctx: ProofContext;
  readonly statement: EncElgStatement;
  readonly proof: EncElgProof;
}

/** The verdicts of `verifyEncElg` on several proofs, for less: how and why in `joint-verdict.ts`. */
export function verifyEncElgs(
  received: readonly ReceivedEncElg[],
  random: Random,
  owner?: VerifierOwner,
): readonly ZkVerdict[] {
  const proofs = received.map(({ ctx, statement, proof }) => ({
    units: unitsOf(statement, proof),
    isProper: () => arePointsProper(statement) && isScalar(proof.w) && isWithin(proof.z1, Z1_BITS),
    equations: () => equationsOf(ctx, statement, proof),
    singly: () => verifyEncElg(ctx, statement, proof, owner),
  }));
  return verdictsTogether(proofs, random, owner);
}

/** Checks 1 and 2. */
function groupsAndRange(statement: EncElgStatement, proof: EncElgProof, owner?: VerifierOwner): ZkVerdict {
  return firstFailure('enc-elg', {
    1: () => areAllUnits([unitsOf(statement, proof)], owner) && arePointsProper(statement) && isScalar(proof.w),
    2: () => isWithin(proof.z1, Z1_BITS),
  });
}

function unitsOf({ N, C, RP }: EncElgStatement, { S, T, D, z2 }: EncElgProof): UnitClaims {
  return { paillier: [{ N, ciphertexts: [C, D], units: [z2] }], pedersen: [{ rp: RP, values: [S, T] }] };
}

function isScalar(w: bigint): boolean {
  return 0n <= w && w < q;
}

/** X, Y and Z may be any points of the curve; A and B must not be the identity. */
function arePointsProper({ A, B }: EncElgStatement): boolean {
  return !A.is0() && !B.is0();
}

/** Checks 3 to 6 as equations; e is the challenge of the whole first message. */
function equationsOf(
  ctx: ProofContext,
  statement: EncElgStatement,
  proof: EncElgProof,
): ProofEquations & {
  readonly paillier: readonly [PaillierEquation];
  readonly curve: readonly [CurveEquation, CurveEquation];
  readonly pedersen: readonly [PedersenEquation];
} {
  const { N, C, A, B, X, RP } = statement;
  const { S, T, D, Y, Z, z1, w, z2, z3 } = proof;
  const e = challenge(ctx, statement, proof);
  return {
    // 3. enc(z1; z2) == D * C^e mod N^2
    paillier: [
      {
        key: paillierPublicKey(N),
        m: z1,
        r: z2,
        factors: [
          [D, -1n],
          [C, -e],
        ],
      },
    ],
    curve: [
      // 4. w·A + z1·G == Y + e·X
      [
        [A, w],
        [G, z1],
        [Y, -1n],
        [X, -e],
      ],
      // 5. w·G == Z + e·B
      [
        [G, w],
        [Z, -1n],
        [B, -e],
      ],
    ],
    // 6. com(z1, z3) == T * S^e mod Nh
    pedersen: [
      {
        rp: RP,
        x: z1,
        y: z3,
        factors: [
          [T, -1n],
          [S, -e],
        ],
      },
    ],
  };
}

/** Centred challenge of `TR("enc-elg", ctx, Nh, s, t, N, C, A, B, X, S, T, D, Y, Z)`. */
function challenge(ctx: ProofContext, { N, C, A, B, X, RP }: EncElgStatement, { S, T, D, Y, Z }: FirstMessage): bigint {
  return centredChallenge(
    proofStream(
      'enc-elg',
      ctx,
      ...ringPedersenFields(RP),
      ...integerFields(N, C),
      ...pointFields(A, B, X),
      ...integerFields(S, T, D),
      ...pointFields(Y, Z),
    ),
  );
}
