/** The equations of one FROST signature over a fixed list of nonce commitments (RFC 9591, section 5.2 and 5.3). */
import type { NonceCommitments, Nonces } from '@noble/curves/abstract/frost.js';
import type { PublicPackage, SecretPackage } from './key-package.ts';
import type { FrostSigning } from './suite.ts';

/** What the signature is made over. Commitments are canonical, in the prime-order subgroup and not the identity. */
export interface RoundTwoInput {
  readonly output: PublicPackage;
  readonly commitments: readonly NonceCommitments[];
  readonly message: Uint8Array;
}

/** What was published for a nonce pair when it was made. */
export type Committed = { readonly hiding: Uint8Array; readonly binding: Uint8Array };

export interface RoundTwo {
  /**
   * Own signature share, 32 bytes, looked over before it is returned. Uses up `nonces`.
   * @throws Error if what was published for them is not what is in the list, or for a slip of the computation
   */
  signShare(secret: SecretPackage, nonces: Nonces, committed: Committed): Uint8Array;
  /** Whether a canonical share is the one that its author's commitments and public share demand. @throws Error for one that is not canonical */
  isShareValid(identifier: string, z: Uint8Array): boolean;
  /** The signature made of all shares, 64 bytes. The caller verifies it. */
  aggregate(shares: ReadonlyMap<string, Uint8Array>): Uint8Array;
}

/** Round two by the library, which adjusts parities for BIP-340. It parses and checks every point again in every call. */
export function libraryRoundTwo(signing: FrostSigning, { output, commitments, message }: RoundTwoInput): RoundTwo {
  const list = [...commitments];
  return {
    signShare: (secret, nonces) => {
      const z = signing.signShare(secret, output, nonces, list, message);
      const isRight = signing.verifyShare(output, list, message, secret.identifier, z);
      if (!isRight) throw new Error('The own share is not what it should be.');
      return z;
    },
    isShareValid: (identifier, z) => signing.verifyShare(output, list, message, identifier, z),
    aggregate: (shares) => signing.aggregate(output, list, message, Object.fromEntries(shares)),
  };
}
