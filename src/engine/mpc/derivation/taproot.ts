/** TapTweak (BIP-341), on an internal key that was made even before (frost.md 5). */
import { schnorr } from '@noble/curves/secp256k1.js';
import { concatBytes } from '../../../base/bytes.ts';
import { secp256k1Group as group } from '../frost/group.ts';
import { invalidChild } from './derived.ts';

/**
 * The tweak scalar `int(taggedHash("TapTweak", px || merkleRoot))`.
 * @param px x-only internal key, 32 bytes
 * @param merkleRoot 32 bytes, or empty for key-path spending only (BIP-86)
 * @throws AppError `CHILD_INVALID` when it is 0 or not below the group order (never seen)
 */
export function tapTweak(px: Uint8Array, merkleRoot: Uint8Array): bigint {
  const h = group.parseScalar(schnorr.utils.taggedHash('TapTweak', concatBytes(px, merkleRoot)));
  if (h === undefined || h === 0n) throw invalidChild();
  return h;
}
