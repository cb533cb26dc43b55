import { createPublicKey, verify } from 'node:crypto';
import { concatBytes } from '../../../base/bytes.ts';

/** DER of an Ed25519 SubjectPublicKeyInfo (RFC 8410) up to the 32 key bytes. */
const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);

/** Verifies a 64-byte signature under a 32-byte key with OpenSSL. False for every malformed input, never throws. */
export function isSignedBy(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = createPublicKey({ key: Buffer.from(concatBytes(SPKI_PREFIX, publicKey)), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}
