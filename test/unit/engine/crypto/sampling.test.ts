import { describe, expect, it } from 'vitest';
import type { Random } from '../../../../src/base/random.ts';
import { gcd } from '../../../../src/engine/crypto/integers.ts';
import { q } from '../../../../src/engine/crypto/secp256k1.ts';
import {
  randomBelow,
  randomBits,
  randomScalar,
  randomSymmetric,
  randomUnit,
} from '../../../../src/engine/crypto/sampling.ts';
import { testRng } from '../../../protocol/test-rng.ts';

/** Gives the listed buffers, and counts the calls. */
function scripted(...answers: readonly (readonly number[])[]): Random & { calls: number } {
  const random = Object.assign(
    () => {
      const answer = answers[random.calls] ?? [];
      random.calls += 1;
      return Uint8Array.from(answer);
    },
    { calls: 0 },
  );
  return random;
}

describe('sampling', () => {
  it('masks the top bits and reaches both bounds', () => {
    expect(randomBits(scripted([0xff, 0xff]), 9)).toBe(511n);
    expect(randomBits(scripted([0xff, 0xff]), 16)).toBe(65_535n);
    expect(randomBits(scripted([0xfe, 0x00]), 9)).toBe(0n);
    expect(randomBits(scripted(), 0)).toBe(0n);
  });

  it('rejects what is too large instead of reducing it', () => {
    const random = scripted([0xff], [0x0b], [0x0a], [0x09]);
    expect(randomBelow(random, 10n)).toBe(9n);
    expect(random.calls).toBe(4);
    expect(randomBelow(scripted([0]), 1n)).toBe(0n);
    expect(() => randomBelow(scripted(), 0n)).toThrow(RangeError);
  });

  it('symmetric ranges include both ends, scalars neither 0 nor q', () => {
    expect(randomSymmetric(scripted([0]), 5n)).toBe(-5n);
    expect(randomSymmetric(scripted([10]), 5n)).toBe(5n);
    const rejected = scripted([11], [10]);
    expect(randomSymmetric(rejected, 5n)).toBe(5n);
    expect(rejected.calls).toBe(2);
    const zeros: Random = (byteLength) => new Uint8Array(byteLength);
    expect(randomScalar(zeros)).toBe(1n);
    const top = (q - 2n).toString(16).match(/../g) ?? [];
    expect(randomScalar(scripted(top.map((byte) => Number.parseInt(byte, 16))))).toBe(q - 1n);
  });

  it('units are coprime to the modulus and not 0', () => {
    const random = scripted([0], [3], [5], [7]);
    expect(randomUnit(random, 15n)).toBe(7n);
    expect(random.calls).toBe(4);
    const rng = testRng('units');
    for (let i = 0; i < 1000; i += 1) expect(gcd(randomUnit(rng, 105n), 105n)).toBe(1n);
  });

  it('is uniform: chi-square of 100 classes and of the top byte of scalars', () => {
    const rng = testRng('uniform');
    const classes = new Array<number>(100).fill(0);
    for (let i = 0; i < 20_000; i += 1) {
      const v = Number(randomSymmetric(rng, 49n)) + 49;
      classes[v] = (classes[v] ?? 0) + 1;
    }
    // 99 classes (±49), 98 degrees of freedom: 150 is exceeded with probability 0.0006; the stream is fixed.
    expect(chiSquare(classes.slice(0, 99))).toBeLessThan(150);
    const bytes = new Array<number>(256).fill(0);
    for (let i = 0; i < 25_600; i += 1) {
      const top = Number(randomScalar(rng) >> 248n);
      bytes[top] = (bytes[top] ?? 0) + 1;
    }
    expect(chiSquare(bytes)).toBeLessThan(340);
  });
});

function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
