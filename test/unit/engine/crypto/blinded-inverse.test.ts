/** A secret that has to be inverted is blinded before it meets Euclid's algorithm, which branches on its input (primitives.md 1, rule 6). */
import { describe, expect, it, vi } from 'vitest';
import { CrtModulus } from '../../../../src/engine/crypto/crt.ts';
import type * as Integers from '../../../../src/engine/crypto/integers.ts';
import { inverse } from '../../../../src/engine/crypto/integers.ts';
import { PowerModulus } from '../../../../src/engine/crypto/modpow.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { PAILLIER_PRIMES } from './fixture-keys.ts';

vi.mock('../../../../src/engine/crypto/integers.ts', async (original) => {
  const module = await original<typeof Integers>();
  return { ...module, inverse: vi.fn(module.inverse) };
});

const { p, q, N } = PAILLIER_PRIMES[0]!;
const nonce = 123456789n ** 70n % N;

describe('a secret base to a negative power', () => {
  it.each<[string, (e: bigint) => bigint]>([
    ['by the owner of the modulus', (e) => new CrtModulus(p, q, 1).pow(nonce, e)],
    ['by everybody else', (e) => new PowerModulus(N).powSecretBase(SecretInteger.of(nonce), e)],
  ])('%s', (_who, pow) => {
    vi.mocked(inverse).mockClear();
    const power = pow(-(2n ** 200n) - 1n);
    const inverted = vi.mocked(inverse).mock.calls.map(([value]) => value);
    expect((power * pow(2n ** 200n + 1n)) % N).toBe(1n);
    expect(inverted).not.toContain(nonce);
    expect(inverted).not.toContain(pow(2n ** 200n + 1n));
  });
});
