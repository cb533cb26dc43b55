/** From signature shares to a verified ECDSA signature (cggmp24.md 8.1): low s, recovery id, and checks by independent code before it is returned. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { verifyEcdsaSha256 } from '../../crypto/ecdsa-openssl.ts';
import { integerToBytes, mod } from '../../crypto/integers.ts';
import { pointToBytes, q, type Point } from '../../crypto/secp256k1.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { signatureR } from './signature-share.ts';

export interface EcdsaSignature {
  /** 32 bytes. */
  readonly r: Uint8Array;
  /** 32 bytes, not above (q-1)/2. */
  readonly s: Uint8Array;
  /**
   * 0 to 3. With 2 or 3 (probability about 2^-127) the nonce point's x is not below q, which Ethereum cannot express: discard the signature
   * and sign again with a fresh nonce.
   */
  readonly recoveryId: number;
  /** The key it verifies under, 33 bytes compressed: derived along the path. */
  readonly publicKey: Uint8Array;
}

export interface SignatureParts {
  readonly Gamma: Point;
  readonly childKey: Point;
  /** Verified shares of all signers. */
  readonly sigmas: readonly bigint[];
  /** 32 bytes. */
  readonly messageHash: Uint8Array;
  /** The bytes whose SHA-256 is `messageHash`, where there are such: OpenSSL then verifies the signature too. */
  readonly preimage: Uint8Array | undefined;
}

/**
 * Adds the shares up and normalises.
 * @throws ProtocolStop `LOCAL_BUG` when the result does not verify although every share did
 */
export function assembleSignature(parts: SignatureParts): EcdsaSignature {
  const signature = signatureOf(parts);
  if (signature === undefined) throw new ProtocolStop('LOCAL_BUG', 'the signature does not verify');
  return signature;
}

/**
 * The same, or `undefined` when the result does not verify.
 * @throws ProtocolStop `LOCAL_BUG` when the second verifier disagrees with the first
 */
export function signatureOf({
  Gamma,
  childKey,
  sigmas,
  messageHash,
  preimage,
}: SignatureParts): EcdsaSignature | undefined {
  const r = signatureR(Gamma);
  const sum = mod(
    sigmas.reduce((total, sigma) => total + sigma, 0n),
    q,
  );
  const { s, recoveryId } = lowS(sum, recoveryIdOf(Gamma));
  const signature: EcdsaSignature = {
    r: integerToBytes(r, 32),
    s: integerToBytes(s, 32),
    recoveryId,
    publicKey: pointToBytes(childKey),
  };
  if (r === 0n || s === 0n || !isVerified(signature, messageHash)) return undefined;
  if (preimage !== undefined && !verifyEcdsaSha256(signature.publicKey, preimage, compactOf(signature))) {
    throw new ProtocolStop('LOCAL_BUG', 'the second verifier rejects the signature');
  }
  return signature;
}

/** Parity of Gamma.y, plus 2 where Gamma.x is not below q. */
export function recoveryIdOf(Gamma: Point): number {
  const { x, y } = Gamma.toAffine();
  return Number(y & 1n) + (x >= q ? 2 : 0);
}

/** The lower of s and -s; negating s negates the nonce point, hence flips its parity. */
export function lowS(s: bigint, recoveryId: number): { readonly s: bigint; readonly recoveryId: number } {
  return s > (q - 1n) / 2n ? { s: q - s, recoveryId: recoveryId ^ 1 } : { s, recoveryId };
}

/** `r || s`, 64 bytes. */
export function compactOf({ r, s }: Pick<EcdsaSignature, 'r' | 's'>): Uint8Array {
  return Uint8Array.of(...r, ...s);
}

/**
 * Whether noble accepts the signature under its key, and its recovery id. Both are one computation of `R = s^-1 (m·G + r·X)`: the library compares R's x
 * with r, and in this format also R's parity and overflow with the id. So R is the point that recovery would start from, and recovering from it gives
 * `r^-1 (s·R - m·G) = X` and nothing else.
 */
function isVerified(signature: EcdsaSignature, messageHash: Uint8Array): boolean {
  const recoverable = Uint8Array.of(signature.recoveryId, ...signature.r, ...signature.s);
  const options = { prehash: false, lowS: true, format: 'recovered' } as const;
  return secp256k1.verify(recoverable, messageHash, signature.publicKey, options);
}
