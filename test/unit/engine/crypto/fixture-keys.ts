/** Keys of the published test moduli (test/vectors/fixtures.json). Profile TEST only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { paillierPrivateKey, type PaillierPrivateKey } from '../../../../src/engine/crypto/paillier.ts';
import { makeRingPedersen, type RingPedersenOwner } from '../../../../src/engine/crypto/ring-pedersen.ts';
import { testRng } from '../../../protocol/test-rng.ts';

const factors = z.object({ p: z.string(), q: z.string(), N: z.string(), sha256: z.string() });
const modules = z.object({ paillier: z.array(factors), ringPedersen: z.array(factors) });
const bad = z.record(z.string(), z.object({ factors: z.array(z.string()) }));

const file = z
  .object({ P112: modules, P128: modules, bad })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../vectors/fixtures.json'), 'utf8')));

export interface FixturePrimes {
  readonly p: bigint;
  readonly q: bigint;
  readonly N: bigint;
}

const read = ({ p, q, N }: z.infer<typeof factors>): FixturePrimes => ({
  p: BigInt(`0x${p}`),
  q: BigInt(`0x${q}`),
  N: BigInt(`0x${N}`),
});

/** Six Paillier moduli of 2048 bits. */
export const PAILLIER_PRIMES: readonly FixturePrimes[] = file.P112.paillier.map(read);
/** Six ring-Pedersen moduli of 2048 bits. */
export const RING_PEDERSEN_PRIMES: readonly FixturePrimes[] = file.P112.ringPedersen.map(read);
/** Three and three moduli of 3072 bits. */
export const PRIMES_3072: readonly FixturePrimes[] = [...file.P128.paillier, ...file.P128.ringPedersen].map(read);

/** The product of the factors of a deliberately bad modulus. */
export function badModulus(name: string): bigint {
  return (file.bad[name]?.factors ?? []).reduce((product, factor) => product * BigInt(`0x${factor}`), 1n);
}

function at(primes: readonly FixturePrimes[], index: number): FixturePrimes {
  const found = primes[index];
  if (found === undefined) throw new Error(`no fixture ${index}`);
  return found;
}

export function fixturePaillier(index: number): PaillierPrivateKey {
  const { p, q } = at(PAILLIER_PRIMES, index);
  return paillierPrivateKey(p, q);
}

export function fixtureRingPedersen(index: number): RingPedersenOwner {
  return makeRingPedersen(at(RING_PEDERSEN_PRIMES, index), testRng(`ring-pedersen ${index}`));
}
