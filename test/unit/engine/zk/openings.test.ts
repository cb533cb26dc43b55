/** What the look at prepared values has to find: faults of the machine, above all one in a half of a CRT exponentiation. */
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../src/base/errors.ts';
import { inverse, mod } from '../../../../src/engine/crypto/integers.ts';
import { G } from '../../../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { inversesOfSecrets } from '../../../../src/engine/crypto/secret-inverse.ts';
import { openingsOfElog, prepareElog } from '../../../../src/engine/zk/elog.ts';
import { finishEncElg, openingsOfEncElg, prepareEncElg, verifyEncElg } from '../../../../src/engine/zk/enc-elg.ts';
import type { PreparedEncElg } from '../../../../src/engine/zk/enc-elg.ts';
import { doAllOpen } from '../../../../src/engine/zk/openings.ts';
import { productOf, scaleTogether } from '../../../../src/engine/zk/own-powers.ts';
import { integerResponse, nonceResponse, scalarResponse } from '../../../../src/engine/zk/own-responses.ts';
import { multiplyBaseSecret } from '../../../../src/engine/crypto/secp256k1.ts';
import { ctx, encElgCase, key, random } from './enc-elg-case.ts';

const { N } = key.publicKey;
const logA = SecretInteger.of(987n);
const A = multiplyBaseSecret(logA);
const { statement, witness } = encElgCase(12345n);
const known = { key, A, logA, RP: statement.RP, x: witness.x };
const isFound = (damage: (prepared: PreparedEncElg) => object): boolean => {
  const prepared = prepareEncElg(known, random);
  return !doAllOpen([openingsOfEncElg(known, { ...prepared, ...damage(prepared) })]);
};

/** The value as a fault in the half of q leaves it: right modulo `p^2`, anything modulo `q^2`. */
const withFaultModQ = (value: bigint): bigint =>
  key.usePrimes((p, q) => mod(value + p * p * mod(12345n * inverse(p * p, q * q), q * q), N * N));

describe('the look at prepared values', () => {
  it('lets undamaged ones pass, and finds a CRT fault', () => {
    expect(isFound(() => ({}))).toBe(false);
    expect(isFound(({ D }) => ({ D: withFaultModQ(D) }))).toBe(true);
  });

  it.each(['S', 'T', 'D'] as const)('finds one flipped bit in %s', (field) => {
    expect(isFound((prepared) => ({ [field]: prepared[field] ^ (1n << 1000n) }))).toBe(true);
  });

  it('finds fields that were mixed up, a wrong point, and a nonce that is no unit', () => {
    expect(isFound(({ Y, Z }) => ({ Y: Z, Z: Y }))).toBe(true);
    expect(isFound(({ S, T }) => ({ S: T, T: S }))).toBe(true);
    expect(isFound(({ Z }) => ({ Z: Z.add(G) }))).toBe(true);
    const multiple = SecretInteger.of(key.usePrimes((p) => p));
    expect(isFound(({ al }) => ({ r: multiple, D: key.encrypt(al, multiple) }))).toBe(true);
  });

  it('looks at every point of Pi-elog', () => {
    const prepared = prepareElog({ X: A, logX: logA, h: G }, random);
    expect(doAllOpen([openingsOfElog(logA, prepared)])).toBe(true);
    for (const field of ['A', 'Nn', 'B'] as const) {
      const damaged = { ...prepared, [field]: prepared.A.add(G) };
      expect(doAllOpen([openingsOfElog(logA, damaged)])).toBe(false);
    }
  });

  it('and responses in two ways give the proof that verifies; a wrong inverse is found', () => {
    const rho = witness.rho.use((value) => value);
    const [rhoInverse = 0n] = inversesOfSecrets([rho], N);
    const finish = (inverseOfRho: bigint) =>
      finishEncElg({
        ctx,
        statement,
        witness: { ...witness, rhoInverse: SecretInteger.of(inverseOfRho) },
        prepared: prepareEncElg({ key, A: statement.A, RP: statement.RP, x: witness.x }, random),
      });
    expect(verifyEncElg(ctx, statement, finish(rhoInverse)).ok).toBe(true);
    expect(codeOf(caught(() => finish(rhoInverse + 1n)))).toBe('LOCAL_BUG');
  });
});

describe('responses and powers', () => {
  const secret = SecretInteger.of(-5n);

  it('are right for challenges of both signs', () => {
    const mask = SecretInteger.of(7n);
    const [value, inverted] = [3n, inverse(3n, N)].map((v) => SecretInteger.of(v));
    for (const e of [11n, -11n]) {
      expect(integerResponse('t', mask, e, secret)).toBe(7n - 5n * e);
      expect(scalarResponse('t', mask, e, secret)).toBe(
        mod(7n - 5n * e, 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n),
      );
      const power = e > 0n ? 3n ** e : inverse(3n ** -e, N);
      expect(nonceResponse('t', mask, e, { value: value!, inverse: inverted! }, N)).toBe(mod(7n * power, N));
    }
  });

  it('of one ciphertext by several secrets, of both signs', () => {
    const c = statement.C;
    const factors = [3n, -2n, 0n, -4n].map((v) => SecretInteger.of(v));
    const inverted = inverse(c, N * N);
    const expected = [c ** 3n, inverted ** 2n, 1n, inverted ** 4n].map((v) => v % (N * N));
    expect(scaleTogether(key.publicKey, c, factors)).toEqual(expected);
    expect(productOf(key.publicKey, c, inverted)).toBe(1n);
  });

  it('of several inverses none is wrong, and a multiple of a factor has none', () => {
    const values = [5n, 7n, N - 2n];
    expect(inversesOfSecrets(values, N).map((v, i) => mod(v * values[i]!, N))).toEqual([1n, 1n, 1n]);
    expect(codeOf(caught(() => inversesOfSecrets([5n, key.usePrimes((p) => p)], N)))).toBe('NOT_INVERTIBLE');
  });
});

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
