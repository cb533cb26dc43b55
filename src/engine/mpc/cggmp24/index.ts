/** The door of threshold ECDSA: keys on secp256k1 for Ethereum, every EVM chain and Bitcoin. */
export type { AuxPrimes } from './aux.ts';
export { compactOf, type EcdsaSignature } from './ecdsa-signature.ts';
export { endedInErrorRound } from './error-round-checks.ts';
export { decodeKeyShare, decodePublicShare, encodeKeyShare, encodePublicShare } from './key-share-codec.ts';
export {
  forgetShare,
  keyMaterialHashOf,
  publicShareOf,
  withAux,
  type AuxInfo,
  type EcdsaKeyShare,
  type EcdsaPublicShare,
  type PublicAux,
} from './key-share.ts';
export { preparePresign, type PreparedPresign } from './presign-prepared.ts';
export {
  decodePresignature,
  decodePublicPresignature,
  encodePresignature,
  encodePublicPresignature,
} from './presignature-codec.ts';
export type { PresignatureStore, PresignatureUse } from './presignature-store.ts';
export {
  assertPresignatureFits,
  forgetPresignature,
  type Presignature,
  type PresignatureBinding,
  type PublicPresignature,
} from './presignature.ts';
export {
  createAuxSession,
  createEcdsaKeygenSession,
  earlierOf,
  type AuxOptions,
  type EcdsaKeygenOptions,
} from './sessions.ts';
export type { HashedMessage, SignableMessage } from './signable-message.ts';
export {
  createFullSignSession,
  createOnlineSession,
  createPresignSession,
  type FullSignOptions,
  type OnlineOptions,
  type PresignOptions,
} from './signing-sessions.ts';
