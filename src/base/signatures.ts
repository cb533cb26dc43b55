/** Ed25519 as a port: pure layers verify through it, adapters choose the implementation (OpenSSL in the product). */

/** Verifies a 64-byte Ed25519 signature under a 32-byte key. Returns false for every malformed input, never throws. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** A signing key whose secret stays behind the port. */
export interface Ed25519Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Returns a 64-byte RFC 8032 signature over the message. */
  sign(message: Uint8Array): Uint8Array;
}
