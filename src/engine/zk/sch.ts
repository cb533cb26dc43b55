/**
 * Pi-sch: knowledge of a discrete logarithm (zk.md 2). In two phases: the commitment A is sent before the common randomness in `ctx.extra` is
 * known, the response z after it.
 */
import type { Random } from '../../base/random.ts';
import { structCodec, type TlvCodec } from '../../base/tlv-decode.ts';
import { mod } from '../crypto/integers.ts';
import { randomScalar } from '../crypto/sampling.ts';
import { forgetAll, respond, SecretInteger } from '../crypto/secret-integer.ts';
import { G, multiplyBaseSecret, pointCodec, q, scalarCodec, type Point } from '../crypto/secp256k1.ts';
import { scalarChallenge } from './challenge.ts';
import { curveHolds } from './equations.ts';
import { pointFields, proofStream, type ProofContext } from './proof-context.ts';
import { assertOwnProof } from './own-proof.ts';
import { firstFailure, type ZkVerdict } from './verdict.ts';

/** `X = x·G`. */
export interface SchStatement {
  readonly X: Point;
}

export interface SchWitness {
  readonly x: SecretInteger;
}

export interface SchProof {
  readonly A: Point;
  readonly z: bigint;
}

/** The committed first message and its secret, for one response. */
export interface PreparedSch {
  readonly A: Point;
  readonly a: SecretInteger;
}

/** Stand-alone encoding `[PT A, SC z]` (cggmp24.md 12). */
export const schCodec: TlvCodec<SchProof> = structCodec<{ A: Point; z: bigint }>({ A: pointCodec, z: scalarCodec });

/** `A = a·G` with a fresh `a` in [1, q-1]. */
export function prepareSch(random: Random): PreparedSch {
  const a = SecretInteger.of(randomScalar(random));
  return { A: multiplyBaseSecret(a), a };
}

/**
 * `z = a + e x mod q`. Forgets a: a second response with the same a would reveal x.
 * @throws AppError `LOCAL_BUG` if the proof does not verify; `SECRET_WIPED` for a prepared value that was used
 */
export function proveSch(
  ctx: ProofContext,
  statement: SchStatement,
  { x }: SchWitness,
  random: Random,
  prepared: PreparedSch = prepareSch(random),
): SchProof {
  const { A, a } = prepared;
  try {
    const proof = { A, z: mod(respond(a, challenge(ctx, statement, A), x), q) };
    assertOwnProof('sch', verifySch(ctx, statement, proof).ok);
    return proof;
  } finally {
    forgetAll(a);
  }
}

/** Codes `sch.1`, `sch.2`. In the two-phase use `proof.A` is the point that was committed, not one sent again. */
export function verifySch(ctx: ProofContext, { X }: SchStatement, { A, z }: SchProof): ZkVerdict {
  const e = challenge(ctx, { X }, A);
  return firstFailure('sch', {
    1: () => !X.is0() && !A.is0() && 0n <= z && z < q,
    // z·G == A + e·X
    2: () =>
      curveHolds([
        [G, z],
        [A, -1n],
        [X, -e],
      ]),
  });
}

function challenge(ctx: ProofContext, { X }: SchStatement, A: Point): bigint {
  return scalarChallenge(proofStream('sch', ctx, ...pointFields(X, A)));
}
