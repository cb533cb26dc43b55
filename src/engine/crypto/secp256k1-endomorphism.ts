/**
 * The endomorphism of secp256k1: `(x, y) -> (beta·x, y)` is multiplication by lambda. A scalar of 256 bits becomes two of 128, which halves the doublings
 * of a simultaneous multiplication. Public scalars only: the split branches.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';

const n = secp256k1.Point.Fn.ORDER;
/** A cube root of 1 modulo the field's prime. */
export const BETA = 0x7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501een;
/** Two short vectors (a, b) with `a + b·lambda = 0 mod n`. */
const [A1, B1] = [0x3086d221a7d46bcde86c90e49284eb15n, -0xe4437ed6010e88286f547fa90abfe4c3n];
const [A2, B2] = [0x114ca50f7a8e2f3f657c1108d9d44cfd8n, A1];
/** Scalars up to here are short enough as they are. */
const SHORT = 1n << 130n;

/** `[k1, k2]` with `scalar = k1 + k2·lambda mod n`, both below 2^130 in absolute value. @param scalar in [0, n - 1] */
export function splitScalar(scalar: bigint): readonly [bigint, bigint] {
  if (scalar < SHORT) return [scalar, 0n];
  const c1 = rounded(B2 * scalar);
  const c2 = rounded(-B1 * scalar);
  return [scalar - c1 * A1 - c2 * A2, -c1 * B1 - c2 * B2];
}

/** The integer nearest to `v / n`, `v` not negative. */
function rounded(v: bigint): bigint {
  return (v + n / 2n) / n;
}
