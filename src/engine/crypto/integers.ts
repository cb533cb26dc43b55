/** Exact integer arithmetic on public values (primitives.md 1). Secrets take no part in anything here that branches on its input. */
import { bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';

/** Representative of `a` in [0, m - 1], `m > 0`. */
export function mod(a: bigint, m: bigint): bigint {
  const r = a % m;
  return r < 0n ? r + m : r;
}

/** Representative of `a` in [-(N-1)/2, (N-1)/2], `N` odd. */
export function smod(a: bigint, N: bigint): bigint {
  const r = mod(a, N);
  return r > N >> 1n ? r - N : r;
}

/** Greatest common divisor, never negative. Public values only. */
export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/**
 * Inverse of `a` modulo `m`, in [0, m - 1]. Public values only: a secret is blinded first (`secret-inverse.ts`).
 * @throws AppError `NOT_INVERTIBLE` when `gcd(a, m) != 1`; for a received value that is a fault of its sender.
 */
export function inverse(a: bigint, m: bigint): bigint {
  let [r0, r1] = [m, mod(a, m)];
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  if (r0 !== 1n) {
    throw new AppError({ code: 'NOT_INVERTIBLE', kind: 'peer', message: 'A value has no inverse modulo its modulus.' });
  }
  return mod(t0, m);
}

/**
 * Inverse of `a` modulo `N^2`: Newton's step lifts the inverse modulo N, three times faster than Euclid on N^2.
 * @throws as `inverse`
 */
export function inverseModSquare(a: bigint, N: bigint): bigint {
  const x = inverse(a, N);
  return mod(x * (2n - a * x), N * N);
}

/** Whether `v` is in Z*_m: `1 <= v < m` and `gcd(v, m) = 1`. */
export function isUnit(v: bigint, m: bigint): boolean {
  return v >= 1n && v < m && gcd(v, m) === 1n;
}

/** Whether all values are in Z*_m; one gcd for all of them, because a product is a unit exactly if its factors are. */
export function areUnits(values: readonly bigint[], m: bigint): boolean {
  let product = 1n;
  for (const v of values) {
    if (v < 1n || v >= m) return false;
    product = (product * v) % m;
  }
  return gcd(product, m) === 1n;
}

/** Number of bits of `|v|`; 0 has none. */
export function bitLength(v: bigint): number {
  const hex = (v < 0n ? -v : v).toString(16);
  return hex === '0' ? 0 : 4 * (hex.length - 1) + (32 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

/** The integer r with `r^2 <= n < (r+1)^2`. @throws RangeError for a negative `n` */
export function isqrt(n: bigint): bigint {
  return iroot(n, 2);
}

/** The integer r with `r^k <= n < (r+1)^k`, by Newton's iteration from above. @throws RangeError for a negative `n` */
export function iroot(n: bigint, k: number): bigint {
  if (n < 0n) throw new RangeError('a root of a negative integer');
  if (n < 2n) return n;
  const degree = BigInt(k);
  let r = 1n << BigInt(Math.ceil(bitLength(n) / k));
  for (;;) {
    const next = ((degree - 1n) * r + n / r ** (degree - 1n)) / degree;
    if (next >= r) return r;
    r = next;
  }
}

/** Jacobi symbol (a/n), `n` odd and positive. Public values only. @throws RangeError for an even or negative `n` */
export function jacobi(a: bigint, n: bigint): -1 | 0 | 1 {
  if (n <= 0n || (n & 1n) === 0n) throw new RangeError('the Jacobi symbol needs an odd positive modulus');
  let [x, m] = [mod(a, n), n];
  let sign: -1 | 1 = 1;
  while (x !== 0n) {
    const twos = trailingZeros(x);
    x >>= BigInt(twos);
    const residue = Number(m & 7n);
    if (twos % 2 === 1 && (residue === 3 || residue === 5)) sign = sign === 1 ? -1 : 1;
    if ((x & 3n) === 3n && (m & 3n) === 3n) sign = sign === 1 ? -1 : 1;
    [x, m] = [m % x, x];
  }
  return m === 1n ? sign : 0;
}

function trailingZeros(v: bigint): number {
  let count = 0;
  while ((v & (1n << BigInt(count))) === 0n) count += 1;
  return count;
}

/** Big-endian bytes to a non-negative integer; no bytes are 0. */
export function integerFromBytes(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`);
}

/** Big-endian, exactly `byteLength` bytes. @throws RangeError for a negative integer or one that needs more bytes */
export function integerToBytes(v: bigint, byteLength: number): Uint8Array {
  if (v < 0n || v >> BigInt(8 * byteLength) !== 0n) throw new RangeError('an integer does not fit its byte length');
  const hex = v.toString(16).padStart(2 * byteLength, '0');
  const bytes = new Uint8Array(byteLength);
  for (let i = 0; i < byteLength; i += 1) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
