/** Long-term identities of devices and co-signers (protocol specification, section 4). */
import { taggedHash } from './tagged-hash.ts';
import { tlv } from './tlv.ts';

/** A participant: the 32-byte hash of its Ed25519 identity key. Never an index that a peer claims. */
export function pidOf(identityKey: Uint8Array): Uint8Array {
  return taggedHash('treasury/pid', tlv.bytes(identityKey));
}
