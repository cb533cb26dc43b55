import { describe, expect, it } from 'vitest';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { BETA, splitScalar } from '../../../../src/engine/crypto/secp256k1-endomorphism.ts';
import { G, q } from '../../../../src/engine/crypto/secp256k1.ts';
import { randomScalar } from '../../../../src/engine/crypto/sampling.ts';
import { testRng } from '../../../protocol/test-rng.ts';

const random = testRng('endomorphism');
const short = 1n << 130n;
const { Point } = secp256k1;

describe('a split scalar', () => {
  const edges = [1n, short - 1n, short, short + 1n, q >> 1n, (q >> 1n) + 1n, q - 2n, q - 1n];

  it('is the same multiple, with halves below 2^130', () => {
    const point = G.multiplyUnsafe(0xabcdefn);
    const image = Point.fromAffine({ x: Point.Fp.mul(point.x, BETA), y: point.y });
    const times = (base: typeof point, k: bigint): typeof point =>
      k < 0n ? base.multiplyUnsafe(-k).negate() : base.multiplyUnsafe(k);
    for (const k of [...edges, ...Array.from({ length: 40 }, () => randomScalar(random))]) {
      const [k1, k2] = splitScalar(k);
      expect([k1, k2].every((half) => -short < half && half < short)).toBe(true);
      expect(times(point, k1).add(times(image, k2)).equals(point.multiplyUnsafe(k))).toBe(true);
    }
  });
});
