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

export interface RoundTwo {
  /** Own signature share, 32 bytes. Uses up `nonces`. @throws Error if they are not the ones behind the own commitments */
  signShare(secret: SecretPackage, nonces: Nonces): Uint8Array;
  /** Whether a canonical share is the one that its author's commitments and public share demand. @throws Error for one that is not canonical */
  isShareValid(identifier: string, z: Uint8Array): boolean;
  /** The signature made of all shares, 64 bytes. The caller verifies it. */
  aggregate(shares: ReadonlyMap<string, Uint8Array>): Uint8Array;
}

/** Round two by the library, which adjusts parities for BIP-340. It parses and checks every point again in every call. */
export function libraryRoundTwo(signing: FrostSigning, { output, commitments, message }: RoundTwoInput): RoundTwo {
  const list = [...commitments];
  return {
    signShare: (secret, nonces) => signing.signShare(secret, output, nonces, list, message),
    isShareValid: (identifier, z) => signing.verifyShare(output, list, message, identifier, z),
    aggregate: (shares) => signing.aggregate(output, list, message, Object.fromEntries(shares)),
  };
}
