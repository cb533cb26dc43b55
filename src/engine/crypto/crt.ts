/** Exponentiation by the owner of a modulus, who knows its two primes (primitives.md 4.4). */
import { inverse, mod } from './integers.ts';
import { PowerModulus } from './modpow.ts';
import { SecretInteger } from './secret-integer.ts';

/** One half `p^k`: the prime, the order of its unit group, and the prepared modulus. */
interface Half {
  readonly prime: bigint;
  readonly order: bigint;
  readonly power: PowerModulus;
}

/**
 * The integers mod `M = p^k·q^k` seen through their halves. Secret-bearing: lives in the key object and nowhere else.
 * Results are identical to those of the public functions, for non-units too.
 */
export class CrtModulus {
  readonly modulus: bigint;
  readonly #p: Half;
  readonly #q: Half;
  readonly #pInverse: bigint;

  constructor(p: bigint, q: bigint, k: 1 | 2) {
    this.#p = half(p, k);
    this.#q = half(q, k);
    this.#pInverse = inverse(this.#p.power.modulus, this.#q.power.modulus);
    this.modulus = this.#p.power.modulus * this.#q.power.modulus;
  }

  /** `base^exponent mod M`, any integers. @throws AppError `NOT_INVERTIBLE` for a negative exponent of a non-unit */
  pow(base: bigint, exponent: bigint): bigint {
    return this.combine(powHalf(this.#p, base, exponent), powHalf(this.#q, base, exponent));
  }

  /** The same for a secret exponent. */
  powSecret(base: bigint, exponent: SecretInteger): bigint {
    return exponent.use((e) => this.pow(base, e));
  }

  /** The value in [0, M - 1] that is `xp` modulo the first half and `xq` modulo the second. */
  combine(xp: bigint, xq: bigint): bigint {
    return xp + this.#p.power.modulus * mod((xq - xp) * this.#pInverse, this.#q.power.modulus);
  }
}

function half(prime: bigint, k: 1 | 2): Half {
  const modulus = k === 1 ? prime : prime * prime;
  return { prime, order: modulus - modulus / prime, power: new PowerModulus(modulus) };
}

function powHalf({ prime, order, power }: Half, base: bigint, exponent: bigint): bigint {
  // A multiple of the prime has no order: only a hostile value is one, and nothing is secret about it.
  if (base % prime === 0n) return power.powPublic(base, exponent);
  return power.powSecret(base, SecretInteger.of(mod(exponent, order)));
}
