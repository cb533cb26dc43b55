/** Powers of one received ciphertext by several secrets, looked over together before anything made of them leaves (zk.md 13). */
import { powerModulus } from '../crypto/modpow.ts';
import { negateCiphertext, type PaillierPublicKey } from '../crypto/paillier.ts';
import { SecretInteger } from '../crypto/secret-integer.ts';
import { weightedProduct, weightedSum } from './openings.ts';
import { assertOwnProof } from './own-proof.ts';

/**
 * `c^k mod N^2` for every `k`. The look multiplies them with the weights 1, 2, 3, ... modulo N, where one exponentiation costs a fifth of what one of the
 * powers did; a slip that is invisible there would be a multiple of N (`own-equations.ts`).
 * @param c a ciphertext: a unit, by the proofs that came with it
 * @throws AppError `LOCAL_BUG`
 */
export function scaleTogether(key: PaillierPublicKey, c: bigint, factors: readonly SecretInteger[]): readonly bigint[] {
  const modulus = powerModulus(key.NN);
  let negated: bigint | undefined;
  const powers = factors.map((factor) =>
    factor.use((k) => {
      if (k >= 0n) return modulus.powSecret(c, factor);
      negated ??= negateCiphertext(key, c);
      return powOnce(modulus, negated, -k);
    }),
  );
  assertOwnProof('scale', arePowersRight(key, c, factors, powers));
  return powers;
}

/** A power by a secret that nothing else needs. */
function powOnce(modulus: ReturnType<typeof powerModulus>, base: bigint, exponent: bigint): bigint {
  const secret = SecretInteger.of(exponent);
  try {
    return modulus.powSecret(base, secret);
  } finally {
    secret.forget();
  }
}

function arePowersRight(
  { N }: PaillierPublicKey,
  c: bigint,
  factors: readonly SecretInteger[],
  powers: readonly bigint[],
): boolean {
  const product = weightedProduct(
    powers.map((power) => power % N),
    N,
  );
  const exponent = weightedSum(factors);
  try {
    return exponent.use((k) => {
      const power = powOnce(powerModulus(N), c, k < 0n ? -k : k);
      // A negative exponent goes to the other side
      return k < 0n ? (product * power) % N === 1n : product === power;
    });
  } finally {
    exponent.forget();
  }
}

/** `a·b mod N^2` of two ciphertexts, computed again modulo N. @throws AppError `LOCAL_BUG` */
export function productOf({ N, NN }: PaillierPublicKey, a: bigint, b: bigint): bigint {
  const product = (a * b) % NN;
  assertOwnProof('scale', product % N === ((a % N) * (b % N)) % N);
  return product;
}
