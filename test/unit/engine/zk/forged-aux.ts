/**
 * Provers of Pi-prm, Pi-mod and Pi-fac written from zk.md alone, with public arithmetic: an independent reference, and able to cheat in the ways that
 * tests need.
 */
import type { Random } from '../../../../src/base/random.ts';
import { tlv } from '../../../../src/base/tlv.ts';
import { gcd, inverse, isqrt, jacobi, mod } from '../../../../src/engine/crypto/integers.ts';
import { powBigint } from '../../../../src/engine/crypto/modpow-bigint.ts';
import { powPublic } from '../../../../src/engine/crypto/modpow.ts';
import { commitPublic, type RingPedersen } from '../../../../src/engine/crypto/ring-pedersen.ts';
import { randomSymmetric } from '../../../../src/engine/crypto/sampling.ts';
import { bitChallenges, centredChallenge, unitChallenges } from '../../../../src/engine/zk/challenge.ts';
import type { FacProof, FacStatement } from '../../../../src/engine/zk/fac.ts';
import type { ModProof } from '../../../../src/engine/zk/mod.ts';
import type { PrmProof } from '../../../../src/engine/zk/prm.ts';
import {
  integerFields,
  proofStream,
  ringPedersenFields,
  type ProofContext,
} from '../../../../src/engine/zk/proof-context.ts';

/** The bits that context, statement and first message of Pi-prm give. */
export function prmBits(ctx: ProofContext, statement: RingPedersen, A: readonly bigint[]): readonly (0 | 1)[] {
  const fields = [...ringPedersenFields(statement), tlv.list(A.map(tlv.integer))];
  return bitChallenges(proofStream('prm', ctx, ...fields), 128);
}

/** Answers for a first message; `respond` is what the (dis)honest prover says to a bit. */
export function answerPrm(
  ctx: ProofContext,
  statement: RingPedersen,
  A: readonly bigint[],
  respond: (e: 0 | 1, i: number) => bigint,
): PrmProof {
  return { A, z: prmBits(ctx, statement, A).map(respond) };
}

/** Best effort for any squarefree N with known factors that are 3 mod 4: items that have no answer get a wrong one. */
export function forgeMod(ctx: ProofContext, factors: readonly bigint[], w: bigint): ModProof {
  const N = factors.reduce((product, p) => product * p, 1n);
  const phi = factors.reduce((product, p) => product * (p - 1n), 1n);
  const y = unitChallenges(proofStream('mod', ctx, ...integerFields(N, w)), N, 129);
  const root = gcd(N, phi) === 1n ? inverse(N, phi) : 1n;
  const items = y.map((yi) => ({ ...fourthRoot(yi, w, factors, N), z: powPublic(yi, root, N) }));
  return { w, items };
}

function fourthRoot(y: bigint, w: bigint, factors: readonly bigint[], N: bigint): { x: bigint; a: 0 | 1; b: 0 | 1 } {
  for (const a of [0, 1] as const) {
    for (const b of [0, 1] as const) {
      const value = mod((a === 1 ? -1n : 1n) * (b === 1 ? w : 1n) * y, N);
      if (factors.every((p) => jacobi(value, p) === 1)) return { x: fourthRootOf(value, factors), a, b };
    }
  }
  return { x: 2n, a: 0, b: 0 };
}

function fourthRootOf(value: bigint, factors: readonly bigint[]): bigint {
  let [x, modulus] = [0n, 1n];
  for (const p of factors) {
    const exponent = ((p + 1n) / 4n) ** 2n % (p - 1n);
    const root = p >> 512n === 0n ? powBigint(mod(value, p), exponent, p) : powPublic(value, exponent, p);
    x += modulus * mod((root - x) * inverse(modulus, p), p);
    modulus *= p;
  }
  return x;
}

/** A proof of Pi-fac with the secrets behind it. */
export interface ForgedFac {
  readonly proof: FacProof;
  readonly e: bigint;
  readonly nu: bigint;
}

/** The prover of Pi-fac for any pair of integers. */
export function forgeFac(
  ctx: ProofContext,
  statement: FacStatement,
  { p, q }: { readonly p: bigint; readonly q: bigint },
  random: Random,
): ForgedFac {
  const { N, RP } = statement;
  const slack = 1n << 768n;
  const [alpha, beta] = [randomSymmetric(random, slack * isqrt(N)), randomSymmetric(random, slack * isqrt(N))];
  const [mu, nu] = [randomSymmetric(random, RP.Nh << 256n), randomSymmetric(random, RP.Nh << 256n)];
  const [x, y] = [randomSymmetric(random, slack * RP.Nh), randomSymmetric(random, slack * RP.Nh)];
  const r = randomSymmetric(random, slack * N * RP.Nh);
  const Q = commitPublic(RP, q, nu);
  const first = {
    P: commitPublic(RP, p, mu),
    Q,
    A: commitPublic(RP, alpha, x),
    Bc: commitPublic(RP, beta, y),
    T: (powPublic(Q, alpha, RP.Nh) * powPublic(RP.t, r, RP.Nh)) % RP.Nh,
  };
  const e = facChallenge(ctx, statement, first);
  const responses = { z1: alpha + e * p, z2: beta + e * q, w1: x + e * mu, w2: y + e * nu, v: r - e * nu * p };
  return { proof: { ...first, ...responses }, e, nu };
}

export function facChallenge(
  ctx: ProofContext,
  { N, RP }: FacStatement,
  { P, Q, A, Bc, T }: Pick<FacProof, 'P' | 'Q' | 'A' | 'Bc' | 'T'>,
): bigint {
  return centredChallenge(proofStream('fac', ctx, ...ringPedersenFields(RP), ...integerFields(N, P, Q, A, Bc, T)));
}
