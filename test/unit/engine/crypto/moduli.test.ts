import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPrimeSync, generatePrimeSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findModulusClashes } from '../../../../src/engine/crypto/committee-moduli.ts';
import { iroot } from '../../../../src/engine/crypto/integers.ts';
import { profileOf, type Profile } from '../../../../src/engine/crypto/parameters.ts';
import { checkReceivedModulus, filterModulus } from '../../../../src/engine/crypto/received-modulus.ts';
import { isPublishedModulus } from '../../../../src/engine/crypto/refused-moduli.ts';
import { badModulus, PAILLIER_PRIMES, PRIMES_3072, RING_PEDERSEN_PRIMES } from './fixture-keys.ts';

const TEST = profileOf('TEST');
const P128 = profileOf('P128');
const N = (index: number): bigint => PAILLIER_PRIMES[index]?.N ?? 0n;
const Nh = (index: number): bigint => RING_PEDERSEN_PRIMES[index]?.N ?? 0n;
const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true });

/** The largest k-th power of a prime that has 2048 bits. */
function power(k: number): bigint {
  let root = iroot((1n << 2048n) - 1n, k);
  while (!checkPrimeSync(root)) root -= 1n;
  return root ** BigInt(k);
}

describe('a received modulus', () => {
  it.each<[string, bigint, Profile, string]>([
    ['zero', 0n, TEST, 'length'],
    ['negative', -N(0), TEST, 'length'],
    ['one bit short', badModulus('short2047'), TEST, 'length'],
    ['one bit long', 2n * N(0) + 1n, TEST, 'length'],
    ['of another profile', N(0), P128, 'length'],
    ['even', N(0) - 1n, TEST, 'even'],
    ['with factors of 16 bits', badModulus('bitforge16'), TEST, 'small-factor'],
    ['a square', power(2), TEST, 'perfect-power'],
    ['a cube', power(3), TEST, 'perfect-power'],
    ['an eleventh power', power(11), TEST, 'perfect-power'],
    ['a prime', prime(2048), TEST, 'prime'],
  ])('%s is refused', (_name, modulus, profile, fault) => {
    expect(filterModulus(modulus, profile)).toEqual({ ok: false, fault });
    expect(checkReceivedModulus(modulus, profile)).toEqual({ ok: false, fault });
  });

  it('passes the filter when only proofs can tell that it is bad', () => {
    for (const name of ['eightPrimes', 'threePrimes', 'bitforge17', 'small200', 'notBlum', 'factor506']) {
      expect(filterModulus(badModulus(name), TEST)).toEqual({ ok: true });
    }
  });

  it('with published factors is for tests only', () => {
    for (const { N: modulus } of PRIMES_3072) {
      expect(checkReceivedModulus(modulus, P128)).toEqual({ ok: false, fault: 'published' });
      expect(filterModulus(modulus, P128)).toEqual({ ok: true });
    }
    expect(checkReceivedModulus(N(0), profileOf('P112'))).toEqual({ ok: false, fault: 'published' });
    expect(checkReceivedModulus(N(0), TEST)).toEqual({ ok: true });
  });

  it('every modulus of the fixture file is on the list, and its factors are right', () => {
    const bad = Object.keys(
      (JSON.parse(readFileSync(join(import.meta.dirname, '../../../vectors/fixtures.json'), 'utf8')) as { bad: object })
        .bad,
    );
    for (const { p, q, N: modulus } of [...PAILLIER_PRIMES, ...RING_PEDERSEN_PRIMES, ...PRIMES_3072]) {
      expect(p * q).toBe(modulus);
      expect(isPublishedModulus(modulus)).toBe(true);
    }
    for (const name of bad) expect(isPublishedModulus(badModulus(name))).toBe(true);
    expect(isPublishedModulus(N(0) + 2n)).toBe(false);
    expect(isPublishedModulus(0n)).toBe(false);
  });
});

describe('moduli of a committee', () => {
  const committee = [0, 1, 2].map((i) => ({ N: N(i), Nh: Nh(i) }));
  const replaced = (party: number, change: Partial<{ N: bigint; Nh: bigint }>) =>
    committee.map((moduli, i) => (i === party ? { ...moduli, ...change } : moduli));
  const common = (PAILLIER_PRIMES[0]?.p ?? 0n) * (PAILLIER_PRIMES[5]?.q ?? 0n);

  it('finds nothing among fresh ones', () => {
    expect(findModulusClashes(committee, 0, [N(4), Nh(4)])).toEqual([]);
  });

  it('blames nobody for a factor that two others share', () => {
    expect(findModulusClashes(replaced(1, { Nh: common }), 2, [])).toEqual([
      { reason: 'shared', parties: [0, 1], blamed: null },
    ]);
    expect(findModulusClashes(replaced(2, { N: N(1) }), 0, [])).toEqual([
      { reason: 'shared', parties: [1, 2], blamed: null },
    ]);
  });

  it('blames whoever shares a factor with this party', () => {
    expect(findModulusClashes(replaced(1, { Nh: common }), 0, [])).toEqual([
      { reason: 'shared', parties: [0, 1], blamed: 1 },
    ]);
    expect(findModulusClashes(replaced(0, { N: Nh(2) }), 2, [])).toEqual([
      { reason: 'shared', parties: [0, 2], blamed: 0 },
    ]);
  });

  it('blames whoever uses one modulus, or one prime, twice or again', () => {
    expect(findModulusClashes(replaced(1, { Nh: N(1) }), 0, [])).toEqual([
      { reason: 'reused', parties: [1], blamed: 1 },
    ]);
    expect(findModulusClashes(committee, 0, [Nh(2)])).toEqual([{ reason: 'reused', parties: [2], blamed: 2 }]);
    expect(findModulusClashes(committee, 0, [N(2), common])).toEqual([
      { reason: 'reused', parties: [2], blamed: 2 },
      { reason: 'reused', parties: [0], blamed: 0 },
    ]);
  });
});
