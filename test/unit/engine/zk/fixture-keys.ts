/** Published moduli of the vectors, as keys. Production code refuses them. */
import { PaillierPrivateKey } from '../../../../src/engine/crypto/paillier.ts';
import { makeRingPedersen, type RingPedersenOwner } from '../../../../src/engine/crypto/ring-pedersen.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import fixtures from '../../../vectors/fixtures.json' with { type: 'json' };

const integer = (hex: string): bigint => BigInt(`0x${hex}`);

/** Both primes of one published modulus. */
export function fixturePrimes(
  kind: 'paillier' | 'ringPedersen',
  index: number,
  profile: 'P112' | 'P128' = 'P112',
): { readonly p: bigint; readonly q: bigint } {
  const found = fixtures[profile][kind][index];
  if (found === undefined) throw new Error(`no fixture ${index}`);
  return { p: integer(found.p), q: integer(found.q) };
}

export function fixturePaillier(index: number, profile: 'P112' | 'P128' = 'P112'): PaillierPrivateKey {
  const { p, q } = fixturePrimes('paillier', index, profile);
  return new PaillierPrivateKey(p, q);
}

/** The bases are the same in every run. */
export function fixtureRingPedersen(index: number, profile: 'P112' | 'P128' = 'P112'): RingPedersenOwner {
  const owner = makeRingPedersen(
    fixturePrimes('ringPedersen', index, profile),
    testRng(`ring-pedersen/${profile}/${index}`),
  );
  // As in production after Pi-prm: the discrete logarithm of s is gone.
  owner.forgetLambda();
  return owner;
}
