/** X25519 as a port: the channel key of a device, whose secret stays behind it. */
export interface KeyAgreement {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /**
   * RFC 7748 X25519 with a peer's 32-byte public key; 32 bytes, which the caller wipes.
   * @throws AppError `KEY_AGREEMENT_FAILED` for a peer key of another length or of small order.
   */
  agree(peerPublicKey: Uint8Array): Uint8Array;
}
