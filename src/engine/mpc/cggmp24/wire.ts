/** Codecs and transcript values that the ECDSA runs share. */
import { bytesEqual } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { bytesCodec, DecodeError, scalarCodec as scalarBytesCodec, type TlvCodec } from '../../../base/tlv-decode.ts';
import { tlv, type TlvValue } from '../../../base/tlv.ts';
import { integerFromBytes } from '../../crypto/integers.ts';
import { pointToBytes, q, type Point } from '../../crypto/secp256k1.ts';

/** Bytes of a hash, a nonce, a pid or a session id. */
export const b32: TlvCodec<Uint8Array> = bytesCodec({ exact: 32 });

/** A scalar below q, kept as 32 bytes so that the holder can wipe it. */
export const secretScalarCodec: TlvCodec<Uint8Array> = {
  toValue: scalarBytesCodec.toValue,
  read: (reader) => {
    const bytes = scalarBytesCodec.read(reader);
    if (integerFromBytes(bytes) >= q) throw new DecodeError('a scalar is not below the group order');
    return bytes;
  },
};

/** A list of points as one TLV value. */
export function pointList(points: readonly Point[]): TlvValue {
  return tlv.list(points.map((point) => tlv.point(pointToBytes(point))));
}

/** A list of byte strings as one TLV value. */
export function bytesList(items: readonly Uint8Array[]): TlvValue {
  return tlv.list(items.map(tlv.bytes));
}

/** XOR of 32-byte values: common randomness that no single contributor chose (`rid`). */
export function xorAll(values: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(32);
  for (const value of values) for (let i = 0; i < 32; i += 1) result[i] = (result[i] ?? 0) ^ (value[i] ?? 0);
  return result;
}

/** The echo digest of a round (README 7) from the payload hashes of all its senders in participant order. 32 bytes. */
export function echoOf(sid: Uint8Array, round: number, payloadHashes: readonly Uint8Array[]): Uint8Array {
  return taggedHash('echo', tlv.bytes(sid), tlv.u32(round), bytesList(payloadHashes));
}

/** Whether two of the byte strings are equal. */
export function hasDuplicate(values: readonly Uint8Array[]): boolean {
  return values.some((a, i) => values.slice(i + 1).some((b) => bytesEqual(a, b)));
}
