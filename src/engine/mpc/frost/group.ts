/** The two prime-order groups of the keys behind one byte-oriented interface, so that no protocol code touches point classes. */
import type { CurvePoint, CurvePointCons } from '@noble/curves/abstract/curve.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { DecodeError, pointCodec, scalarCodec, type TlvCodec } from '../../../base/tlv-decode.ts';
import { edwardsPoint, isTorsionFree } from './ed25519-points.ts';

/** Points and scalars travel in the curve's own canonical encoding: 33 bytes and big-endian, or 32 bytes and little-endian. */
export interface Group {
  readonly pointBytes: 32 | 33;
  readonly order: bigint;
  /** Whether the bytes are the canonical encoding of a point other than the identity. */
  isPoint(bytes: Uint8Array): boolean;
  /** Whether a valid point lies in the prime-order subgroup. */
  isTorsionFree(point: Uint8Array): boolean;
  /** Whether the second coordinate is even (secp256k1). */
  hasEvenY(point: Uint8Array): boolean;
  add(a: Uint8Array, b: Uint8Array): Uint8Array;
  negate(point: Uint8Array): Uint8Array;
  /** `scalar·G` in constant time, for secrets too. `scalar` in [1, order - 1]. */
  multiplyBase(scalar: bigint): Uint8Array;
  /** `sum_k x^k·points[k]`, as in Feldman's check; `undefined` if it is the identity. Public inputs only. */
  evaluate(points: readonly Uint8Array[], x: bigint): Uint8Array | undefined;
  /** `sum_i scalars[i]·points[i]`; `undefined` if it is the identity. Public inputs only; scalars in [0, order - 1]. */
  combine(points: readonly Uint8Array[], scalars: readonly bigint[]): Uint8Array | undefined;
  /** Whether `z·G = R + c·P`. Public inputs only. */
  isSchnorr(z: bigint, R: Uint8Array, c: bigint, P: Uint8Array): boolean;
  /** The scalar in [0, order - 1] behind 32 bytes, or `undefined` when they are not canonical. */
  parseScalar(bytes: Uint8Array): bigint | undefined;
  /** 32 bytes of the scalar mod order. */
  scalarToBytes(scalar: bigint): Uint8Array;
  readonly pointCodec: TlvCodec<Uint8Array>;
  readonly scalarCodec: TlvCodec<Uint8Array>;
}

interface Curve<P extends CurvePoint<bigint, P>> {
  readonly Point: CurvePointCons<P>;
  readonly pointBytes: 32 | 33;
  /** @throws Error unless the bytes are the canonical encoding of a point of the curve */
  readonly decode: (bytes: Uint8Array) => P;
  readonly isTorsionFree: (point: P) => boolean;
  readonly isYEven: (point: P) => boolean;
}

function groupOf<P extends CurvePoint<bigint, P>>(curve: Curve<P>): Group {
  const { Point, pointBytes, decode, isYEven } = curve;
  const { Fn } = Point;
  const evaluate = (points: readonly Uint8Array[], x: bigint): P => {
    let sum = Point.ZERO;
    // Horner's rule from the highest coefficient down.
    for (const bytes of points.toReversed()) sum = sum.multiplyUnsafe(x).add(decode(bytes));
    return sum;
  };
  const isPoint = (bytes: Uint8Array): boolean => {
    try {
      return bytes.length === pointBytes && !decode(bytes).is0();
    } catch {
      return false;
    }
  };
  const parseScalar = (bytes: Uint8Array): bigint | undefined => {
    try {
      return bytes.length === 32 ? Fn.fromBytes(bytes) : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    pointBytes,
    order: Fn.ORDER,
    isPoint,
    isTorsionFree: (point) => curve.isTorsionFree(decode(point)),
    hasEvenY: (point) => isYEven(decode(point)),
    add: (a, b) => decode(a).add(decode(b)).toBytes(),
    negate: (point) => decode(point).negate().toBytes(),
    multiplyBase: (scalar) => Point.BASE.multiply(scalar).toBytes(),
    evaluate: (points, x) => {
      const sum = evaluate(points, x);
      return sum.is0() ? undefined : sum.toBytes();
    },
    combine: (points, scalars) => {
      let sum = Point.ZERO;
      for (const [i, bytes] of points.entries()) sum = sum.add(decode(bytes).multiplyUnsafe(scalars[i] ?? 0n));
      return sum.is0() ? undefined : sum.toBytes();
    },
    isSchnorr: (z, R, c, point) => {
      const right = decode(R).add(decode(point).multiplyUnsafe(c));
      return Point.BASE.multiplyUnsafe(z).equals(right);
    },
    parseScalar,
    scalarToBytes: (scalar) => Fn.toBytes(Fn.create(scalar)),
    pointCodec: restrict(pointCodec(pointBytes), isPoint, 'a point is not a canonical point of its curve'),
    scalarCodec: restrict(
      scalarCodec,
      (bytes) => parseScalar(bytes) !== undefined,
      'a scalar is not below the group order',
    ),
  };
}

function restrict(
  codec: TlvCodec<Uint8Array>,
  isValid: (bytes: Uint8Array) => boolean,
  reason: string,
): TlvCodec<Uint8Array> {
  return {
    toValue: (bytes) => codec.toValue(bytes),
    read: (reader) => {
      const bytes = codec.read(reader);
      if (!isValid(bytes)) throw new DecodeError(reason);
      return bytes;
    },
  };
}

export const ed25519Group: Group = groupOf({
  Point: ed25519.Point,
  pointBytes: 32,
  decode: edwardsPoint,
  isTorsionFree,
  isYEven: () => false,
});
export const secp256k1Group: Group = groupOf({
  Point: secp256k1.Point,
  pointBytes: 33,
  decode: (bytes) => secp256k1.Point.fromBytes(bytes),
  // The whole curve has prime order
  isTorsionFree: () => true,
  isYEven: (point) => (point.toAffine().y & 1n) === 0n,
});
