/**
 * Pi-fac: a Paillier modulus without a small factor (zk.md 5, form of 2024). The prover knows `N = p*q`; the ring-Pedersen values are the verifier's.
 * Both factors are then below about `2^(ell+eps+1)*sqrt(N)`. Names as there.
 */
import type { Random } from '../../base/random.ts';
import { integerCodec, structCodec, type TlvCodec } from '../../base/tlv-decode.ts';
import { areUnits, isqrt } from '../crypto/integers.ts';
import { multiPowPublic, powSecret } from '../crypto/modpow.ts';
import type { PaillierPrivateKey } from '../crypto/paillier.ts';
import { ELL, EPS, type Profile } from '../crypto/parameters.ts';
import { commit, type RingPedersen } from '../crypto/ring-pedersen.ts';
import { randomSymmetric } from '../crypto/sampling.ts';
import { forgetAll, respond, SecretInteger } from '../crypto/secret-integer.ts';
import { centredChallenge } from './challenge.ts';
import { pedersenHolds, type VerifierOwner } from './equations.ts';
import { assertOwnProof, ownCheckWeights } from './own-proof.ts';
import { integerFields, proofStream, ringPedersenFields, type ProofContext } from './proof-context.ts';
import { firstFailure, type ZkVerdict } from './verdict.ts';

export interface FacStatement {
  /** Paillier modulus of the prover; it has passed primitives.md 4.3. */
  readonly N: bigint;
  /** Ring-Pedersen values of the verifier. */
  readonly RP: RingPedersen;
}

/** The factors of N. */
interface FacWitness {
  readonly p: SecretInteger;
  readonly q: SecretInteger;
}

export type FacProof = {
  readonly P: bigint;
  readonly Q: bigint;
  readonly A: bigint;
  readonly Bc: bigint;
  readonly T: bigint;
  readonly z1: bigint;
  readonly z2: bigint;
  readonly w1: bigint;
  readonly w2: bigint;
  readonly v: bigint;
};

type FacCommitment = Pick<FacProof, 'P' | 'Q' | 'A' | 'Bc' | 'T'>;

/** Bits of the slack that a response has over the secret it hides. */
const SLACK = ELL + EPS;

/** Wire form: cggmp24.md 12. */
export function facCodec({ modulusBytes }: Profile): TlvCodec<FacProof> {
  const unit = integerCodec(modulusBytes);
  return structCodec<FacProof>({
    P: unit,
    Q: unit,
    A: unit,
    Bc: unit,
    T: unit,
    z1: integerCodec(modulusBytes / 2 + 97, true),
    z2: integerCodec(modulusBytes / 2 + 97, true),
    w1: integerCodec(modulusBytes + 97, true),
    w2: integerCodec(modulusBytes + 97, true),
    v: integerCodec(2 * modulusBytes + 97, true),
  });
}

/** @throws AppError `LOCAL_BUG` when the proof does not verify: another key, or a slip in the computation; nothing may be sent then */
export function proveFac(
  ctx: ProofContext,
  statement: FacStatement,
  key: PaillierPrivateKey,
  random: Random,
): FacProof {
  const witness = key.usePrimes((p, q) => ({ p: SecretInteger.of(p), q: SecretInteger.of(q) }));
  try {
    const proof = facProofOf(ctx, statement, witness, random);
    assertOwnProof('fac', isOwnFacSound(ctx, statement, proof, random));
    return proof;
  } finally {
    forgetAll(witness.p, witness.q);
  }
}

function facProofOf(ctx: ProofContext, statement: FacStatement, { p, q }: FacWitness, random: Random): FacProof {
  const { N, RP } = statement;
  const mask = (bound: bigint): SecretInteger => SecretInteger.of(randomSymmetric(random, bound));
  const B = boundOfZ(N);
  const [alpha, beta] = [mask(B), mask(B)];
  const [mu, nu] = [mask(RP.Nh << ELL), mask(RP.Nh << ELL)];
  const [x, y] = [mask(RP.Nh << SLACK), mask(RP.Nh << SLACK)];
  const r = mask((N * RP.Nh) << SLACK);
  try {
    const Q = commit(RP, q, nu);
    const T = (powSecret(Q, alpha, RP.Nh) * powSecret(RP.t, r, RP.Nh)) % RP.Nh;
    const first: FacCommitment = { P: commit(RP, p, mu), Q, A: commit(RP, alpha, x), Bc: commit(RP, beta, y), T };
    const e = challengeOf(ctx, statement, first);
    const v = r.use((rv) => nu.use((n) => p.use((pv) => rv - e * n * pv)));
    return {
      ...first,
      z1: respond(alpha, e, p),
      z2: respond(beta, e, q),
      w1: respond(x, e, mu),
      w2: respond(y, e, nu),
      v,
    };
  } finally {
    forgetAll(alpha, beta, mu, nu, x, y, r);
  }
}

