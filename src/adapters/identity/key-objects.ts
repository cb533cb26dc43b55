/** Raw 32-byte Edwards and Montgomery keys as OpenSSL key objects, through the fixed DER prefixes of RFC 8410. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { concatBytes, wipe } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';

/** Last byte of the algorithm's object identifier 1.3.101.x. */
const ALGORITHM = { x25519: 0x6e, ed25519: 0x70 } as const;
export type RawKeyType = keyof typeof ALGORITHM;

/** A public key object from 32 raw bytes. Throws, among OpenSSL's own errors, `KEY_LENGTH` for another length. */
export function publicKeyObject(type: RawKeyType, raw: Uint8Array): KeyObject {
  assertKeyLength(raw);
  const prefix = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, ALGORITHM[type], 0x03, 0x21, 0x00);
  return createPublicKey({ key: Buffer.from(concatBytes(prefix, raw)), format: 'der', type: 'spki' });
}

/** A private key object from a 32-byte seed; the seed stays the caller's to wipe. */
export function privateKeyObject(type: RawKeyType, seed: Uint8Array): KeyObject {
  assertKeyLength(seed);
  const head = Uint8Array.of(0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, ALGORITHM[type]);
  const der = Buffer.from(concatBytes(head, Uint8Array.of(0x04, 0x22, 0x04, 0x20), seed));
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    wipe(der);
  }
}

/** The raw 32 bytes of the public half. */
export function rawPublicKey(privateKey: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(12));
}

/** OpenSSL would silently ignore what follows the 32 bytes that the DER prefix announces. */
function assertKeyLength(key: Uint8Array): void {
  if (key.length !== 32) throw new AppError({ code: 'KEY_LENGTH', kind: 'input', message: 'A key has 32 bytes.' });
}
