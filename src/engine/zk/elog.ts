/** Pi-elog: a discrete logarithm equals the one inside an ElGamal commitment (zk.md 8). Field names are authoritative, not their order. */
import type { Random } from '../../base/random.ts';
import { structCodec, type TlvCodec } from '../../base/tlv-decode.ts';
import { mod } from '../crypto/integers.ts';
import { randomScalar } from '../crypto/sampling.ts';
import { forgetAll, respond, SecretInteger } from '../crypto/secret-integer.ts';
import { G, multiplyBaseSecret, multiplySecret, pointCodec, q, scalarCodec, type Point } from '../crypto/secp256k1.ts';
import { scalarChallenge } from './challenge.ts';
import { curveHolds, type CurveEquation, type ProofEquations } from './equations.ts';
import { verdictsTogether } from './joint-verdict.ts';
import { ownEquationsHold } from './own-equations.ts';
import { pointFields, proofStream, type ProofContext } from './proof-context.ts';
import type { Openings } from './openings.ts';
import { assertOwnProof } from './own-proof.ts';
import { scalarResponse } from './own-responses.ts';
import { firstFailure, type ZkVerdict } from './verdict.ts';

/** `L = lam·G`, `M = y·G + lam·X`, `Y = y·h`. */
export interface ElogStatement {
  readonly L: Point;
  readonly M: Point;
  readonly X: Point;
  readonly Y: Point;
  readonly h: Point;
}

export interface ElogWitness {
  readonly y: SecretInteger;
  readonly lam: SecretInteger;
}

interface FirstMessage {
  readonly A: Point;
  readonly Nn: Point;
  readonly B: Point;
}

export interface ElogProof extends FirstMessage {
  readonly z: bigint;
  readonly u: bigint;
}

const TAG = 'elog';

/** Masks and what of the first message depends on no received value; for one proof. */
export interface PreparedElog {
  readonly al: SecretInteger;
  readonly m: SecretInteger;
  readonly A: Point;
  readonly Nn: Point;
  /** Absent where h is not known ahead (Gamma in round 3). */
  readonly B: Point | undefined;
}

/** What of the statement is known ahead. `logX` is the prover's own discrete logarithm of X where it has it: then X costs no multiplication. */
export interface ElogKnown {
  readonly X: Point;
  readonly logX?: SecretInteger;
  readonly h?: Point;
}

/** `[PT A, PT Nn, PT B, SC z, SC u]` (cggmp24.md 12). */
export const elogCodec: TlvCodec<ElogProof> = structCodec<{ A: Point; Nn: Point; B: Point; z: bigint; u: bigint }>({
  A: pointCodec,
  Nn: pointCodec,
  B: pointCodec,
  z: scalarCodec,
  u: scalarCodec,
});

/** `A = al·G`, `Nn = m·G + al·X`, `B = m·h` with fresh `al`, `m` in [1, q-1]. */
export function prepareElog({ X, logX, h }: ElogKnown, random: Random): PreparedElog {
  const al = SecretInteger.of(randomScalar(random));
  const m = SecretInteger.of(randomScalar(random));
  return {
    al,
    m,
    A: multiplyBaseSecret(al),
    Nn: sumWithMultiple(m, al, X, logX),
    B: h === undefined ? undefined : multiplySecret(h, m),
  };
}

/** `a·G + b·P`; with the logarithm of P one multiplication of G, which has a table. */
export function sumWithMultiple(a: SecretInteger, b: SecretInteger, P: Point, logP?: SecretInteger): Point {
  if (logP === undefined) return multiplyBaseSecret(a).add(multiplySecret(P, b));
  const scalar = scalarOfSum(a, b, logP);
  try {
    return multiplyBaseSecret(scalar);
  } finally {
    scalar.forget();
  }
}

/** `a + b·log mod q`: the discrete logarithm of `a·G + b·P`. */
export function scalarOfSum(a: SecretInteger, b: SecretInteger, log: SecretInteger): SecretInteger {
  return SecretInteger.of(b.use((factor) => mod(respond(a, factor, log), q)));
}

/** What the prepared values open to, for the look at them before they are used. B is among them only where `h` is G. */
export function openingsOfElog(logX: SecretInteger, { al, m, A, Nn, B }: PreparedElog): Openings {
  const copy = (secret: SecretInteger): SecretInteger => secret.use((scalar) => SecretInteger.of(scalar));
  return {
    paillier: [],
    pedersen: [],
    curve: [
      { point: A, scalar: copy(al) },
      { point: Nn, scalar: scalarOfSum(m, al, logX) },
      ...(B === undefined ? [] : [{ point: B, scalar: copy(m) }]),
    ],
  };
}

/**
 * `z = al + e lam`, `u = m + e y` mod q.
 * @throws AppError `LOCAL_BUG` if the proof does not verify; `SECRET_WIPED` for a prepared value that was used
 */
