/** Paillier encryption with signed plaintexts in [-(N-1)/2, (N-1)/2] (primitives.md 5). The owner's side is in `paillier-owner.ts`. */
import { AppError } from '../../base/errors.ts';
import { inverseModSquare, isUnit, mod } from './integers.ts';
import { powerModulus } from './modpow.ts';
import { SecretInteger } from './secret-integer.ts';

export { PaillierPrivateKey, paillierPrivateKey } from './paillier-owner.ts';

export interface PaillierPublicKey {
  readonly N: bigint;
  /** `N^2`, the modulus of ciphertexts. */
  readonly NN: bigint;
}

export function paillierPublicKey(N: bigint): PaillierPublicKey {
  return { N, NN: N * N };
}

/**
 * `(1 + mN)·r^N mod N^2` with a secret plaintext and nonce.
 * @param m in [-(N-1)/2, (N-1)/2]
 * @param nonce r in Z*_N
 * @throws AppError `PLAINTEXT_RANGE` (a bug)
 */
export function encrypt(key: PaillierPublicKey, m: SecretInteger, nonce: SecretInteger): bigint {
  const masked = powerModulus(key.NN).powSecretBase(nonce, key.N);
  return m.use((plain) => (encodePlaintext(key, plain) * masked) % key.NN);
}

/** The same for values that everybody knows (verification). @throws AppError `PLAINTEXT_RANGE`: check the range first */
export function encryptPublic(key: PaillierPublicKey, m: bigint, nonce: bigint): bigint {
  return (encodePlaintext(key, m) * powerModulus(key.NN).powPublic(nonce, key.N)) % key.NN;
}

/** `(1 + N)^m mod N^2`, which is `1 + mN`. @throws AppError `PLAINTEXT_RANGE` (a bug) */
export function encodePlaintext(key: PaillierPublicKey, m: bigint): bigint {
  const half = (key.N - 1n) / 2n;
  if (m > half || m < -half) {
    throw new AppError({ code: 'PLAINTEXT_RANGE', kind: 'bug', message: 'A plaintext does not fit its modulus.' });
  }
  return 1n + mod(m, key.N) * key.N;
}

/** `1 <= c < N^2` and `gcd(c, N) = 1`; checked before any use of a received value. */
export function isCiphertext(key: PaillierPublicKey, c: bigint): boolean {
  return c >= 1n && c < key.NN && isUnit(c % key.N, key.N);
}

/** Encrypts the sum of the plaintexts. */
export function addCiphertexts(key: PaillierPublicKey, ...ciphertexts: readonly bigint[]): bigint {
  return ciphertexts.reduce((product, c) => (product * c) % key.NN, 1n);
}

/** Encrypts the negated plaintext. @throws AppError `NOT_INVERTIBLE` for anything but a ciphertext */
export function negateCiphertext({ N }: PaillierPublicKey, c: bigint): bigint {
  return inverseModSquare(c, N);
}

/** Encrypts `k` times the plaintext, `k` secret and signed. The result is not fresh: add an encryption before sending. */
export function scale(key: PaillierPublicKey, c: bigint, k: SecretInteger): bigint {
  return k.use((factor) => {
    const base = factor < 0n ? negateCiphertext(key, c) : c;
    return powerModulus(key.NN).powSecret(base, SecretInteger.of(factor < 0n ? -factor : factor));
  });
}

/** The same for a `k` that everybody knows. */
export function scalePublic(key: PaillierPublicKey, c: bigint, k: bigint): bigint {
  const base = k < 0n ? negateCiphertext(key, c) : c;
  return powerModulus(key.NN).powPublic(base, k < 0n ? -k : k);
}
