import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { AppError } from './errors.ts';

export { bytesToHex, concatBytes, utf8ToBytes };

/**
 * Decodes lower-case hex.
 * @throws AppError `HEX_INVALID` for anything but an even number of `[0-9a-f]`, or another length than `byteLength`.
 */
export function bytesFromHex(hex: string, byteLength?: number): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(hex) || (byteLength !== undefined && hex.length !== byteLength * 2)) {
    throw new AppError({
      code: 'HEX_INVALID',
      kind: 'input',
      message: 'A value is not lower-case hex of the expected length.',
    });
  }
  return hexToBytes(hex);
}

/** Byte equality. Not constant time: for public values only. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** Lexicographic order of byte strings, as the committee order of the protocol specification (section 4) needs it. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Overwrites secret bytes with zeros. JavaScript may have made copies that this cannot reach. */
export function wipe(...secrets: (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}
