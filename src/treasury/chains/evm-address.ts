/** EVM addresses in the one text form that the log holds: EIP-55, whose capitals are a checksum. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '../../base/bytes.ts';

/** The EIP-55 text of 20 address bytes, given as 40 hex digits of any case. */
export function checksummed(hex: string): string {
  const digits = hex.toLowerCase();
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)));
  const cased = digits.split('').map((digit, index) => ((hash[index] ?? '0') >= '8' ? digit.toUpperCase() : digit));
  return `0x${cased.join('')}`;
}

/** Whether the text is an address with its checksum. Says nothing about who can sign for it. */
export function isEvmAddress(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text) && checksummed(text.slice(2)) === text;
}

/**
 * Address of a compressed secp256k1 key (33 bytes): the last 20 bytes of Keccak-256 over its two coordinates. `null` for bytes that
 * are no point of the curve.
 */
export function evmAddressOfKey(publicKey: Uint8Array): string | null {
  try {
    if (publicKey.length !== 33) return null;
    const coordinates = secp256k1.Point.fromBytes(publicKey).toBytes(false).subarray(1);
    return checksummed(bytesToHex(keccak_256(coordinates).subarray(12)));
  } catch {
    return null; // no point of the curve: the answer, not a fault
  }
}
