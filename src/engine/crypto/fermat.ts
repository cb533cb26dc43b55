/**
 * A Fermat test to the base 2 through OpenSSL's RSA: one power, where `checkPrime` makes at least 64 for a prime.
 * It only screens: whatever passes goes through `checkPrime`.
 */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { bitLength, integerFromBytes, integerToBytes } from './integers.ts';

/** Whether `2^(n-1) = 1 mod n`, or `undefined` where the runtime does not offer such powers (BoringSSL: large exponents). */
export function passesFermat(n: bigint): boolean | undefined {
  const byteLength = Math.ceil(bitLength(n) / 8);
  try {
    const key = createPublicKey({
      key: { kty: 'RSA', n: base64url(n, byteLength), e: base64url(n - 1n, byteLength) },
      format: 'jwk',
    });
    const two = integerToBytes(2n, byteLength);
    const power = publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, two);
    return integerFromBytes(new Uint8Array(power)) === 1n;
  } catch {
    return undefined;
  }
}

function base64url(v: bigint, byteLength: number): string {
  const text = btoa(String.fromCharCode(...integerToBytes(v, byteLength)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
