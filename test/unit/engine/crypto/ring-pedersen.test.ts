import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  areRingPedersenBases,
  commit,
  commitPublic,
  isCommitment,
  makeRingPedersen,
  RingPedersenOwner,
} from '../../../../src/engine/crypto/ring-pedersen.ts';
import { powPublic } from '../../../../src/engine/crypto/modpow.ts';
import { jacobi } from '../../../../src/engine/crypto/integers.ts';
import { randomSymmetric, randomUnit } from '../../../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { codeFrom } from './codes.ts';
import { fixtureRingPedersen, RING_PEDERSEN_PRIMES } from './fixture-keys.ts';

const random = testRng('ring-pedersen');
const owner = fixtureRingPedersen(0);
const { Nh, s, t } = owner.parameters;

describe('ring-Pedersen', () => {
  it('is made as s = t^lambda with t a square', () => {
    expect(jacobi(t, Nh)).toBe(1);
    expect(owner.lambda?.use((lambda) => powPublic(t, lambda, Nh))).toBe(s);
    expect(areRingPedersenBases(owner.parameters)).toBe(true);
  });

  it('commits alike for the public, with the primes, and with lambda', () => {
    const { p, q } = RING_PEDERSEN_PRIMES[0] ?? { p: 0n, q: 0n };
    const withoutLambda = new RingPedersenOwner({ p, q }, { s, t });
    for (let i = 0; i < 20; i += 1) {
      const x = randomSymmetric(random, 1n << 768n);
      const y = randomSymmetric(random, Nh << 768n);
      const expected = (powPublic(s, x, Nh) * powPublic(t, y, Nh)) % Nh;
      expect(commitPublic(owner.parameters, x, y)).toBe(expected);
      expect(commit(owner.parameters, SecretInteger.of(x), SecretInteger.of(y))).toBe(expected);
      expect(owner.commit(x, y)).toBe(expected);
      expect(withoutLambda.commit(x, y)).toBe(expected);
    }
    for (const [x, y] of [
      [0n, 0n],
      [0n, -1n],
      [-1n, 0n],
      [1n, 1n],
    ] as const) {
      expect(owner.commit(x, y)).toBe(commitPublic(owner.parameters, x, y));
    }
  });

  it('powers through the primes are those of everybody, for hostile bases too', () => {
    const p = RING_PEDERSEN_PRIMES[0]?.p ?? 0n;
    for (const base of [0n, 1n, Nh - 1n, p, 2n * p, randomUnit(random, Nh)]) {
      expect(owner.power(base, 12_345n)).toBe(powPublic(base, 12_345n, Nh));
      expect(owner.power(base, SecretInteger.of(1n << 300n))).toBe(powPublic(base, 1n << 300n, Nh));
    }
  });

  it('refuses degenerate bases and commitments', () => {
    const p = RING_PEDERSEN_PRIMES[0]?.p ?? 0n;
    for (const bad of [0n, 1n, Nh - 1n, Nh, Nh + 4n, p, -4n]) {
      expect(areRingPedersenBases({ Nh, s: bad, t })).toBe(false);
      expect(areRingPedersenBases({ Nh, s, t: bad })).toBe(false);
    }
    expect(areRingPedersenBases({ Nh, s, t: s })).toBe(false);
    for (const bad of [0n, Nh, p, Nh + 1n, -1n]) expect(isCommitment(owner.parameters, bad)).toBe(false);
    for (const good of [1n, s, Nh - 1n]) expect(isCommitment(owner.parameters, good)).toBe(true);
  });

  it('forgets lambda, then everything, and prints neither', () => {
    const { p, q } = RING_PEDERSEN_PRIMES[1] ?? { p: 0n, q: 0n };
    const mortal = makeRingPedersen({ p, q }, random);
    const before = mortal.commit(5n, 7n);
    mortal.forgetLambda();
    expect(mortal.lambda).toBeUndefined();
    expect(mortal.commit(5n, 7n)).toBe(before);
    expect([String(mortal), JSON.stringify([mortal]), inspect(mortal)].every((text) => text.includes('[secret]'))).toBe(
      true,
    );
    mortal.forget();
    expect(codeFrom(() => mortal.commit(5n, 7n))).toBe('SECRET_WIPED');
    expect(commitPublic(mortal.parameters, 5n, 7n)).toBe(before);
  });
});
