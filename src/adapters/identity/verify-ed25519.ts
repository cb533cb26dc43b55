/** Ed25519 verification by OpenSSL, with checks of the public key that do not depend on its version. */
import { verify, type KeyObject } from 'node:crypto';
import type { VerifyEd25519 } from '../../base/signatures.ts';
import { bytesToHex } from '../../base/bytes.ts';
import { publicKeyObject } from './key-objects.ts';

const FIELD_PRIME = 2n ** 255n - 19n;

/** y coordinates of the eight points whose order divides 8; under such a key a signature says nothing. */
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  FIELD_PRIME - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
]);

const MAX_CACHED_KEYS = 1024;

/**
 * A verifier that keeps the key objects of the keys it met most recently. It accepts exactly: a 32-byte canonical key that is on
 * the curve and not of small order, and a 64-byte signature that satisfies the cofactorless equation of RFC 8032 with `S < L`.
 */
export function createEd25519Verifier(): VerifyEd25519 {
  const cache = new Map<string, KeyObject>();

  function keyObjectOf(publicKey: Uint8Array): KeyObject {
    const id = bytesToHex(publicKey);
    const key = cache.get(id) ?? publicKeyObject('ed25519', publicKey);
    cache.delete(id);
    cache.set(id, key);
    const oldest = cache.keys().next();
    if (cache.size > MAX_CACHED_KEYS && !oldest.done) cache.delete(oldest.value);
    return key;
  }

  return (publicKey, message, signature) => {
    if (publicKey.length !== 32 || signature.length !== 64 || !isStrictKey(publicKey)) return false;
    try {
      return verify(null, message, keyObjectOf(publicKey), signature);
    } catch {
      // OpenSSL throws for bytes that are no point of the curve; that is a "no" like every other.
      return false;
    }
  };
}

/**
 * Whether 32 bytes are a canonical encoding that is not of small order. Node's OpenSSL refuses some of these by itself;
 * other builds of the same function, such as Electron's, need not.
 */
export function isStrictKey(publicKey: Uint8Array): boolean {
  const bigEndian = publicKey.toReversed();
  bigEndian[0] = (bigEndian[0] ?? 0) & 0x7f;
  const y = BigInt(`0x${bytesToHex(bigEndian)}`);
  return y < FIELD_PRIME && !SMALL_ORDER_Y.has(y);
}
