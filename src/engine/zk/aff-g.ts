/** Pi-aff-g: an affine operation on a ciphertext, with its factor committed on the curve and both parts in range (zk.md 7). */
import type { Random } from '../../base/random.ts';
import { integerCodec, structCodec, type TlvCodec } from '../../base/tlv-decode.ts';
import { mod } from '../crypto/integers.ts';
import { powerModulus } from '../crypto/modpow.ts';
import { encrypt, paillierPublicKey, scale, type PaillierPrivateKey } from '../crypto/paillier.ts';
import { ELL, ELLP, EPS, type Profile } from '../crypto/parameters.ts';
import { commit, type RingPedersen } from '../crypto/ring-pedersen.ts';
import { randomResidue, randomSymmetric } from '../crypto/sampling.ts';
import { forgetAll, SecretInteger } from '../crypto/secret-integer.ts';
import { G, multiplyBaseSecret, pointCodec, type Point } from '../crypto/secp256k1.ts';
import { centredChallenge } from './challenge.ts';
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
import { verdictsTogether } from './joint-verdict.ts';
import { ownEquationsHold } from './own-equations.ts';
import { assertOwnProof, noRandom } from './own-proof.ts';
import { productOf } from './own-powers.ts';
import { integerResponse, nonceResponse } from './own-responses.ts';
import type { Openings } from './openings.ts';
import { integerFields, pointFields, proofStream, ringPedersenFields, type ProofContext } from './proof-context.ts';
import { firstFailure, isWithin, type ZkVerdict } from './verdict.ts';

/** `D = C^x * enc_0(y; rho)`, `Y = enc_1(y; rhoY)`, `X = x·G`: one y, with the same sign in D and Y (DECISION D2). */
export interface AffGStatement {
  /** Paillier modulus of the receiver. */
  readonly N0: bigint;
  /** Paillier modulus of the prover. */
  readonly N1: bigint;
  readonly C: bigint;
  readonly D: bigint;
  readonly Y: bigint;
  readonly X: Point;
  /** Ring-Pedersen parameters of the receiver, who verifies. */
  readonly RP: RingPedersen;
}

/** `x` in ±2^ell, `y` in ±2^ellp; `key` is the one of N1. */
export interface AffGWitness {
  readonly key: PaillierPrivateKey;
  readonly x: SecretInteger;
  readonly y: SecretInteger;
  readonly rho: SecretInteger;
  readonly rhoY: SecretInteger;
  /** The inverses of both nonces, where they are known: then their responses are computed in two ways. */
  readonly inverses?: { readonly rho: SecretInteger; readonly rhoY: SecretInteger };
}

interface FirstMessage {
  readonly A: bigint;
  readonly Bx: Point;
  readonly By: bigint;
  readonly E: bigint;
  readonly S: bigint;
  readonly F: bigint;
  readonly T: bigint;
}

export interface AffGProof extends FirstMessage {
  readonly z1: bigint;
  readonly z2: bigint;
  readonly z3: bigint;
  readonly z4: bigint;
  readonly w: bigint;
  readonly wY: bigint;
}

/** What is known before a message of the receiver: everything but its ciphertext C. */
export interface AffGKnown {
  readonly N0: bigint;
  readonly RP: RingPedersen;
  readonly key: PaillierPrivateKey;
  readonly x: SecretInteger;
  readonly y: SecretInteger;
  /**
   * A commitment to this x under RP, made for another proof to the same verifier: then it is S of this proof too. It hides x whatever is proven with it,
   * and each response `z3` is hidden by a mask of its own; so both proofs together show as little as each (the simulator makes one S and then each T).
   */
  readonly committed?: { readonly S: bigint; readonly m: SecretInteger };
}

/** Masks, and the first message up to the factor `C^al` of A; for one proof. */
export interface PreparedAffG extends Omit<FirstMessage, 'A'> {
  readonly al: SecretInteger;
  readonly be: SecretInteger;
  readonly r: SecretInteger;
  readonly rY: SecretInteger;
  readonly ga: SecretInteger;
  readonly de: SecretInteger;
  readonly m: SecretInteger;
  readonly mu: SecretInteger;
  /** `enc_0(be; r)`. */
  readonly encrypted: bigint;
}

const TAG = 'aff-g';

/** Bits of the bounds of z1 and z2. */
const Z1_BITS = ELL + EPS;
const Z2_BITS = ELLP + EPS;

