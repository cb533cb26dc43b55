import { describe, expect, it } from 'vitest';
import { splitTerm } from '../../../../src/engine/crypto/secp256k1-endomorphism.ts';
import { G, multiplyPublic, q, sumPoints } from '../../../../src/engine/crypto/secp256k1.ts';
import { randomScalar } from '../../../../src/engine/crypto/sampling.ts';
import { testRng } from '../../../protocol/test-rng.ts';

const random = testRng('endomorphism');
const short = 1n << 130n;

describe('a split term', () => {
  const edges = [1n, short - 1n, short, short + 1n, q >> 1n, (q >> 1n) + 1n, q - 2n, q - 1n];

  it('is the same multiple, with scalars below 2^130', () => {
    const point = multiplyPublic(G, 0xabcdefn);
    for (const k of [...edges, ...Array.from({ length: 40 }, () => randomScalar(random))]) {
      const terms = splitTerm([point, k]);
      expect(terms.every(([, scalar]) => 0n <= scalar && scalar < short)).toBe(true);
      const sum = sumPoints(terms.map(([each, scalar]) => multiplyPublic(each, scalar)));
      expect(sum.equals(multiplyPublic(point, k))).toBe(true);
    }
  });
});
