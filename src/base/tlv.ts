/**
 * TLV, the one unambiguous encoding of hashes and wire messages (protocol specification, section 6).
 * `enc(x) = type || u32be(length) || content`, where a list counts items instead of bytes.
 */
import { bytesFromHex, concatBytes, utf8ToBytes } from './bytes.ts';
import { AppError } from './errors.ts';

export type TlvValue =
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'integer'; readonly value: bigint }
  | { readonly type: 'point'; readonly value: Uint8Array }
  | { readonly type: 'list'; readonly value: readonly TlvValue[] }
  | { readonly type: 'scalar'; readonly value: Uint8Array }
  | { readonly type: 'u32'; readonly value: number };

const TYPE_BYTE = { bytes: 1, text: 2, integer: 3, point: 4, list: 5, scalar: 6, u32: 7 } as const;

/** Constructors of TLV values. Points and scalars are given in their curve's canonical byte encoding. */
export const tlv = {
  bytes: (value: Uint8Array): TlvValue => ({ type: 'bytes', value }),
  text: (value: string): TlvValue => ({ type: 'text', value }),
  integer: (value: bigint): TlvValue => ({ type: 'integer', value }),
  point: (value: Uint8Array): TlvValue => ({ type: 'point', value }),
  list: (value: readonly TlvValue[]): TlvValue => ({ type: 'list', value }),
  scalar: (value: Uint8Array): TlvValue => ({ type: 'scalar', value }),
  u32: (value: number): TlvValue => ({ type: 'u32', value }),
};

/** Encodes a value. @throws AppError `TLV_ENCODE` (a bug) for a u32 out of range or a scalar that is not 32 bytes. */
export function encodeTlv(value: TlvValue): Uint8Array {
  switch (value.type) {
    case 'bytes':
    case 'point':
      return frame(value.type, value.value);
    case 'text':
      return frame('text', utf8ToBytes(value.value));
    case 'integer':
      return frame('integer', integerContent(value.value));
    case 'scalar':
      if (value.value.length !== 32) throw encodeError('a scalar has 32 bytes');
      return frame('scalar', value.value);
    case 'u32':
      return frame('u32', u32Bytes(value.value));
    case 'list':
      return concatBytes(header('list', value.value.length), ...value.value.map(encodeTlv));
  }
}

/** Big-endian u32. @throws AppError `TLV_ENCODE` when out of range. */
export function u32Bytes(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw encodeError('a u32 is out of range');
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

function frame(type: Exclude<TlvValue['type'], 'list'>, content: Uint8Array): Uint8Array {
  return concatBytes(header(type, content.length), content);
}

function header(type: TlvValue['type'], length: number): Uint8Array {
  return concatBytes(Uint8Array.of(TYPE_BYTE[type]), u32Bytes(length));
}

/** Sign byte and minimal big-endian magnitude; zero has an empty magnitude. */
function integerContent(value: bigint): Uint8Array {
  const magnitude = value < 0n ? -value : value;
  let hex = magnitude === 0n ? '' : magnitude.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const bytes = new Uint8Array(1 + hex.length / 2);
  bytes[0] = value < 0n ? 1 : 0;
  bytes.set(bytesFromHex(hex), 1);
  return bytes;
}

function encodeError(message: string): AppError {
  return new AppError({ code: 'TLV_ENCODE', kind: 'bug', message: `TLV: ${message}.` });
}
