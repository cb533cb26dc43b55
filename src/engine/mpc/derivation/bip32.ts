/** BIP32 public derivation, non-hardened only (cggmp24.md 9). Hardened steps need a private key that exists nowhere. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../../base/bytes.ts';
import { u32Bytes } from '../../../base/tlv.ts';
import { secp256k1Group as group } from '../frost/group.ts';
import { assertPathIndex, invalidChild, type Derived } from './derived.ts';

/**
 * Derives along `path` from the public key alone.
 * @param X compressed secp256k1 point (33 bytes)
 * @param chainCode 32 bytes
 * @throws AppError `PATH_INVALID` for an index outside [0, 2^31 - 1]; `CHILD_INVALID` with probability about 2^-127
 */
export function deriveBip32(X: Uint8Array, chainCode: Uint8Array, path: readonly number[]): Derived {
  let derived: Derived = { shift: 0n, key: X, chainCode };
  for (const index of path) {
    assertPathIndex(index);
    const I = hmac(sha512, derived.chainCode, concatBytes(derived.key, u32Bytes(index)));
    const IL = group.parseScalar(I.slice(0, 32));
    if (IL === undefined || IL === 0n) throw invalidChild();
    const key = group.add(derived.key, group.multiplyBase(IL));
    if (!group.isPoint(key)) throw invalidChild();
    derived = { shift: (derived.shift + IL) % group.order, key, chainCode: I.slice(32) };
  }
  return derived;
}
