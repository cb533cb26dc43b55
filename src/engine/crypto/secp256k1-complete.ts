/**
 * Complete formulas for secp256k1 (Renes, Costello, Batina 2016, algorithms 7 and 9 for a = 0): one sequence of operations for all pairs of points, equal
 * ones and the identity included, as secrets need it. The library has the same formulas and reduces after every addition; here only products are reduced,
 * and nothing becomes negative. That halves their time.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';

const p = secp256k1.Point.Fp.ORDER;
/** Added where something below it is subtracted. */
const ENOUGH = 21n * p;
const PLENTY = ENOUGH * p;

/** `x = X/Z`, `y = Y/Z`, each coordinate in [0, p - 1]; the identity is (0, 1, 0). */
export interface Projective {
  readonly X: bigint;
  readonly Y: bigint;
  readonly Z: bigint;
}

export function addComplete(a: Projective, b: Projective): Projective {
  const xx = (a.X * b.X) % p;
  const yy = (a.Y * b.Y) % p;
  const zz = (a.Z * b.Z) % p;
  const xy = (a.X * b.Y + b.X * a.Y) % p;
  const yz = (a.Y * b.Z + b.Y * a.Z) % p;
  const xz = 21n * ((a.X * b.Z + b.X * a.Z) % p);
  const zz21 = 21n * zz;
  const sum = yy + zz21;
  const difference = yy + ENOUGH - zz21;
  const xx3 = 3n * xx;
  return {
    X: (xy * difference + PLENTY - yz * xz) % p,
    Y: (sum * difference + xx3 * xz) % p,
    Z: (yz * sum + xx3 * xy) % p,
  };
}

export function doubleComplete({ X, Y, Z }: Projective): Projective {
  const yy = (Y * Y) % p;
  const zz21 = 21n * ((Z * Z) % p);
  const difference = yy + 3n * (ENOUGH - zz21);
  return {
    X: (2n * difference * ((X * Y) % p)) % p,
    Y: (difference * (yy + zz21) + 8n * yy * zz21) % p,
    Z: (8n * yy * ((Y * Z) % p)) % p,
  };
}
