import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { assertParameters, profileOf, type Profile } from '../../../../src/engine/crypto/parameters.ts';
import { forgetAll, respond, SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { codeFrom } from './codes.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('profiles', () => {
  it('have exact lengths', () => {
    expect(profileOf('P128')).toEqual({ name: 'P128', modulusBits: 3072, modulusBytes: 384, primeBits: 1536 });
    expect(profileOf('P112')).toEqual({ name: 'P112', modulusBits: 2048, modulusBytes: 256, primeBits: 1024 });
    expect(profileOf('TEST')).toEqual({ name: 'TEST', modulusBits: 2048, modulusBytes: 256, primeBits: 1024 });
    for (const name of ['', 'P256', 'toString', '__proto__'])
      expect(codeFrom(() => profileOf(name))).toBe('PROFILE_UNKNOWN');
  });

  it('TEST exists in tests only', () => {
    for (const environment of ['production', 'development', '']) {
      vi.stubEnv('NODE_ENV', environment);
      expect(codeFrom(() => profileOf('TEST'))).toBe('PROFILE_TEST_ONLY');
      expect(profileOf('P128').modulusBits).toBe(3072);
    }
  });

  it('fit every committee up to 64, and no shorter modulus fits', () => {
    for (const name of ['P128', 'P112', 'TEST']) {
      for (const [n, t] of [
        [2, 2],
        [3, 2],
        [64, 2],
        [64, 64],
      ] as const) {
        expect(codeFrom(() => assertParameters(profileOf(name), n, t))).toBeUndefined();
      }
    }
    // The largest of the constraints: 1280 + 512 + 160 + 5 + 6 bits for 64 parties; 2 (250 + 768) bits for Pi-fac.
    const short = (modulusBits: number): Profile => ({ ...profileOf('P112'), modulusBits });
    expect(codeFrom(() => assertParameters(short(2036), 64, 2))).toBeUndefined();
    expect(codeFrom(() => assertParameters(short(2034), 64, 2))).toBe('PARAMETERS_UNSAFE');
    expect(codeFrom(() => assertParameters(short(1024), 2, 2))).toBe('PARAMETERS_UNSAFE');
  });

  it.each([
    [1, 1],
    [2, 1],
    [2, 3],
    [65, 2],
    [3.5, 2],
    [3, 2.5],
    [Number.NaN, 2],
  ])('refuses %s parties of whom %s sign', (n, t) => {
    expect(codeFrom(() => assertParameters(profileOf('P128'), n, t))).toBe('COMMITTEE_SIZE');
  });
});

describe('secret integers', () => {
  it('lend their value, and show nothing of it', () => {
    const secret = SecretInteger.of(123_456_789n);
    expect(secret.use((v) => v)).toBe(123_456_789n);
    const shown = [String(secret), JSON.stringify({ secret }), inspect(secret), inspect({ nested: [secret] })];
    expect(shown.some((text) => text.includes('123456789') || text.includes('75bcd15'))).toBe(false);
    expect(Object.values(secret)).toEqual([]);
  });

  it('answer a challenge, and are gone when forgotten', () => {
    const [mask, secret] = [SecretInteger.of(1000n), SecretInteger.of(7n)];
    expect(respond(mask, -3n, secret)).toBe(979n);
    forgetAll(mask, undefined, secret);
    expect([mask.isForgotten, secret.isForgotten]).toEqual([true, true]);
    expect(codeFrom(() => secret.use((v) => v))).toBe('SECRET_WIPED');
  });
});
