/** The short check of the prime-order subgroup against the library's multiplication by the order. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../../../src/base/bytes.ts';
import { edwardsPoint, isTorsionFree } from '../../../../../src/engine/mpc/frost/ed25519-points.ts';
import { isInPrimeSubgroup } from '../../../../../src/engine/mpc/frost/ed25519-torsion.ts';
import { testRng } from '../../../../protocol/test-rng.ts';

const { Point } = ed25519;
type EdwardsPoint = InstanceType<typeof Point>;

const OF_ORDER_8 = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
/** The multiples 0 to 7 of a point of order 8. */
const small = Array.from({ length: 7 }).reduce<EdwardsPoint[]>(
  (all) => [...all, (all.at(-1) ?? Point.ZERO).add(OF_ORDER_8)],
  [Point.ZERO],
);

describe('the subgroup of prime order', () => {
  it('has of the eight points of small order the identity only', () => {
    expect(new Set(small.map((point) => point.toHex())).size).toBe(8);
    expect(OF_ORDER_8.multiplyUnsafe(4n).equals(Point.ZERO)).toBe(false);
    expect(small.map(isInPrimeSubgroup)).toEqual([true, false, false, false, false, false, false, false]);
  });

  it('contains the multiples of the base point, and none of them moved by a point of small order', () => {
    const random = testRng('torsion');
    for (let i = 0; i < 40; i += 1) {
      const scalar = 1n + (BigInt(`0x${bytesToHex(random(40))}`) % (Point.Fn.ORDER - 1n));
      const point = Point.BASE.multiplyUnsafe(scalar);
      expect(small.map((offset) => isInPrimeSubgroup(point.add(offset)))).toEqual(small.map((_, k) => k === 0));
    }
  });

  it('is judged as the library judges it, for points of any order', () => {
    const random = testRng('points');
    let inside = 0;
    for (let i = 0; i < 60; i += 1) {
      const bytes = random(32);
      bytes[31] = (bytes[31] ?? 0) & 0x7f;
      const point = decoded(bytes);
      if (point === undefined) continue;
      expect(isInPrimeSubgroup(point)).toBe(point.isTorsionFree());
      inside += Number(point.isTorsionFree());
    }
    expect(inside).toBeGreaterThan(0);
  });
});

describe('a point met again', () => {
  it('is the same object, with the same verdict, and bytes that are no point are refused each time', () => {
    const mixed = Point.BASE.add(OF_ORDER_8).toBytes();
    expect(edwardsPoint(mixed)).toBe(edwardsPoint(mixed.slice()));
    expect([isTorsionFree(edwardsPoint(mixed)), isTorsionFree(edwardsPoint(mixed))]).toEqual([false, false]);
    expect(isTorsionFree(edwardsPoint(Point.BASE.toBytes()))).toBe(true);
    for (let i = 0; i < 2; i += 1) expect(() => edwardsPoint(new Uint8Array(32).fill(0xff))).toThrow(/valid point/);
  });
});

function decoded(bytes: Uint8Array): EdwardsPoint | undefined {
  try {
    return Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
}
