/** The curve of ECDSA keys (primitives.md 9): strict decoding, and multiplication kept apart for secret and public scalars. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { DecodeError, pointCodec as pointBytesCodec, scalarCodec as scalarBytesCodec } from '../../base/tlv-decode.ts';
import type { TlvCodec } from '../../base/tlv-decode.ts';
import { integerFromBytes, integerToBytes, mod } from './integers.ts';
import { combineInJacobian } from './secp256k1-combine.ts';
import { multiplesOf } from './secp256k1-secret.ts';
import type { SecretInteger } from './secret-integer.ts';

const { Point } = secp256k1;

/** A point of the curve, the identity included. */
export type Point = InstanceType<typeof Point>;

/** Prime order of the group. */
export const q: bigint = Point.Fn.ORDER;
/** The generator. */
export const G: Point = Point.BASE;
export const IDENTITY: Point = Point.ZERO;

/** @throws DecodeError unless `bytes` is the 33-byte compressed encoding of a point of the curve (never the identity) */
export function pointFromBytes(bytes: Uint8Array): Point {
  if (bytes.length !== 33) throw new DecodeError('a point has another length');
  try {
    return Point.fromBytes(bytes);
  } catch {
    throw new DecodeError('a point is not on its curve');
  }
}

/** 33 bytes, compressed; the identity is the single byte 0, which no decoder here accepts. */
export function pointToBytes(point: Point): Uint8Array {
  return point.is0() ? new Uint8Array(1) : point.toBytes(true);
}

/** `scalar·P` in constant time; any integer, reduced mod q. */
export function multiplySecret(point: Point, scalar: SecretInteger): Point {
  return scalar.use((k) => multiplyConstantTime(point, mod(k, q)));
}

/** `scalar·G` in constant time; any integer, reduced mod q. */
export function multiplyBaseSecret(scalar: SecretInteger): Point {
  return multiplySecret(G, scalar);
}

/** `scalar·P` for every scalar, in constant time and for less than one by one; any integers, reduced mod q. */
export function multiplySecretEach(point: Point, scalars: readonly SecretInteger[]): readonly Point[] {
  return multiplesOf(
    point,
    scalars.map((scalar) => scalar.use((k) => mod(k, q))),
  );
}

function multiplyConstantTime(point: Point, k: bigint): Point {
  // The library refuses these two; an honest secret meets them with probability 2^-256.
  return k === 0n || point.is0() ? IDENTITY : point.multiply(k);
}

/** `scalar·P`, public inputs only; any integer, reduced mod q. */
export function multiplyPublic(point: Point, scalar: bigint): Point {
  const k = mod(scalar, q);
  // The library keeps a table for the generator
  if (point === G && k !== 0n) return point.multiplyUnsafe(k);
  return combineInJacobian([[point, k]]);
}

/** `sum k_i·P_i`, public inputs only; any integers, reduced mod q. */
export function combinePublic(terms: readonly (readonly [Point, bigint])[]): Point {
  return combineInJacobian(terms.map(([point, scalar]) => [point, mod(scalar, q)]));
}

/** Sum of points; of none it is the identity. */
export function sumPoints(points: readonly Point[]): Point {
  return points.reduce((sum, point) => sum.add(point), IDENTITY);
}

/** A point other than the identity, on the wire and in hashes (33 bytes). */
export const pointCodec: TlvCodec<Point> = {
  toValue: (point) => pointBytesCodec(33).toValue(pointToBytes(point)),
  read: (reader) => pointFromBytes(pointBytesCodec(33).read(reader)),
};

/** An integer in [0, q - 1], 32 bytes. Received ones are refused when they are not below q, never reduced. */
export const scalarCodec: TlvCodec<bigint> = {
  toValue: (scalar) => scalarBytesCodec.toValue(integerToBytes(scalar, 32)),
  read: (reader) => {
    const scalar = integerFromBytes(scalarBytesCodec.read(reader));
    if (scalar >= q) throw new DecodeError('a scalar is not below the group order');
    return scalar;
  },
};