/** `[INT A, PT Bx, INT By, E, S, F, T, z1, z2, z3, z4, w, wY]` with the limits and signs of cggmp24.md 12. */
export function affGCodec({ modulusBytes }: Profile): TlvCodec<AffGProof> {
  const unit = integerCodec(modulusBytes);
  const ciphertext = integerCodec(2 * modulusBytes);
  const opening = integerCodec(modulusBytes + 97, true);
  return structCodec<{ [K in keyof AffGProof]: AffGProof[K] }>({
    A: ciphertext,
    Bx: pointCodec,
    By: ciphertext,
    E: unit,
    S: unit,
    F: unit,
    T: unit,
    z1: integerCodec(97, true),
    z2: integerCodec(225, true),
    z3: opening,
    z4: opening,
    w: unit,
    wY: unit,
  });
}

/** Masks in the exact ranges of zk.md 7, and what of the first message they determine. */
export function prepareAffG({ N0, RP, key, x, y, committed }: AffGKnown, random: Random): PreparedAffG {
  const symmetric = (bound: bigint): SecretInteger => SecretInteger.of(randomSymmetric(random, bound));
  const al = symmetric(1n << Z1_BITS);
  const be = symmetric(1n << Z2_BITS);
  const r = SecretInteger.of(randomResidue(random, N0));
  const rY = SecretInteger.of(randomResidue(random, key.publicKey.N));
  const [ga, de] = [symmetric(RP.Nh << Z1_BITS), symmetric(RP.Nh << Z1_BITS)];
  const m = committed === undefined ? symmetric(RP.Nh << ELL) : committed.m.use((opening) => SecretInteger.of(opening));
  const mu = symmetric(RP.Nh << ELL);
  return {
    ...{ al, be, r, rY, ga, de, m, mu },
    encrypted: encrypt(paillierPublicKey(N0), be, r),
    Bx: multiplyBaseSecret(al),
    By: key.encrypt(be, rY),
    E: commit(RP, al, ga),
    S: committed?.S ?? commit(RP, x, m),
    F: commit(RP, be, de),
    T: commit(RP, y, mu),
  };
}

/** One proof to make: in which context, of what, with what prepared ahead. */
export interface AffGTask {
  readonly ctx: ProofContext;
  readonly statement: AffGStatement;
  readonly witness: AffGWitness;
  readonly prepared?: PreparedAffG;
}

/**
 * One proof.
 * @throws AppError `LOCAL_BUG` if it does not verify; `SECRET_WIPED` for a prepared value that was used
 */
export function proveAffG(
  ctx: ProofContext,
  statement: AffGStatement,
  witness: AffGWitness,
  random: Random,
  prepared?: PreparedAffG,
): AffGProof {
  const [proof] = proveAffGs([{ ctx, statement, witness, ...(prepared && { prepared }) }], random);
  if (proof === undefined) throw new RangeError('one task gives one proof');
  return proof;
}

/**
 * Several proofs, of one party for one or more verifiers; the look at the own result costs one exponentiation for each modulus instead of one for
 * each proof. Forgets the masks: a second proof with them would reveal the witness.
 * @throws as `proveAffG`, without any proof
 */
export function proveAffGs(tasks: readonly AffGTask[], random: Random): readonly AffGProof[] {
  const made = tasks.map((task) => ({ ...task, proof: answerAffG(task, random) }));
  // Units need no check of their own here: both sides of an equation are computed from units.
  assertOwnProof(
    TAG,
    made.every(({ statement, proof }) => isProper(statement, proof)) &&
      ownEquationsHold(made.map(({ ctx, statement, proof }) => equationsOf(ctx, statement, proof))),
  );
  return made.map(({ proof }) => proof);
}

/** What the prepared values open to, for the look at them before they are used. */
export function openingsOfAffG({ N0, RP, key, x, y }: AffGKnown, prepared: PreparedAffG): Openings {
  const { al, be, r, rY, ga, de, m, mu, encrypted, Bx, By, E, S, F, T } = prepared;
  return {
    paillier: [
      { N: N0, c: encrypted, r },
      { N: key.publicKey.N, c: By, r: rY },
    ],
    pedersen: [
      { rp: RP, c: E, x: al, y: ga },
      { rp: RP, c: S, x, y: m },
      { rp: RP, c: F, x: be, y: de },
      { rp: RP, c: T, x: y, y: mu },
    ],
    curve: [{ point: Bx, scalar: al.use((scalar) => SecretInteger.of(scalar)) }],
  };
}

