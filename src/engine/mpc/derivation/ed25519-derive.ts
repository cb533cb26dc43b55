/**
 * Non-hardened derivation of Ed25519 group keys (frost.md 6). Our own scheme: no standard exists for keys without a seed, and other
 * wallets cannot follow it. One child secret with (A, c) gives the parent, therefore children are never exported.
 */
import { taggedStream } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import { ed25519Group as group } from '../frost/group.ts';
import { assertPathIndex, invalidChild, type Derived } from './derived.ts';

/**
 * Derives along `path` from the public key alone.
 * @param A group key, 32 bytes
 * @param chainCode 32 bytes
 * @throws AppError `PATH_INVALID` for an index outside [0, 2^31 - 1]; `CHILD_INVALID` with negligible probability
 */
export function deriveEd25519(A: Uint8Array, chainCode: Uint8Array, path: readonly number[]): Derived {
  let derived: Derived = { shift: 0n, key: A, chainCode };
  for (const index of path) {
    assertPathIndex(index);
    const stream = taggedStream('ed25519-derive', tlv.bytes(derived.chainCode), tlv.point(derived.key), tlv.u32(index));
    const u = littleEndian(stream(64)) % group.order;
    const nextChainCode = stream(32);
    if (u === 0n) throw invalidChild();
    const key = group.add(derived.key, group.multiplyBase(u));
    if (!group.isPoint(key) || !group.isTorsionFree(key)) throw invalidChild();
    derived = { shift: (derived.shift + u) % group.order, key, chainCode: nextChainCode };
  }
  return derived;
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return value;
}
