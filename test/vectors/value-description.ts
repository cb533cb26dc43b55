/** Reads the value descriptions of the specification's vectors: `["int", "-0100"]`, `["list", [...]]` and so on. */
import { bytesFromHex } from '../../src/base/bytes.ts';
import { tlv, type TlvValue } from '../../src/base/tlv.ts';

export type ValueDescription = readonly [kind: string, value: unknown];

/** Hex of the magnitude, `-` in front if negative. */
export function integerFromHex(hex: string): bigint {
  return hex.startsWith('-') ? -BigInt(`0x${hex.slice(1)}`) : BigInt(`0x${hex}`);
}

export function valueOf([kind, value]: ValueDescription): TlvValue {
  if (kind === 'u32') return tlv.u32(value as number);
  if (kind === 'list') return tlv.list((value as ValueDescription[]).map(valueOf));
  const text = value as string;
  if (kind === 'text') return tlv.text(text);
  if (kind === 'int') return tlv.integer(integerFromHex(text));
  if (kind === 'bytes') return tlv.bytes(bytesFromHex(text));
  if (kind === 'point') return tlv.point(bytesFromHex(text));
  if (kind === 'scalar') return tlv.scalar(bytesFromHex(text));
  throw new Error(`unknown kind ${kind}`);
}
