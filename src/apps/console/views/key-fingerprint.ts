/** What people compare aloud to know that they speak of the same key. */
import { bytesToHex } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';

/**
 * The first 8 bytes of `H("treasury/fingerprint", bytes groupKey)` in hex, in groups of four: `83ad 41f0 7c92 e610`.
 * @param groupKey the vault's public key, 32 bytes for Ed25519.
 */
export function keyFingerprint(groupKey: Uint8Array): string {
  const hex = bytesToHex(taggedHash('treasury/fingerprint', tlv.bytes(groupKey)).subarray(0, 8));
  return (hex.match(/.{4}/g) ?? []).join(' ');
}