/** A proof with a prepared value that has been looked over, nonces whose inverses are known, and `C^al` of `scaleTogether`. */
export interface LookedOverAffG extends AffGTask {
  readonly witness: AffGWitness & Required<Pick<AffGWitness, 'inverses'>>;
  readonly prepared: PreparedAffG;
  readonly power: bigint;
}

/**
 * As `proveAffG`, for little: the first message and the statement have been looked over (`openingsOfAffG`, `scaleTogether`), the responses are computed in
 * two ways.
 * @throws as `proveAffG`
 */
export function finishAffG(task: LookedOverAffG): AffGProof {
  const { proof, e } = answer(task, noRandom);
  const { ctx, statement } = task;
  // The responses answer the challenge of the very first message that leaves
  assertOwnProof(TAG, challenge(ctx, statement, proof) === e && isProper(statement, proof));
  return proof;
}

/** A proof without the look at the result: protocols call `proveAffGs` or `finishAffG`. */
export function answerAffG(task: AffGTask, random: Random): AffGProof {
  return answer(task, random).proof;
}

/** `A = C^al * enc_0(be; r)`, then the responses to its challenge. */
function answer(
  { ctx, statement, witness, prepared, power }: AffGTask & { readonly power?: bigint },
  random: Random,
): { readonly proof: AffGProof; readonly e: bigint } {
  const ready = prepared ?? prepareAffG({ ...statement, ...witness }, random);
  const { al, be, r, rY, ga, de, m, mu, encrypted, ...known } = ready;
  const { x, y } = witness;
  const receiver = paillierPublicKey(statement.N0);
  try {
    const first = { A: productOf(receiver, power ?? scale(receiver, statement.C, al), encrypted), ...known };
    const e = challenge(ctx, statement, first);
    const proof = {
      ...first,
      z1: integerResponse(TAG, al, e, x),
      z2: integerResponse(TAG, be, e, y),
      z3: integerResponse(TAG, ga, e, m),
      z4: integerResponse(TAG, de, e, mu),
      ...nonceResponses(statement, witness, { r, rY }, e),
    };
    return { proof, e };
  } finally {
    forgetAll(al, be, r, rY, ga, de, m, mu);
  }
}

function nonceResponses(
  { N0, N1 }: AffGStatement,
  { key, rho, rhoY, inverses }: AffGWitness,
  { r, rY }: Pick<PreparedAffG, 'r' | 'rY'>,
  e: bigint,
): Pick<AffGProof, 'w' | 'wY'> {
  if (inverses !== undefined) {
    return {
      w: nonceResponse(TAG, r, e, { value: rho, inverse: inverses.rho }, N0),
      wY: nonceResponse(TAG, rY, e, { value: rhoY, inverse: inverses.rhoY }, N1),
    };
  }
  const rhoToE = powerModulus(N0).powSecretBase(rho, e);
  const rhoYToE = rhoY.use((nonce) => key.powerModN(nonce, e));
  return {
    w: r.use((mask) => mod(mask * rhoToE, N0)),
    wY: rY.use((mask) => mod(mask * rhoYToE, N1)),
  };
}

/** Codes `aff-g.1` to `aff-g.8`. `owner` (of N0 and RP) makes it faster, never different. */
export function verifyAffG(
  ctx: ProofContext,
  statement: AffGStatement,
  proof: AffGProof,
  owner?: VerifierOwner,
): ZkVerdict {
  const verdict = groupsAndRanges(statement, proof, owner);
  if (!verdict.ok) return verdict;
  const { paillier, curve, pedersen } = equationsOf(ctx, statement, proof);
  return firstFailure('aff-g', {
    4: () => paillierHolds(paillier[0], owner),
    5: () => curveHolds(curve[0]),
    6: () => paillierHolds(paillier[1], owner),
    7: () => pedersenHolds(pedersen[0], owner),
    8: () => pedersenHolds(pedersen[1], owner),
  });
}

/** One received proof: in which context, of what. */
export interface ReceivedAffG {
  readonly ctx: ProofContext;
  readonly statement: AffGStatement;
  readonly proof: AffGProof;
}

