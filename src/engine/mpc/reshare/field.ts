/** Shamir sharing over the order of any of our groups (primitives.md 10), and secret polynomials that can be forgotten. */
import type { Random } from '../../../base/random.ts';
import { inverse, mod } from '../../crypto/integers.ts';
import { randomBelow } from '../../crypto/sampling.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import type { Group } from '../frost/group.ts';

/** Lagrange coefficient of `id` for the interpolation at `at` over `ids`. Public values, distinct modulo `order`. */
export function lagrange(order: bigint, ids: readonly bigint[], id: bigint, at = 0n): bigint {
  let numerator = 1n;
  let denominator = 1n;
  for (const other of ids) {
    if (other === id) continue;
    numerator = mod(numerator * (at - other), order);
    denominator = mod(denominator * (id - other), order);
  }
  return mod(numerator * inverse(denominator, order), order);
}

/** Uniform in [1, order - 1]. */
export function randomScalarOf(group: Group, random: Random): bigint {
  return 1n + randomBelow(random, group.order - 1n);
}

/** `secret·G`, or `undefined` for the identity. Constant time. */
export function commitTo(group: Group, secret: SecretInteger): Uint8Array | undefined {
  return secret.use((value) => (value === 0n ? undefined : group.multiplyBase(value)));
}

/** The coefficient commitments of the polynomial through points at `ids`; `undefined` where one is the identity. */
export function interpolate(
  group: Group,
  ids: readonly bigint[],
  points: readonly Uint8Array[],
): (Uint8Array | undefined)[] {
  const bases = ids.map((id) => basisPolynomial(group.order, ids, id));
  return ids.map((_, k) => {
    const scalars = bases.map((basis) => basis[k] ?? 0n);
    return group.combine(points, scalars);
  });
}

/** Coefficients, constant term first, of the polynomial that is 1 at `id` and 0 at every other of `ids`. */
function basisPolynomial(order: bigint, ids: readonly bigint[], id: bigint): bigint[] {
  let coefficients = [1n];
  for (const other of ids) {
    if (other === id) continue;
    const scale = inverse(id - other, order);
    coefficients = [0n, ...coefficients].map((shifted, k) =>
      mod((shifted - other * (coefficients[k] ?? 0n)) * scale, order),
    );
  }
  return coefficients;
}

/** A random polynomial with a given constant term. Everything in it is secret; whoever makes one forgets it. */
export class SecretPolynomial {
  readonly #group: Group;
  readonly #coefficients: readonly SecretInteger[];

  /** Takes over `constant`. `length` coefficients, that is degree `length - 1`. */
  constructor(group: Group, constant: SecretInteger, length: number, random: Random) {
    this.#group = group;
    const others = Array.from({ length: length - 1 }, () => SecretInteger.of(randomScalarOf(group, random)));
    this.#coefficients = [constant, ...others];
  }

  /** `coefficient·G` for each; `undefined` where it is the identity. */
  commitments(): (Uint8Array | undefined)[] {
    return this.#coefficients.map((coefficient) => commitTo(this.#group, coefficient));
  }

  /** The value at `x`, by Horner's rule. */
  at(x: bigint): SecretInteger {
    let sum = 0n;
    for (const coefficient of this.#coefficients.toReversed()) {
      sum = coefficient.use((value) => mod(sum * x + value, this.#group.order));
    }
    return SecretInteger.of(sum);
  }

  forget(): void {
    forgetAll(...this.#coefficients);
  }
}
