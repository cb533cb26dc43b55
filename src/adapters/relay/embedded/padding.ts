/** Padding to a few sizes, so that the relay learns the bucket of a message and not its length (threat model, A28). */
import { concatBytes } from '../../../base/bytes.ts';
import { u32Bytes } from '../../../base/tlv.ts';
import { relayError } from './relay-errors.ts';

const KIB = 1024;
export const BUCKETS: readonly number[] = [KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, 700 * KIB];

/** `u32be(length) || content || zeros` up to the next bucket. @throws AppError `RELAY_PAYLOAD_TOO_LARGE`. */
export function pad(content: Uint8Array): Uint8Array {
  const bucket = BUCKETS.find((size) => size >= content.length + 4);
  if (bucket === undefined) throw relayError('RELAY_PAYLOAD_TOO_LARGE', { details: { byteLength: content.length } });
  return concatBytes(u32Bytes(content.length), content, new Uint8Array(bucket - 4 - content.length));
}

/** The content again, or `undefined` for anything that `pad` does not produce. */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  if (!BUCKETS.includes(padded.length)) return undefined;
  const length = new DataView(padded.buffer, padded.byteOffset, 4).getUint32(0);
  if (length > padded.length - 4 || padded.subarray(4 + length).some((byte) => byte !== 0)) return undefined;
  return new Uint8Array(padded.subarray(4, 4 + length));
}
