/** What makes an ECDSA signature good, by three pieces of code that did not make it. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { createPublicKey, verify } from 'node:crypto';
import { expect } from 'vitest';
import { compactOf, type EcdsaSignature } from '../../src/engine/mpc/cggmp24/ecdsa-signature.ts';
import { hashMessage, type SignableMessage } from '../../src/engine/mpc/cggmp24/signable-message.ts';

const SPKI = Buffer.from('3036301006072a8648ce3d020106052b8104000a032200', 'hex');

export function verifyWithOpenSslSha256(publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** Low s, noble, recovery of the key, and OpenSSL where the message is hashed with SHA-256. */
export function expectSignature(signature: EcdsaSignature, message: SignableMessage, publicKey: Uint8Array): void {
  const compact = compactOf(signature);
  const { messageHash } = hashMessage(message);
  expect(signature.publicKey).toEqual(publicKey);
  expect(secp256k1.verify(compact, messageHash, publicKey, { prehash: false, lowS: true })).toBe(true);
  const recovered = secp256k1.Signature.fromBytes(compact, 'compact')
    .addRecoveryBit(signature.recoveryId)
    .recoverPublicKey(messageHash);
  expect(recovered.toBytes(true)).toEqual(publicKey);
  const data =
    message.hash === 'sha256' ? message.bytes : message.hash === 'sha256d' ? sha256(message.bytes) : undefined;
  if (data !== undefined) expect(verifyWithOpenSslSha256(publicKey, data, compact)).toBe(true);
}
