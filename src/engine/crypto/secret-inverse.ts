/** Inverting a secret: blinded, because Euclid's algorithm branches on its input (primitives.md 1, rule 6). */
import { randomBytes } from 'node:crypto';
import { inverse, mod } from './integers.ts';
import { randomUnit } from './sampling.ts';

/** `a^-1 mod m` computed as `r·(a·r)^-1` for a fresh random unit r. The result does not depend on r. */
export function inverseOfSecret(a: bigint, m: bigint): bigint {
  const r = randomUnit((byteLength) => new Uint8Array(randomBytes(byteLength)), m);
  return mod(r * inverse(mod(a * r, m), m), m);
}

/**
 * The inverses of several secrets modulo m, from one inversion of their product.
 * @throws AppError `NOT_INVERTIBLE` unless all of them are units
 */
export function inversesOfSecrets(values: readonly bigint[], m: bigint): readonly bigint[] {
  // before[i] is the product of the first i values
  const before = [1n];
  for (const value of values) before.push(mod((before.at(-1) ?? 1n) * value, m));
  let inverseOfAll = inverseOfSecret(before.at(-1) ?? 1n, m);
  const inverses: bigint[] = [];
  for (const [i, value] of [...values.entries()].toReversed()) {
    inverses.push(mod(inverseOfAll * (before[i] ?? 1n), m));
    inverseOfAll = mod(inverseOfAll * value, m);
  }
  return inverses.toReversed();
}
