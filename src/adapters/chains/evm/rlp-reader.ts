/**
 * Recursive-length-prefix decoding (Ethereum yellow paper, appendix B), canonical forms only: two different byte strings never decode
 * to the same items. Shares no code with the library that builds transactions.
 */
import { malformedTransaction } from './malformed-transaction.ts';

/** A byte string or a list of items. */
export type RlpItem = Uint8Array | readonly RlpItem[];

/** No transaction of ours nests deeper than access list, entry, keys. */
const MAX_DEPTH = 4;

/**
 * Decodes bytes that are exactly one item.
 * @throws AppError `EVM_TRANSACTION_MALFORMED` for a length that is not in its shortest form, an item that is cut off, trailing bytes
 *   or lists nested deeper than 4.
 */
export function decodeRlp(bytes: Uint8Array): RlpItem {
  const { item, next } = readItem(bytes, 0, 0);
  if (next !== bytes.length) throw malformedTransaction('something follows its end');
  return item;
}

interface Read {
  readonly item: RlpItem;
  /** Where the next item begins. */
  readonly next: number;
}

function readItem(bytes: Uint8Array, at: number, depth: number): Read {
  if (depth > MAX_DEPTH) throw malformedTransaction('its lists are nested too deep');
  const first = byteAt(bytes, at);
  if (first < 0x80) return { item: bytes.subarray(at, at + 1), next: at + 1 };
  const isList = first >= 0xc0;
  const { start, length } = readLength(bytes, at, first - (isList ? 0xc0 : 0x80));
  const end = start + length;
  if (end > bytes.length) throw malformedTransaction('an item is cut off');
  if (isList) return { item: readItems(bytes.subarray(0, end), start, depth), next: end };
  if (length === 1 && byteAt(bytes, start) < 0x80)
    throw malformedTransaction('a single byte has a length it does not need');
  return { item: bytes.subarray(start, end), next: end };
}

function readItems(bytes: Uint8Array, start: number, depth: number): RlpItem[] {
  const items: RlpItem[] = [];
  for (let at = start; at < bytes.length;) {
    const { item, next } = readItem(bytes, at, depth + 1);
    items.push(item);
    at = next;
  }
  return items;
}

/** @param code the first byte without its kind: up to 55 it is the length, above it counts the bytes that say the length */
function readLength(bytes: Uint8Array, at: number, code: number): { readonly start: number; readonly length: number } {
  if (code <= 55) return { start: at + 1, length: code };
  const count = code - 55;
  // Two bytes say every length up to 65,535, more than any transaction that is read here.
  if (count > 2) throw malformedTransaction('an item is longer than a transaction can be');
  let length = 0;
  for (let index = 1; index <= count; index += 1) length = length * 256 + byteAt(bytes, at + index);
  if (length <= 55 || byteAt(bytes, at + 1) === 0) throw malformedTransaction('a length is not in its shortest form');
  return { start: at + 1 + count, length };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw malformedTransaction('it is cut off');
  return byte;
}
