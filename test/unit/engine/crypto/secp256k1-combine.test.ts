import { describe, expect, it } from 'vitest';
import { combineInJacobian } from '../../../../src/engine/crypto/secp256k1-combine.ts';
import { G, IDENTITY, q, type Point } from '../../../../src/engine/crypto/secp256k1.ts';
import { randomBits, randomScalar } from '../../../../src/engine/crypto/sampling.ts';
import { testRng } from '../../../protocol/test-rng.ts';

const random = testRng('jacobian');

/** By the library alone. */
function sumOf(terms: readonly (readonly [Point, bigint])[]): Point {
  return terms.reduce((sum, [point, k]) => (point.is0() ? sum : sum.add(point.multiplyUnsafe(k))), IDENTITY);
}

function expectSame(terms: readonly (readonly [Point, bigint])[]): void {
  const sum = combineInJacobian(terms);
  expect(sum.equals(sumOf(terms))).toBe(true);
  if (!sum.is0()) sum.assertValidity();
}

describe('a sum of public multiples', () => {
  const point = (): Point => G.multiplyUnsafe(randomScalar(random));

  it('is that of the library', () => {
    for (let count = 1; count <= 6; count += 1) {
      for (let i = 0; i < 3; i += 1) {
        expectSame(Array.from({ length: count }, () => [point(), randomScalar(random)] as const));
        expectSame(Array.from({ length: count }, () => [point(), randomBits(random, 60 * i + 3)] as const));
      }
    }
  });

  it('is that of the library for scalars at the edges', () => {
    const edges = [0n, 1n, 2n, 3n, 7n, 8n, 9n, 15n, 16n, 17n, (1n << 130n) - 1n, 1n << 130n, q - 16n, q - 2n, q - 1n];
    for (const k of edges) {
      expectSame([[point(), k]]);
      for (const l of edges)
        expectSame([
          [point(), k],
          [point(), l],
        ]);
    }
  });

  it('meets equal points, opposite points and the identity', () => {
    const [P, k] = [point(), randomScalar(random)];
    expect(combineInJacobian([]).is0()).toBe(true);
    expect(combineInJacobian([[IDENTITY, k]]).is0()).toBe(true);
    expect(combineInJacobian([[P, 0n]]).is0()).toBe(true);
    expect(
      combineInJacobian([
        [P, k],
        [P.negate(), k],
      ]).is0(),
    ).toBe(true);
    expect(
      combineInJacobian([
        [P, k],
        [P, q - k],
      ]).is0(),
    ).toBe(true);
    expectSame([
      [P, k],
      [P, k],
    ]);
    expectSame([
      [P, 1n],
      [P, 1n],
      [P.negate(), 2n],
      [P, 5n],
    ]);
    expectSame([
      [P, 3n],
      [P.double().add(P), 1n],
    ]);
    expectSame([
      [P.double(), k],
      [P, 2n],
      [P.negate().double(), k],
    ]);
    // A point whose Z is not 1
    expectSame([
      [P.add(G).add(P), k],
      [IDENTITY, 3n],
    ]);
  });
});
