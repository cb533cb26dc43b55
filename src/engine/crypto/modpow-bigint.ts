/**
 * Exponentiation in plain `bigint`: the reference of the self-test, and the fall-back where OpenSSL does not behave.
 * It always multiplies, window by window, but the engine's multiplication itself is not constant time.
 */
import type { ModPow } from './modpow-port.ts';

const WINDOW = 4n;
const WINDOW_MASK = (1n << WINDOW) - 1n;

/** `base^exponent mod modulus` for `base` in [0, modulus - 1], `exponent >= 0`, `modulus >= 2`. */
export function powBigint(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const table = [1n, base];
  while (table.length <= Number(WINDOW_MASK)) table.push(((table.at(-1) ?? 1n) * base) % modulus);
  const windows = Math.ceil(exponent.toString(16).length);
  let result = 1n;
  for (let i = windows - 1; i >= 0; i -= 1) {
    for (let square = 0n; square < WINDOW; square += 1n) result = (result * result) % modulus;
    const digit = Number((exponent >> (BigInt(i) * WINDOW)) & WINDOW_MASK);
    result = (result * (table[digit] ?? 1n)) % modulus;
  }
  return result;
}

export const bigintModPow: ModPow = {
  name: 'bigint',
  context: (modulus) => ({ pow: (base, exponent) => powBigint(base, exponent, modulus) }),
};
