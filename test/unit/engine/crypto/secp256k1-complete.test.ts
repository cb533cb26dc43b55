import { describe, expect, it } from 'vitest';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { addComplete, doubleComplete, type Projective } from '../../../../src/engine/crypto/secp256k1-complete.ts';
import { randomBelow, randomScalar } from '../../../../src/engine/crypto/sampling.ts';
import { G, IDENTITY, type Point } from '../../../../src/engine/crypto/secp256k1.ts';
import { testRng } from '../../../protocol/test-rng.ts';

const random = testRng('complete');
const { Fp } = secp256k1.Point;

describe('complete formulas', () => {
  const point = ({ X, Y, Z }: Projective): Point => new secp256k1.Point(X, Y, Z);
  const scaled = ({ X, Y, Z }: Point): Point => {
    const factor = 1n + randomBelow(random, Fp.ORDER - 1n);
    return point({ X: Fp.mul(X, factor), Y: Fp.mul(Y, factor), Z: Fp.mul(Z, factor) });
  };

  it('add and double as the library does, whatever the coordinates, equal and opposite points and the identity too', () => {
    for (let i = 0; i < 40; i += 1) {
      const [P, Q] = [scaled(G.multiplyUnsafe(randomScalar(random))), scaled(G.multiplyUnsafe(randomScalar(random)))];
      const others = [Q, P, scaled(P), P.negate(), scaled(P.negate()), IDENTITY, G];
      for (const other of others) {
        expect(point(addComplete(P, other)).equals(P.add(other))).toBe(true);
        expect(point(addComplete(other, P)).equals(P.add(other))).toBe(true);
      }
      expect(point(doubleComplete(P)).equals(P.double())).toBe(true);
    }
    expect(point(addComplete(IDENTITY, IDENTITY)).is0()).toBe(true);
    expect(point(doubleComplete(IDENTITY)).is0()).toBe(true);
  });
});
