import { describe, expect, it } from 'vitest';
import { mod } from '../../../../src/engine/crypto/integers.ts';
import { randomScalar } from '../../../../src/engine/crypto/sampling.ts';
import { G, multiplyBaseSecret, multiplyPublic, q } from '../../../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { assertIds, evaluate, feldman, lagrange } from '../../../../src/engine/crypto/shamir.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { codeFrom } from './codes.ts';

const random = testRng('shamir');
const secret = (v: bigint): SecretInteger => SecretInteger.of(v);
const open = (v: SecretInteger): bigint => v.use((value) => value);
const polynomial = (size: number): SecretInteger[] => Array.from({ length: size }, () => secret(randomScalar(random)));
const interpolate = (ids: readonly bigint[], shares: readonly bigint[], at = 0n): bigint =>
  ids.reduce((sum, id, i) => mod(sum + lagrange(ids, id, at) * (shares[i] ?? 0n), q), 0n);

describe('Shamir', () => {
  it('any t shares interpolate the secret and every other share', () => {
    for (let i = 0; i < 100; i += 1) {
      const t = 2 + (i % 4);
      const coefficients = polynomial(t);
      const ids = Array.from({ length: t }, () => randomScalar(random));
      const shares = ids.map((id) => open(evaluate(coefficients, id)));
      expect(interpolate(ids, shares)).toBe(open(coefficients[0] ?? secret(0n)));
      const other = randomScalar(random);
      expect(interpolate(ids, shares, other)).toBe(open(evaluate(coefficients, other)));
    }
  });

  it('t - 1 shares fit every secret', () => {
    const coefficients = polynomial(3);
    const ids = [1n, 2n];
    const shares = ids.map((id) => open(evaluate(coefficients, id)));
    for (let i = 0; i < 100; i += 1) {
      const claimed = randomScalar(random);
      // Newton: the polynomial c + (a1 - c)x + k·x(x - 1) passes through the claimed secret and both shares.
      const [a1, a2] = [shares[0] ?? 0n, shares[1] ?? 0n];
      const k = mod((a2 - claimed - 2n * (a1 - claimed)) * ((q + 1n) / 2n), q);
      const forged = [claimed, mod(a1 - claimed - k, q), k].map(secret);
      expect(ids.map((id) => open(evaluate(forged, id)))).toEqual(shares);
    }
  });

  it('adding one value to all shares adds it to the secret', () => {
    const coefficients = polynomial(3);
    const ids = [5n, 9n, 2n];
    const shift = randomScalar(random);
    const shares = ids.map((id) => mod(open(evaluate(coefficients, id)) + shift, q));
    expect(interpolate(ids, shares)).toBe(mod(open(coefficients[0] ?? secret(0n)) + shift, q));
  });

  it('Feldman commitments accept the honest share and no other', () => {
    const coefficients = polynomial(3);
    const commitments = coefficients.map(multiplyBaseSecret);
    for (const id of [1n, 2n, 77n, q - 1n]) {
      const share = evaluate(coefficients, id);
      expect(feldman(commitments, id).equals(multiplyBaseSecret(share))).toBe(true);
      expect(feldman(commitments, id).equals(multiplyPublic(G, open(share) + 1n))).toBe(false);
    }
    expect(feldman([], 5n).is0()).toBe(true);
  });

  it.each([
    ['zero', [0n, 1n]],
    ['q', [q, 1n]],
    ['above q', [q + 3n, 1n]],
    ['negative', [-1n, 1n]],
    ['twice', [2n, 2n]],
    ['the same mod q', [3n, q + 3n]],
  ])('zero-id, dup-id: refuses %s as evaluation point', (_name, ids) => {
    expect(codeFrom(() => assertIds(ids))).toBe('SHAMIR_IDS');
    expect(codeFrom(() => lagrange(ids, 1n))).toBe('SHAMIR_IDS');
  });

  it('has no coefficient for a party outside the set', () => {
    expect(codeFrom(() => lagrange([1n, 2n], 3n))).toBe('SHAMIR_IDS');
    expect(codeFrom(() => assertIds([1n, q - 1n]))).toBeUndefined();
  });
});
