import { describe, expect, it } from 'vitest';
import { mod } from '../../../../src/engine/crypto/integers.ts';
import { powPublic, powSecret } from '../../../../src/engine/crypto/modpow.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { randomBelow, randomBits, randomSymmetric } from '../../../../src/engine/crypto/sampling.ts';
import { assertOwnProof, ownCheckWeights, weightedProduct, weightedSum } from '../../../../src/engine/zk/own-proof.ts';
import { encryptionUnder, powersOfBase, signedPower } from '../../../../src/engine/zk/repeated.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { fixturePaillier } from './fixture-keys.ts';

const random = testRng('repeated');
const key = fixturePaillier(0);
const { N, NN } = key.publicKey;
const base = randomBelow(random, N);

describe('many powers of one base', () => {
  it.each([1, 7, 8, 9, 20])('equals %i single exponentiations, signs and extremes included', (count) => {
    const exponents = Array.from({ length: count }, (_, i) => randomSymmetric(random, 1n << BigInt(10 * i + 1)));
    const extremes = [0n, 1n, -1n, 1n << 768n, -(1n << 768n)];
    for (const list of [exponents, extremes, extremes.slice(0, 2), [0n]]) {
      expect([...powersOfBase(base, list, N)]).toEqual(list.map((e) => powPublic(base, e, N)));
    }
  });

  it('takes bases above the modulus and small ones', () => {
    for (const b of [1n, 2n, N - 1n, N + 5n]) {
      expect([...powersOfBase(b, [5n, 0n, 300n], N)]).toEqual([5n, 0n, 300n].map((e) => powPublic(b, e, N)));
    }
  });
});

describe('secret signed exponents', () => {
  it('equal the public power at the edges of their range', () => {
    const to = signedPower(base, 64n, N, (b, e) => powSecret(b, e, N));
    for (const e of [0n, 1n, -1n, 1n << 64n, -(1n << 64n), 12345n]) {
      expect(to(SecretInteger.of(e))).toBe(powPublic(base, e, N));
    }
  });
});

describe('the check of an own proof', () => {
  it('weighs as the text says', () => {
    const weights = [...ownCheckWeights(random, 5), 0n, 1n, (1n << 64n) - 1n];
    expect(weights.every((weight) => weight >= 0n && weight < 1n << 64n)).toBe(true);
    const bases = weights.map(() => randomBits(random, 2047));
    const expected = bases.reduce((product, b, i) => (product * powPublic(b, weights[i] ?? 0n, N)) % N, 1n);
    expect(weightedProduct(bases, weights, N)).toBe(expected);
    expect(weightedSum([3n, 0, 1], [5n, 7n, 11n])).toBe(26n);
  });

  it('ends the session when it fails', () => {
    expect(() => assertOwnProof('dec', true)).not.toThrow();
    expect(() => assertOwnProof('dec', false)).toThrow(
      expect.objectContaining({ code: 'LOCAL_BUG', kind: 'bug', details: { proof: 'dec' } }),
    );
  });
});

it('encrypts alike with and without the key, and uses no key of another modulus', () => {
  const nonce = randomBelow(random, N);
  for (const m of [0n, 5n, -5n, (N - 1n) / 2n, -(N - 1n) / 2n]) {
    const expected = (mod(1n + m * N, NN) * powPublic(nonce, N, NN)) % NN;
    for (const owner of [undefined, {}, { paillier: key }, { paillier: fixturePaillier(1) }]) {
      expect(encryptionUnder(N, owner)(m, nonce)).toBe(expected);
    }
  }
});
