/** Inverting a secret: blinded, because Euclid's algorithm branches on its input (primitives.md 1, rule 6). */
import { randomBytes } from 'node:crypto';
import { inverse, mod } from './integers.ts';
import { randomUnit } from './sampling.ts';

/** `a^-1 mod m` computed as `r·(a·r)^-1` for a fresh random unit r. The result does not depend on r. */
export function inverseOfSecret(a: bigint, m: bigint): bigint {
  const r = randomUnit((byteLength) => new Uint8Array(randomBytes(byteLength)), m);
  return mod(r * inverse(mod(a * r, m), m), m);
}
