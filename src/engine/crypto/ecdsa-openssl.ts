/** ECDSA verification by OpenSSL: the second, independent look at a finished signature (cggmp24.md 8.1). */
import { createPublicKey, verify } from 'node:crypto';
import { concatBytes } from '../../base/bytes.ts';

/** DER SubjectPublicKeyInfo up to the compressed point: id-ecPublicKey on secp256k1. */
const SPKI = Uint8Array.from(Buffer.from('3036301006072a8648ce3d020106052b8104000a032200', 'hex'));

/**
 * Whether `signature` (r || s, 64 bytes) is one over SHA-256 of `data` under a compressed key (33 bytes). Node cannot verify a digest as such, so
 * this serves messages whose hash is SHA-256 only.
 */
export function verifyEcdsaSha256(publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(concatBytes(SPKI, publicKey)), format: 'der', type: 'spki' });
    return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
