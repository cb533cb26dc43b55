/**
 * Start-up self-test of an implementation (primitives.md 3.3): random powers for moduli of four sizes. The moduli are
 * products of 64-bit primes, so that a result is checked completely, and cheaply, prime by prime.
 */
import { randomBytes } from 'node:crypto';
import { gcd, integerFromBytes, mod } from './integers.ts';
import { powBigint } from './modpow-bigint.ts';
import type { ModPow, ModPowContext } from './modpow-port.ts';

/** `2^64 - k` is prime for these k: the 96 largest primes of 64 bits. */
const OFFSETS = [
  59, 83, 95, 179, 189, 257, 279, 323, 353, 363, 425, 453, 503, 743, 825, 843, 845, 897, 899, 935, 945, 1023, 1025,
  1077, 1079, 1235, 1275, 1323, 1379, 1469, 1475, 1487, 1505, 1517, 1569, 1583, 1607, 1665, 1755, 1799, 1805, 1839,
  1859, 1883, 1949, 1995, 2003, 2033, 2045, 2097, 2133, 2175, 2253, 2285, 2289, 2309, 2379, 2463, 2493, 2549, 2555,
  2597, 2633, 2717, 2729, 2757, 2769, 2807, 2913, 3017, 3029, 3059, 3105, 3113, 3119, 3135, 3219, 3225, 3237, 3263,
  3267, 3329, 3345, 3377, 3423, 3497, 3543, 3563, 3795, 3819, 3839, 3885, 3909, 3947, 3959, 4079,
];
const PRIMES = OFFSETS.map((k) => (1n << 64n) - BigInt(k));
const SAMPLES = 20;

/** Moduli of 512, 2048, 4096 and 6144 bits, and how long their random exponents are; one of each is as long as the modulus. */
const SIZES = [
  { primes: 8, exponentBytes: 64 },
  { primes: 32, exponentBytes: 64 },
  { primes: 64, exponentBytes: 32 },
  { primes: 96, exponentBytes: 16 },
] as const;

/** Why the implementation must not be used, or `undefined` when every sample agrees. */
export function testModPow(modPow: ModPow): string | undefined {
  for (const { primes, exponentBytes } of SIZES) {
    const factors = PRIMES.slice(0, primes);
    const modulus = factors.reduce((product, prime) => product * prime, 1n);
    const wrong = testModulus(modPow, modulus, factors, exponentBytes);
    if (wrong !== undefined) return `${modPow.name}, ${64 * primes} bits: ${wrong}`;
  }
  return undefined;
}

function testModulus(modPow: ModPow, modulus: bigint, factors: readonly bigint[], bytes: number): string | undefined {
  try {
    const context = modPow.context(modulus);
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      // One full-length exponent; shorter ones keep the start quick.
      const exponent = randomInteger(sample === 0 ? 8 * factors.length : bytes) + 1n;
      const base = 2n + mod(randomInteger(8 * factors.length), modulus - 3n);
      const result = context.pow(base, exponent);
      if (result === undefined) return 'no result';
      if (!factors.every((prime) => result % prime === powBigint(base % prime, exponent % (prime - 1n), prime)))
        return 'a wrong result';
    }
    return factors.length === SIZES[0].primes ? testDegenerate(context, modulus, factors) : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'it failed';
  }
}

/** A power that is 1 is given as 1 or not at all, and the next one is the base: what `PowerModulus` relies on. */
function testDegenerate(context: ModPowContext, modulus: bigint, factors: readonly bigint[]): string | undefined {
  const order = factors.reduce((product, prime) => (product / gcd(product, prime - 1n)) * (prime - 1n), 1n);
  const base = 2n + mod(randomInteger(8 * factors.length), modulus - 3n);
  if (gcd(base, modulus) !== 1n) return undefined;
  const one = context.pow(base, order);
  if (one !== undefined && one !== 1n) return 'a wrong power that is 1';
  return context.pow(base, order + 1n) === base ? undefined : 'a wrong power after 1';
}

function randomInteger(byteLength: number): bigint {
  return integerFromBytes(new Uint8Array(randomBytes(byteLength)));
}
