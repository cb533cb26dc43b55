/** What the prover's own check has to find: faults of its machine, above all in one half of a CRT exponentiation. */
import { describe, expect, it } from 'vitest';
import { inverse, mod } from '../../../../src/engine/crypto/integers.ts';
import { proveEncElg, prepareEncElg, type PreparedEncElg } from '../../../../src/engine/zk/enc-elg.ts';
import { ctx, encElgCase, key, random } from './enc-elg-case.ts';

const { statement, witness } = encElgCase(12345n);
const { N } = key.publicKey;

/** The value as a fault in the half of q leaves it: right modulo `p^2`, anything modulo `q^2`. */
function withFaultModQ(value: bigint): bigint {
  return key.usePrimes((p, q) => {
    const [pp, qq] = [p * p, q * q];
    return value + pp * mod(12345n * inverse(pp, qq), qq);
  });
}

const codeOfProving = (damage: (prepared: PreparedEncElg) => object): unknown => {
  const prepared = prepareEncElg({ ...statement, ...witness }, random);
  try {
    proveEncElg(ctx, statement, witness, random, { ...prepared, ...damage(prepared) });
    return 'sent';
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('the prover’s own check', () => {
  it('lets an undamaged proof pass', () => {
    expect(codeOfProving(() => ({}))).toBe('sent');
  });

  it('finds a CRT fault, which would publish a factor of N', () => {
    const { D } = prepareEncElg({ ...statement, ...witness }, random);
    const faulty = mod(withFaultModQ(D), N * N);
    // The attack that it prevents: the difference to the right value is a multiple of p, and not of q.
    key.usePrimes((p, q) => expect([(faulty - D) % p, (faulty - D) % q === 0n]).toEqual([0n, false]));
    expect(codeOfProving((prepared) => ({ D: mod(withFaultModQ(prepared.D), N * N) }))).toBe('LOCAL_BUG');
  });

  it('finds a CRT fault in the ciphertext that is proven', () => {
    const C = mod(withFaultModQ(statement.C), N * N);
    expect(() => proveEncElg(ctx, { ...statement, C }, witness, random)).toThrow(
      expect.objectContaining({ code: 'LOCAL_BUG' }),
    );
  });

  it.each(['S', 'T', 'D'] as const)('finds one flipped bit in %s', (field) => {
    expect(codeOfProving((prepared) => ({ [field]: prepared[field] ^ (1n << 1000n) }))).toBe('LOCAL_BUG');
  });

  it('finds fields that were mixed up, although their errors are equal and opposite', () => {
    expect(codeOfProving(({ Y, Z }) => ({ Y: Z, Z: Y }))).toBe('LOCAL_BUG');
    expect(codeOfProving(({ S, T }) => ({ S: T, T: S }))).toBe('LOCAL_BUG');
  });
});
