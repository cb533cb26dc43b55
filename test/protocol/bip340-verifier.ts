/** A BIP-340 verifier written from the BIP with plain integers: nothing in common with the library. Slow, for public values, for tests. */
import { createHash } from 'node:crypto';

const p = 2n ** 256n - 2n ** 32n - 977n;
const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const G: Affine = [
  0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
];

type Affine = readonly [bigint, bigint];

const mod = (a: bigint): bigint => ((a % p) + p) % p;
const toInt = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

function pow(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(base)];
  for (let e = exponent; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

function add(a: Affine | undefined, b: Affine | undefined): Affine | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a[0] === b[0] && mod(a[1] + b[1]) === 0n) return undefined;
  const slope = a[0] === b[0] ? 3n * a[0] * a[0] * pow(2n * a[1], p - 2n) : (b[1] - a[1]) * pow(b[0] - a[0], p - 2n);
  const x = mod(slope * slope - a[0] - b[0]);
  return [x, mod(slope * (a[0] - x) - a[1])];
}

function multiply(point: Affine, scalar: bigint): Affine | undefined {
  let sum: Affine | undefined;
  for (let k = scalar, power: Affine | undefined = point; k > 0n; k >>= 1n, power = add(power, power)) {
    if ((k & 1n) === 1n) sum = add(sum, power);
  }
  return sum;
}

function liftX(x: bigint): Affine | undefined {
  if (x >= p) return undefined;
  const square = mod(x ** 3n + 7n);
  const y = pow(square, (p + 1n) / 4n);
  if (mod(y * y) !== square) return undefined;
  return [x, (y & 1n) === 0n ? y : p - y];
}

function taggedHash(tag: string, data: Uint8Array): Uint8Array {
  const prefix = createHash('sha256').update(tag).digest();
  return createHash('sha256').update(prefix).update(prefix).update(data).digest();
}

export function verifyBip340(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const P = liftX(toInt(publicKey));
  const r = toInt(signature.slice(0, 32));
  const s = toInt(signature.slice(32, 64));
  if (publicKey.length !== 32 || signature.length !== 64 || P === undefined || r >= p || s >= n) return false;
  const e = toInt(taggedHash('BIP0340/challenge', Buffer.concat([signature.slice(0, 32), publicKey, message]))) % n;
  const R = add(multiply(G, s), multiply(P, n - e));
  return R !== undefined && (R[1] & 1n) === 0n && R[0] === r;
}
