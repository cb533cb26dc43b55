/** The door of FROST: keys for Ed25519 and BIP-340. */
export type { OutputTweak } from '../derivation/derive-package.ts';
export {
  decodeKeyShare,
  decodePublicShare,
  encodeKeyShare,
  encodePublicShare,
  type FrostKeyShare,
  type FrostPublicShare,
  type KeyShareParty,
} from './key-share.ts';
export {
  createKeygenSession,
  createSignSession,
  type KeygenOptions,
  type RunOptions,
  type SignOptions,
} from './sessions.ts';
export type { FrostSignature } from './sign.ts';
export type { FrostScheme } from './suite.ts';
