/** A hardware authenticator of a member, or its simulation in a demo workspace. */

/** One screen of what the token shows before it signs. Both texts are at most 256 characters. */
export interface TokenScreen {
  readonly title: string;
  readonly text: string;
}

export interface TokenSignRequest {
  /** 32 bytes: a tagged hash, so that a signature for one purpose is never one for another. */
  readonly digest: Uint8Array;
  /** What the digest means, in the order in which it is shown; at most `MAX_TOKEN_SCREENS`. */
  readonly screens: readonly TokenScreen[];
  /** Aborts the wait for the member: a cancel button, a time limit. */
  readonly signal?: AbortSignal;
}

export interface Token {
  readonly tokenId: string;
  readonly kind: 'simulated' | 'ledger' | 'fido2';
  /** The enrolled verification key, in the encoding of the kind; 32 bytes (Ed25519) for a simulated token. */
  readonly publicKey: Uint8Array;
  /** Whether the token shows the screens on a display of its own. */
  readonly canShow: boolean;
  /**
   * Signs after the member's touch.
   * @throws AppError `TOKEN_REFUSED` when the member refuses, `TOKEN_CANCELLED` for a time-out or cancel, `TOKEN_BUSY` while
   *   another request is shown, `TOKEN_REQUEST_INVALID` for a digest or screens outside the limits.
   */
  sign(request: TokenSignRequest): Promise<Uint8Array>;
}
