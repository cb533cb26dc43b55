/** Moduli of a committee against each other and against earlier epochs (primitives.md 4.3, item 3). */
import { gcd } from './integers.ts';
import { productOf } from './small-primes.ts';

/** What one party published, by its place in the committee. */
export interface PartyModuli {
  readonly N: bigint;
  readonly Nh: bigint;
}

/**
 * `reused`: equal to a modulus that was published before, or twice by one party. `shared`: a common factor, or the same
 * modulus, of two parties.
 */
export interface ModulusClash {
  readonly reason: 'reused' | 'shared';
  /** Places in the committee, ascending; one if a party clashes with itself or with an earlier epoch. */
  readonly parties: readonly number[];
  /** The party at fault, or `null`: two other parties share a factor, and nobody can tell whose it is. */
  readonly blamed: number | null;
}

interface Owned {
  readonly value: bigint;
  readonly party: number;
}

/**
 * Every clash among the moduli of a committee.
 * @param own this party's place: a clash with one's own modulus is the other's fault, and is not reported by third parties
 * @param earlier every modulus seen for this key before, in this or earlier epochs, of anybody
 */
export function findModulusClashes(
  committee: readonly PartyModuli[],
  own: number,
  earlier: readonly bigint[],
): readonly ModulusClash[] {
  const all = committee.flatMap(({ N, Nh }, party) => [
    { value: N, party },
    { value: Nh, party },
  ]);
  const known = new Set(earlier);
  const reused = all
    .filter(({ value }) => known.has(value))
    .map(({ party }): ModulusClash => ({ reason: 'reused', parties: [party], blamed: party }));
  return distinct([...reused, ...clashesAmong(all, own), ...clashesWithEarlier(all, [...known])]);
}

/** Pairs are looked at only for a modulus that shares something with the product of all others. */
function clashesAmong(all: readonly Owned[], own: number): readonly ModulusClash[] {
  const product = productOf(all.map(({ value }) => value));
  return all.flatMap((one, index) => {
    if (gcd(one.value, (product / one.value) % one.value) === 1n) return [];
    return all
      .slice(index + 1)
      .filter((other) => gcd(one.value, other.value) !== 1n)
      .map((other) => clashOf(one.party, other.party, own));
  });
}

function clashOf(a: number, b: number, own: number): ModulusClash {
  if (a === b) return { reason: 'reused', parties: [a], blamed: a };
  const parties = a < b ? [a, b] : [b, a];
  const blamed = a === own ? b : b === own ? a : null;
  return { reason: 'shared', parties, blamed };
}

/** A factor of an earlier modulus, used again in another product: no prime is ever used twice (primitives.md 4.1). */
function clashesWithEarlier(all: readonly Owned[], earlier: readonly bigint[]): readonly ModulusClash[] {
  const product = productOf(earlier);
  return all
    .filter(({ value }) => gcd(value, product % value) !== 1n)
    .map(({ party }): ModulusClash => ({ reason: 'reused', parties: [party], blamed: party }));
}

function distinct(clashes: readonly ModulusClash[]): readonly ModulusClash[] {
  const seen = new Set<string>();
  return clashes.filter(({ reason, parties }) => {
    const key = `${reason} ${parties.join(' ')}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
