/** Shares of an ECDSA signature and their check (cggmp24.md 8.1). The nonce point is Gamma; k~ = k / delta and chi~ = chi / delta are its shares. */
import { inverse, integerFromBytes, mod } from '../../crypto/integers.ts';
import { combinePublic, q, type Point } from '../../crypto/secp256k1.ts';
import { SecretInteger } from '../../crypto/secret-integer.ts';
import { assertOwnProof } from '../../zk/own-proof.ts';

/** `int(messageHash) mod q`, of 32 bytes. */
export function messageScalar(messageHash: Uint8Array): bigint {
  return mod(integerFromBytes(messageHash), q);
}

/** `Gamma.x mod q`; 0 with probability 2^-256. */
export function signatureR(Gamma: Point): bigint {
  return mod(Gamma.toAffine().x, q);
}

/** `sigma_i = kt_i m + r chit_i mod q`, looked over before it leaves (zk.md 13 does so with responses). @throws AppError `LOCAL_BUG` for a slip */
export function makeSignatureShare(
  { kt, chit }: { readonly kt: SecretInteger; readonly chit: SecretInteger },
  Gamma: Point,
  messageHash: Uint8Array,
): bigint {
  const [m, r] = [messageScalar(messageHash), signatureR(Gamma)];
  return kt.use((k) =>
    chit.use((chi) => {
      const sigma = mod(k * m + r * chi, q);
      assertOwnProof('signature share', mod(sigma - mod(chi * r, q), q) === mod(m * k, q));
      return sigma;
    }),
  );
}

/** What the presigning messages of one signer say about its share. */
export interface ShareKey {
  readonly Gamma: Point;
  /** k_j·Gamma. */
  readonly Delta: Point;
  /** chi_j·Gamma. */
  readonly S: Point;
  /** Of all signers together, not 0. */
  readonly delta: bigint;
}

/** `sigma_j·Gamma == m·Dt_j + r·St_j`, with `Dt_j = delta^-1·Delta_j` and `St_j = delta^-1·S_j`. */
export function isSignatureShare(
  { Gamma, Delta, S, delta }: ShareKey,
  messageHash: Uint8Array,
  sigma: bigint,
): boolean {
  const di = inverse(delta, q);
  const [m, r] = [messageScalar(messageHash), signatureR(Gamma)];
  if (sigma < 0n || sigma >= q) return false;
  return combinePublic([
    [Gamma, sigma],
    [Delta, -m * di],
    [S, -r * di],
  ]).is0();
}

/** `kt` or `chit`: a value of this signer divided by delta, and multiplied back. @throws AppError `LOCAL_BUG` for a slip of the computation */
export function dividedBy(value: SecretInteger, delta: bigint): SecretInteger {
  const di = inverse(delta, q);
  const divided = value.use((v) => mod(v * di, q));
  assertOwnProof('divided share', mod(divided * delta, q) === value.use((v) => mod(v, q)));
  return SecretInteger.of(divided);
}
