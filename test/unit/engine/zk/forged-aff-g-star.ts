/** A prover of Pi-aff-g* written from zk.md 10 alone, in separate steps: the first message is made once and answered in many ways. */
import { tlv } from '../../../../src/base/tlv.ts';
import { mod } from '../../../../src/engine/crypto/integers.ts';
import type { PaillierPrivateKey } from '../../../../src/engine/crypto/paillier.ts';
import { G, multiplyPublic } from '../../../../src/engine/crypto/secp256k1.ts';
import type { AffGStarItem, AffGStarProof, AffGStarStatement } from '../../../../src/engine/zk/aff-g-star.ts';
import { bitChallenges } from '../../../../src/engine/zk/challenge.ts';
import { integerFields, pointFields, proofStream, type ProofContext } from '../../../../src/engine/zk/proof-context.ts';

export interface AffGStarMask {
  readonly al: bigint;
  readonly be: bigint;
  readonly r: bigint;
  readonly s: bigint;
}
export type AffGStarFirst = Pick<AffGStarItem, 'A' | 'R' | 'B'>;

/** First message of one repetition. A test knows both keys; they only make the N-th powers faster. */
export function affGStarFirst(
  { C }: AffGStarStatement,
  [key0, key1]: readonly [PaillierPrivateKey, PaillierPrivateKey],
  { al, be, r, s }: AffGStarMask,
): AffGStarFirst {
  const [{ N: N0, NN: NN0 }, { N: N1, NN: NN1 }] = [key0.publicKey, key1.publicKey];
  return {
    A: (((mod(1n + be * N0, NN0) * key0.nthPower(r)) % NN0) * key0.power(C, al)) % NN0,
    R: multiplyPublic(G, al),
    B: (mod(1n + be * N1, NN1) * key1.nthPower(s)) % NN1,
  };
}

export function affGStarBits(
  ctx: ProofContext,
  { N0, N1, C, D, Y, X }: AffGStarStatement,
  first: readonly AffGStarFirst[],
): readonly (0 | 1)[] {
  const items = first.map(({ A, R, B }) => tlv.list([...integerFields(A), ...pointFields(R), ...integerFields(B)]));
  const fields = [...integerFields(N0, N1, C, D, Y), ...pointFields(X), tlv.list(items)];
  return bitChallenges(proofStream('aff-g*', ctx, ...fields), 128);
}

export function answerAffGStar(
  { N0, N1 }: AffGStarStatement,
  { x, y, rho, rhoY }: { readonly x: bigint; readonly y: bigint; readonly rho: bigint; readonly rhoY: bigint },
  masks: readonly AffGStarMask[],
  first: readonly AffGStarFirst[],
  bits: readonly (0 | 1)[],
): AffGStarProof {
  return first.map((item, j) => {
    const { al, be, r, s } = masks[j] ?? { al: 0n, be: 0n, r: 1n, s: 1n };
    const e = bits[j] ?? 0;
    return {
      ...item,
      z: al + BigInt(e) * x,
      zp: be + BigInt(e) * y,
      w: e === 1 ? (r * rho) % N0 : r,
      lam: e === 1 ? (s * rhoY) % N1 : s,
    };
  });
}
