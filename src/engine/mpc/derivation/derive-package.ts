/** From the raw key package of a vault to the package of one output. A signer does this itself; it never accepts a tweak from a peer. */
import { addTweak, even, groupKeyOf, wipePackage, type KeyPackage } from '../frost/key-package.ts';
import type { FrostSuite } from '../frost/suite.ts';
import { deriveBip32 } from './bip32.ts';
import type { Derived } from './derived.ts';
import { deriveEd25519 } from './ed25519-derive.ts';
import { tapTweak } from './taproot.ts';

/**
 * What happens to a BIP-340 key after BIP32. `taproot` tweaks it with a merkle root (32 bytes, or empty for key-path only);
 * `none` signs with the child key itself, which must never be a Taproot output: a dealer could have hidden a script path in it.
 */
export type OutputTweak = { readonly type: 'none' } | { readonly type: 'taproot'; readonly merkleRoot: Uint8Array };

/** Public derivation along a path, by the scheme of the key. */
export function derivePath(
  suite: FrostSuite,
  groupKey: Uint8Array,
  chainCode: Uint8Array,
  path: readonly number[],
): Derived {
  return suite.scheme === 'ed25519' ? deriveEd25519(groupKey, chainCode, path) : deriveBip32(groupKey, chainCode, path);
}

/** p1..p3 of frost.md 5. The caller wipes the result and keeps ownership of `raw`; everything in between is wiped here. */
export function derivePackage(suite: FrostSuite, raw: KeyPackage, shift: bigint, tweak: OutputTweak): KeyPackage {
  const p1 = shift === 0n ? raw : addTweak(suite, raw, shift);
  if (tweak.type === 'none') return p1 === raw ? copyOf(raw) : p1;
  const p2 = even(suite, p1);
  try {
    return addTweak(suite, p2, tapTweak(groupKeyOf(p2).slice(1), tweak.merkleRoot));
  } finally {
    wipePackage(p2);
    if (p1 !== raw) wipePackage(p1);
  }
}

function copyOf(pkg: KeyPackage): KeyPackage {
  if (pkg.secret === undefined) return { public: pkg.public };
  return {
    public: pkg.public,
    secret: { identifier: pkg.secret.identifier, signingShare: pkg.secret.signingShare.slice() },
  };
}