/** `B = 2^(ell+eps) * isqrt(N)`. */
function boundOfZ(N: bigint): bigint {
  return isqrt(N) << SLACK;
}

/** e from `TR("fac", ctx, Nh, s, t, N, P, Q, A, Bc, T)`. */
function challengeOf(ctx: ProofContext, { N, RP }: FacStatement, { P, Q, A, Bc, T }: FacCommitment): bigint {
  return centredChallenge(proofStream('fac', ctx, ...ringPedersenFields(RP), ...integerFields(N, P, Q, A, Bc, T)));
}

/** Checks 1 to 5 of zk.md 5; the trapdoor of the ring-Pedersen values makes it some six times faster. */
export function verifyFac(
  ctx: ProofContext,
  statement: FacStatement,
  proof: FacProof,
  owner?: VerifierOwner,
): ZkVerdict {
  const verdict = checkGroupsAndRanges(statement, proof);
  if (!verdict.ok) return verdict;
  const e = challengeOf(ctx, statement, proof);
  const { N, RP: rp } = statement;
  const { P, Q, A, Bc, T, z1, z2, w1, w2, v } = proof;
  return firstFailure('fac', {
    4: () =>
      pedersenHolds(
        {
          rp,
          x: z1,
          y: w1,
          factors: [
            [A, -1n],
            [P, -e],
          ],
        },
        owner,
      ) &&
      pedersenHolds(
        {
          rp,
          x: z2,
          y: w2,
          factors: [
            [Bc, -1n],
            [Q, -e],
          ],
        },
        owner,
      ),
    // Rr^e with Rr = s^N is s^(N e).
    5: () =>
      pedersenHolds(
        {
          rp,
          x: -N * e,
          y: v,
          factors: [
            [Q, z1],
            [T, -1n],
          ],
        },
        owner,
      ),
  });
}

/** Checks 1 to 3. */
function checkGroupsAndRanges({ N, RP: { Nh } }: FacStatement, proof: FacProof): ZkVerdict {
  const { P, Q, A, Bc, T, z1, z2, w1, w2, v } = proof;
  return firstFailure('fac', {
    1: () => areUnits([P, Q, A, Bc, T], Nh),
    2: () => [z1, z2].every((z) => isAtMost(z, boundOfZ(N))),
    3: () => [w1, w2].every((w) => isAtMost(w, sizeLimit(Nh))) && isAtMost(v, sizeLimit(N * Nh)),
  });
}

function isAtMost(z: bigint, bound: bigint): boolean {
  return -bound <= z && z <= bound;
}

/** The largest integer below `2^(ell+eps+2) * M`. */
function sizeLimit(M: bigint): bigint {
  return (M << (SLACK + 2n)) - 1n;
}

/** Checks 1 to 3, and 4 and 5 in one weighted equation: half of the exponentiations, and none that the prover made. */
function isOwnFacSound(ctx: ProofContext, statement: FacStatement, proof: FacProof, random: Random): boolean {
  if (!checkGroupsAndRanges(statement, proof).ok) return false;
  const e = challengeOf(ctx, statement, proof);
  const { N, RP } = statement;
  const { P, Q, A, Bc, T, z1, z2, w1, w2, v } = proof;
  const [a = 0n, b = 0n, c = 0n] = ownCheckWeights(random, 3);
  const left = multiPowPublic(
    [
      [RP.s, a * z1 + b * z2 - c * N * e],
      [RP.t, a * w1 + b * w2 + c * v],
      [Q, c * z1 - b * e],
    ],
    RP.Nh,
  );
  const right = multiPowPublic(
    [
      [A, a],
      [P, a * e],
      [Bc, b],
      [T, c],
    ],
    RP.Nh,
  );
  return left === right;
}
