/** ECDSA verification by OpenSSL: the second, independent look at a finished signature (cggmp24.md 8.1). */
import { createPublicKey, verify } from 'node:crypto';
import { bytesFromHex, concatBytes } from '../../base/bytes.ts';

/** DER SubjectPublicKeyInfo up to the compressed point: id-ecPublicKey on secp256k1. */
const SPKI = bytesFromHex('3036301006072a8648ce3d020106052b8104000a032200');

/**
 * Whether `signature` (r || s, 64 bytes) is one over SHA-256 of `data` under a compressed key (33 bytes). Node cannot verify a digest as such, so
 * this serves messages whose hash is SHA-256 only.
 */
export function verifyEcdsaSha256(publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  try {
    const der = btoa(String.fromCharCode(...concatBytes(SPKI, publicKey)));
    const key = createPublicKey(`-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`);
    return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