export function proveElog(
  ctx: ProofContext,
  statement: ElogStatement,
  { y, lam }: ElogWitness,
  random: Random,
  prepared: PreparedElog = prepareElog(statement, random),
): ElogProof {
  const { al, m, A, Nn } = prepared;
  try {
    const first = { A, Nn, B: prepared.B ?? multiplySecret(statement.h, m) };
    const e = challenge(ctx, statement, first);
    const proof = { ...first, z: scalarResponse(TAG, al, e, lam), u: scalarResponse(TAG, m, e, y) };
    assertOwnProof(TAG, areProper(statement, proof).ok && ownEquationsHold([equationsOf(ctx, statement, proof)]));
    return proof;
  } finally {
    forgetAll(al, m);
  }
}

/**
 * As `proveElog`, for less: the prepared values, and of the statement L, M and X, have been looked over with `openingsOfElog`, the responses are computed
 * in two ways. What is made only now, B and Y for an h that was not known before, is looked at here, by equation 4.
 * @param lateB `m·h` where the caller has made it together with other multiples of such an h
 * @throws as `proveElog`
 */
export function finishElog(
  ctx: ProofContext,
  statement: ElogStatement,
  { y, lam }: ElogWitness,
  prepared: PreparedElog,
  lateB?: Point,
): ElogProof {
  const { al, m, A, Nn } = prepared;
  try {
    const first = { A, Nn, B: prepared.B ?? lateB ?? multiplySecret(statement.h, m) };
    const e = challenge(ctx, statement, first);
    const proof = { ...first, z: scalarResponse(TAG, al, e, lam), u: scalarResponse(TAG, m, e, y) };
    const [, , ofH] = equationsOf(ctx, statement, proof).curve;
    assertOwnProof(TAG, areProper(statement, proof).ok && (prepared.B !== undefined || curveHolds(ofH)));
    return proof;
  } finally {
    forgetAll(al, m);
  }
}

/** Codes `elog.1` to `elog.4`. */
export function verifyElog(ctx: ProofContext, statement: ElogStatement, proof: ElogProof): ZkVerdict {
  const verdict = areProper(statement, proof);
  if (!verdict.ok) return verdict;
  const { curve } = equationsOf(ctx, statement, proof);
  return firstFailure('elog', {
    2: () => curveHolds(curve[0]),
    3: () => curveHolds(curve[1]),
    4: () => curveHolds(curve[2]),
  });
}

/** One received proof: in which context, of what. */
export interface ReceivedElog {
  readonly ctx: ProofContext;
  readonly statement: ElogStatement;
  readonly proof: ElogProof;
}

/** The verdicts of `verifyElog` on one or more proofs, for less: how and why in `joint-verdict.ts`. */
export function verifyElogs(received: readonly ReceivedElog[], random: Random): readonly ZkVerdict[] {
  const proofs = received.map(({ ctx, statement, proof }) => ({
    units: { paillier: [], pedersen: [] },
    isProper: () => areProper(statement, proof).ok,
    equations: () => equationsOf(ctx, statement, proof),
    singly: () => verifyElog(ctx, statement, proof),
  }));
  return verdictsTogether(proofs, random);
}

/** Check 1. */
function areProper({ L, M, X, Y, h }: ElogStatement, { A, Nn, B, z, u }: ElogProof): ZkVerdict {
  return firstFailure('elog', {
    1: () => [L, M, X, Y, h, A, Nn, B].every((point) => !point.is0()) && [z, u].every((v) => 0n <= v && v < q),
  });
}

/** Checks 2 to 4 as equations. */
function equationsOf(
  ctx: ProofContext,
  statement: ElogStatement,
  proof: ElogProof,
): ProofEquations & { readonly curve: readonly [CurveEquation, CurveEquation, CurveEquation] } {
  const { L, M, X, Y, h } = statement;
  const { A, Nn, B, z, u } = proof;
  const e = challenge(ctx, statement, proof);
  return {
    paillier: [],
    pedersen: [],
    curve: [
      // 2. z·G == A + e·L
      [
        [G, z],
        [A, -1n],
        [L, -e],
      ],
      // 3. u·G + z·X == Nn + e·M
      [
        [G, u],
        [X, z],
        [Nn, -1n],
        [M, -e],
      ],
      // 4. u·h == B + e·Y
      [
        [h, u],
        [B, -1n],
        [Y, -e],
      ],
    ],
  };
}

function challenge(ctx: ProofContext, { L, M, X, Y, h }: ElogStatement, { A, Nn, B }: FirstMessage): bigint {
  return scalarChallenge(proofStream('elog', ctx, ...pointFields(L, M, X, Y, h, A, Nn, B)));
}
