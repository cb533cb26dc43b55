import { base58 } from '@scure/base';

/** Whether a text is base58 of exactly 32 (keys, blockhashes) or 64 (signatures) bytes. */
export function isBase58Of(byteLength: 32 | 64, text: string): boolean {
  // The digits are counted first: decoding costs the square of the length.
  return /^[1-9A-HJ-NP-Za-km-z]{32,88}$/.test(text) && base58.decode(text).length === byteLength;
}
