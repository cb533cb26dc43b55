/** A prover of Pi-dec written from zk.md 9 alone, in separate steps: the first message is made once and answered in many ways. */
import { tlv } from '../../../../src/base/tlv.ts';
import { mod } from '../../../../src/engine/crypto/integers.ts';
import type { PaillierPrivateKey } from '../../../../src/engine/crypto/paillier.ts';
import { G, multiplyPublic, pointToBytes, type Point } from '../../../../src/engine/crypto/secp256k1.ts';
import { bitChallenges } from '../../../../src/engine/zk/challenge.ts';
import type { DecItem, DecProof, DecStatement } from '../../../../src/engine/zk/dec.ts';
import { proofStream, type ProofContext } from '../../../../src/engine/zk/proof-context.ts';

export interface DecMask {
  readonly al: bigint;
  readonly be: bigint;
  readonly r: bigint;
}
export type DecFirst = Pick<DecItem, 'A' | 'B' | 'C'>;

/** First message of one repetition; the key only makes the N-th power faster. */
export function decFirst({ N0, K, H }: DecStatement, key: PaillierPrivateKey, { al, be, r }: DecMask): DecFirst {
  const NN = N0 * N0;
  const A = (((mod(1n + be * N0, NN) * key.nthPower(r)) % NN) * key.power(K, -al)) % NN;
  return { A, B: multiplyPublic(H, be), C: multiplyPublic(G, al) };
}

export function decBits(ctx: ProofContext, statement: DecStatement, first: readonly DecFirst[]): readonly (0 | 1)[] {
  const { N0, K, X, D, Sp, H, size } = statement;
  const point = (p: Point): ReturnType<typeof tlv.point> => tlv.point(pointToBytes(p));
  const items = first.map(({ A, B, C }) => tlv.list([tlv.integer(A), point(B), point(C)]));
  const [n, k, d] = [N0, K, D].map(tlv.integer);
  if (n === undefined || k === undefined || d === undefined) throw new Error('no statement');
  return bitChallenges(
    proofStream('dec', ctx, n, k, point(X), d, point(Sp), point(H), tlv.u32(size), tlv.list(items)),
    128,
  );
}

export function answerDec(
  statement: DecStatement,
  { x, y, rho }: { readonly x: bigint; readonly y: bigint; readonly rho: bigint },
  masks: readonly DecMask[],
  first: readonly DecFirst[],
  bits: readonly (0 | 1)[],
): DecProof {
  return first.map((item, j) => {
    const { al, be, r } = masks[j] ?? { al: 0n, be: 0n, r: 1n };
    const e = BigInt(bits[j] ?? 0);
    return { ...item, z: al + e * x, w: be + e * y, nu: e === 1n ? (r * rho) % statement.N0 : r };
  });
}
