/** The door of threshold ECDSA: keys on secp256k1 for Ethereum, every EVM chain and Bitcoin. */
export type { AuxPrimes } from './aux.ts';
export type { EcdsaSignature } from './ecdsa-signature.ts';
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
export { decodePresignature, encodePresignature } from './presignature-codec.ts';
export type { PresignatureStore, PresignatureUse } from './presignature-store.ts';
export { forgetPresignature, type Presignature, type PublicPresignature } from './presignature.ts';
export { createAuxSession, createEcdsaKeygenSession, type AuxOptions, type EcdsaKeygenOptions } from './sessions.ts';
export type { HashedMessage, SignableMessage } from './signable-message.ts';
export {
  createFullSignSession,
  createOnlineSession,
  createPresignSession,
  type FullSignOptions,
  type OnlineOptions,
  type PresignOptions,
} from './signing-sessions.ts';
