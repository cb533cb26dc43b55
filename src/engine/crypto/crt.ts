/** Exponentiation by the owner of a modulus, who knows its two primes (primitives.md 4.4). */
import { AppError } from '../../base/errors.ts';
import { inverse, inverseModSquare, isqrt, mod } from './integers.ts';
import { PowerModulus } from './modpow.ts';
import { SecretInteger } from './secret-integer.ts';
import { inverseOfSecret } from './secret-inverse.ts';

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
  /** `pq` where the modulus is its square. */
  readonly #root: bigint | undefined;
  /** Exponents below this are short. */
  readonly #short: bigint;

  constructor(p: bigint, q: bigint, k: 1 | 2) {
    this.#p = half(p, k);
    this.#q = half(q, k);
    this.#pInverse = inverse(this.#p.power.modulus, this.#q.power.modulus);
    this.modulus = this.#p.power.modulus * this.#q.power.modulus;
    this.#root = k === 1 ? undefined : p * q;
    this.#short = isqrt(this.#p.order);
  }

  /** The halves, for computations that take a shorter way in each. */
  get halves(): readonly [p: PowerModulus, q: PowerModulus] {
    return [this.#p.power, this.#q.power];
  }

  /** `base^exponent mod M`, any integers. @throws AppError `NOT_INVERTIBLE` for a negative exponent of a non-unit */
  pow(base: bigint, exponent: bigint): bigint {
    const isShort = exponent < 0n && -exponent < this.#short;
    // The inverse exponent would be as long as the order: for a short one it is quicker to invert the base.
    const [b, e] = isShort ? [this.#inverse(base), -exponent] : [base, exponent];
    return this.combine(powHalf(this.#p, b, e), powHalf(this.#q, b, e));
  }

  /** Modulo pq the base may be the nonce of an encryption, hence blinded; modulo its square it is a ciphertext. */
  #inverse(base: bigint): bigint {
    return this.#root === undefined ? inverseOfSecret(base, this.modulus) : inverseModSquare(base, this.#root);
  }

  /** The same for a secret exponent. */
  powSecret(base: bigint, exponent: SecretInteger): bigint {
    return exponent.use((e) => this.pow(base, e));
  }

  /** The value in [0, M - 1] that is `xp` modulo the first half and `xq` modulo the second. @throws AppError `CRT_FAULT` */
  combine(xp: bigint, xq: bigint): bigint {
    const [p, q] = [this.#p.power.modulus, this.#q.power.modulus];
    const x = xp + p * mod((xq - xp) * this.#pInverse, q);
    // A value that is right in one half only would give the factors away when it is published.
    if (x % p !== xp || x % q !== xq) throw crtFault();
    return x;
  }
}

/** A computation with secret primes went wrong (a hardware fault); nothing of it may be sent. */
export function crtFault(): AppError {
  return new AppError({
    code: 'CRT_FAULT',
    kind: 'bug',
    message: 'A computation with secret numbers was not reproducible; this machine may be faulty.',
    safe: 'Its result was not used.',
  });
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