/** The verdicts of `verifyAffG` on several proofs, for less: how and why in `joint-verdict.ts`. */
export function verifyAffGs(
  received: readonly ReceivedAffG[],
  random: Random,
  owner?: VerifierOwner,
): readonly ZkVerdict[] {
  const proofs = received.map(({ ctx, statement, proof }) => ({
    units: unitsOf(statement, proof),
    isProper: () => isProper(statement, proof),
    equations: () => equationsOf(ctx, statement, proof),
    singly: () => verifyAffG(ctx, statement, proof, owner),
  }));
  return verdictsTogether(proofs, random, owner);
}

/** Checks 1 to 3. */
function groupsAndRanges(statement: AffGStatement, proof: AffGProof, owner?: VerifierOwner): ZkVerdict {
  return firstFailure('aff-g', {
    1: () => areAllUnits([unitsOf(statement, proof)], owner) && arePointsProper(statement, proof),
    2: () => isWithin(proof.z1, Z1_BITS),
    3: () => isWithin(proof.z2, Z2_BITS),
  });
}

function unitsOf({ N0, N1, C, D, Y, RP }: AffGStatement, { A, By, E, S, F, T, w, wY }: AffGProof): UnitClaims {
  return {
    paillier: [
      { N: N0, ciphertexts: [C, D, A], units: [w] },
      { N: N1, ciphertexts: [Y, By], units: [wY] },
    ],
    pedersen: [{ rp: RP, values: [E, S, F, T] }],
  };
}

function arePointsProper({ X }: AffGStatement, { Bx }: AffGProof): boolean {
  return !X.is0() && !Bx.is0();
}

/** Checks 1 to 3 without the units. */
function isProper(statement: AffGStatement, proof: AffGProof): boolean {
  return arePointsProper(statement, proof) && isWithin(proof.z1, Z1_BITS) && isWithin(proof.z2, Z2_BITS);
}

/** Checks 4 to 8 as equations; e is the challenge of the whole first message. */
function equationsOf(
  ctx: ProofContext,
  statement: AffGStatement,
  proof: AffGProof,
): ProofEquations & {
  readonly paillier: readonly [PaillierEquation, PaillierEquation];
  readonly curve: readonly [CurveEquation];
  readonly pedersen: readonly [PedersenEquation, PedersenEquation];
} {
  const { N0, N1, C, D, Y, X, RP } = statement;
  const { A, Bx, By, E, S, F, T, z1, z2, z3, z4, w, wY } = proof;
  const e = challenge(ctx, statement, proof);
  return {
    paillier: [
      // 4. C^{z1} * enc_0(z2; w) == A * D^e mod N0^2
      {
        key: paillierPublicKey(N0),
        m: z2,
        r: w,
        factors: [
          [C, z1],
          [A, -1n],
          [D, -e],
        ],
      },
      // 6. enc_1(z2; wY) == By * Y^e mod N1^2
      {
        key: paillierPublicKey(N1),
        m: z2,
        r: wY,
        factors: [
          [By, -1n],
          [Y, -e],
        ],
      },
    ],
    // 5. z1·G == Bx + e·X
    curve: [
      [
        [G, z1],
        [Bx, -1n],
        [X, -e],
      ],
    ],
    pedersen: [
      // 7. com(z1, z3) == E * S^e mod Nh
      {
        rp: RP,
        x: z1,
        y: z3,
        factors: [
          [E, -1n],
          [S, -e],
        ],
      },
      // 8. com(z2, z4) == F * T^e mod Nh
      {
        rp: RP,
        x: z2,
        y: z4,
        factors: [
          [F, -1n],
          [T, -e],
        ],
      },
    ],
  };
}

/** Centred challenge of `TR("aff-g", ctx, Nh, s, t, N0, N1, C, D, Y, X, A, Bx, By, E, S, F, T)`. */
function challenge(
  ctx: ProofContext,
  { N0, N1, C, D, Y, X, RP }: AffGStatement,
  { A, Bx, By, E, S, F, T }: FirstMessage,
): bigint {
  return centredChallenge(
    proofStream(
      'aff-g',
      ctx,
      ...ringPedersenFields(RP),
      ...integerFields(N0, N1, C, D, Y),
      ...pointFields(X),
      ...integerFields(A),
      ...pointFields(Bx),
      ...integerFields(By, E, S, F, T),
    ),
  );
}
