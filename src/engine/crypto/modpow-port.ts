/** What modular exponentiation needs from its implementation. `modpow.ts` chooses one and adds the guards. */

export type ModPowName = 'openssl' | 'bigint';

/** A modulus with whatever the implementation pre-computes for it. Not re-entrant; every call is synchronous. */
export interface ModPowContext {
  /**
   * `base^exponent mod m` for `2 <= base <= m - 2` and `exponent >= 1`; `undefined` when the implementation gives no
   * answer (OpenSSL refuses results 0 and 1).
   */
  pow(base: bigint, exponent: bigint): bigint | undefined;
}

export interface ModPow {
  readonly name: ModPowName;
  /** `modulus` odd, 512 to 10000 bits. */
  context(modulus: bigint): ModPowContext;
}
