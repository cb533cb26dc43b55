/**
 * The key of an account under an ECDSA vault: BIP32 public derivation (cggmp24.md section 9). Written a second time on purpose: the
 * engine derives while it signs, admission and judge derive here, and a fault in either shows as an address that differs.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '../../base/bytes.ts';
import { u32Bytes } from '../../base/tlv.ts';
import { KeyPath } from './chain.ts';

/** What is public of a vault's key. */
export interface VaultKey {
  /** Compressed secp256k1 point (33 bytes) or Ed25519 key (32 bytes). */
  readonly groupKey: Uint8Array;
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
}

const { Point } = secp256k1;
const ORDER = Point.Fn.ORDER;

/**
 * The compressed public key (33 bytes) at the end of the path; `null` where there is none: bytes that are no key, an index that
 * needs a private key, or the 2^-127 chance of a child that does not exist.
 */
export function accountKey({ groupKey, chainCode }: VaultKey, path: KeyPath): Uint8Array | null {
  if (groupKey.length !== 33 || chainCode.length !== 32 || !KeyPath.safeParse(path).success) return null;
  try {
    let point = Point.fromBytes(groupKey);
    let code = chainCode;
    for (const index of path) {
      const digest = hmac(sha512, code, concatBytes(point.toBytes(true), u32Bytes(index)));
      const shift = BigInt(`0x${bytesToHex(digest.subarray(0, 32))}`);
      if (shift === 0n || shift >= ORDER) return null;
      point = point.add(Point.BASE.multiply(shift));
      point.assertValidity();
      code = digest.slice(32);
    }
    return point.toBytes(true);
  } catch {
    return null; // no point of the curve, or the identity: the answer, not a fault
  }
}
