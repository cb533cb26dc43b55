/**
 * Modular exponentiation, kept apart by type: public inputs, a secret exponent, a secret base. Guards of primitives.md 3.2.
 * The implementation is chosen once, by the self-test, at first use.
 */
import { AppError } from '../../base/errors.ts';
import { bitLength, inverse, mod } from './integers.ts';
import { powBigint } from './modpow-bigint.ts';
import { chooseModPow, type ModPowReport } from './modpow-choice.ts';
import type { ModPowContext } from './modpow-port.ts';
import { inverseOfSecret } from './secret-inverse.ts';
import type { SecretInteger } from './secret-integer.ts';

export { adoptModPowReport, type ModPowReport } from './modpow-choice.ts';

const MIN_BITS = 512;
const MAX_BITS = 10_000;
/** A committee of 64 with N, N^2 and Nh of everybody. */
const CACHED_MODULI = 192;
const CACHED_INVERSES = 4;

/** A modulus ready for exponentiation. Holds no secret unless the modulus is one; then it stays inside the key object. */
export class PowerModulus {
  readonly modulus: bigint;
  #prepared: ModPowContext | undefined;
  readonly #inverses = new Map<bigint, bigint>();

  /** @throws AppError `MODULUS_UNSUPPORTED` (a bug) unless the modulus is odd and has 512 to 10000 bits */
  constructor(modulus: bigint) {
    const bits = bitLength(modulus);
    if (modulus < 0n || (modulus & 1n) === 0n || bits < MIN_BITS || bits > MAX_BITS) throw unsupported();
    this.modulus = modulus;
  }

  /** Made at first use: OpenSSL examines the modulus, which takes up to 50 ms for a prime of 1536 bits. */
  get #context(): ModPowContext {
    this.#prepared ??= chooseModPow().modPow.context(this.modulus);
    return this.#prepared;
  }

  /** Public base and exponent; any integers. @throws AppError `NOT_INVERTIBLE` for a negative exponent of a non-unit */
  powPublic(base: bigint, exponent: bigint): bigint {
    const b = exponent < 0n ? this.#inverseOf(base) : mod(base, this.modulus);
    const e = exponent < 0n ? -exponent : exponent;
    return this.#trivial(b, e) ?? this.#computed(b, e) ?? powBigint(b, e, this.modulus);
  }

  /** Public base, secret exponent (its sign may show in the time, its bits do not). @throws as `powSecretBase` */
  powSecret(base: bigint, exponent: SecretInteger): bigint {
    return exponent.use((x) => {
      const b = x < 0n ? this.#inverseOf(base) : mod(base, this.modulus);
      return this.#powOfSecrets(b, x < 0n ? -x : x);
    });
  }

  /** Secret base, public exponent. @throws AppError `MODPOW_FAILED` (a bug) when the implementation gives no answer */
  powSecretBase(base: SecretInteger, exponent: bigint): bigint {
    return base.use((b) => {
      const power = this.#powOfSecrets(mod(b, this.modulus), exponent < 0n ? -exponent : exponent);
      return exponent < 0n ? inverseOfSecret(power, this.modulus) : power;
    });
  }

  /** The inverse of a public base. Ring-Pedersen bases come back with every commitment, and Euclid costs as much as a short exponentiation. */
  #inverseOf(base: bigint): bigint {
    const known = this.#inverses.get(base);
    if (known !== undefined) return known;
    const found = inverse(base, this.modulus);
    if (this.#inverses.size >= CACHED_INVERSES) this.#inverses.clear();
    this.#inverses.set(base, found);
    return found;
  }

  #powOfSecrets(b: bigint, e: bigint): bigint {
    const result = this.#trivial(b, e) ?? this.#computed(b, e);
    if (result === undefined) throw failed();
    return result;
  }

  #computed(b: bigint, e: bigint): bigint | undefined {
    const power = this.#context.pow(b, e);
    if (power !== undefined) return power;
    // OpenSSL refuses the results 1 and m - 1. The first is an honest one (decrypting an encryption of 0); a hostile nonce N - 1 brings the
    // second. The next power tells: it is b, or its negative.
    const next = this.#context.pow(b, e + 1n);
    if (next === b) return 1n;
    return next === this.modulus - b ? this.modulus - 1n : undefined;
  }

  /** The inputs that OpenSSL refuses, and the exponent 1. */
  #trivial(b: bigint, e: bigint): bigint | undefined {
    if (e === 0n) return 1n;
    if (e === 1n) return b;
    if (b <= 1n) return b;
    if (b === this.modulus - 1n) return (e & 1n) === 1n ? b : 1n;
    return undefined;
  }
}

const cache = new Map<bigint, PowerModulus>();

/** The prepared form of a public modulus, from a cache of the most recently used ones. */
export function powerModulus(modulus: bigint): PowerModulus {
  const prepared = cache.get(modulus) ?? new PowerModulus(modulus);
  // Map keeps insertion order: taking an entry out and in again makes it the most recent.
  cache.delete(modulus);
  cache.set(modulus, prepared);
  const oldest = cache.keys().next();
  if (cache.size > CACHED_MODULI && oldest.done !== true) cache.delete(oldest.value);
  return prepared;
}

/** `base^exponent mod modulus`, everything public; the exponent may be negative. @throws as `PowerModulus.powPublic` */
export function powPublic(base: bigint, exponent: bigint, modulus: bigint): bigint {
  return powerModulus(modulus).powPublic(base, exponent);
}

/** `base^exponent mod modulus` with a secret exponent, which may be negative. @throws as `PowerModulus.powSecret` */
export function powSecret(base: bigint, exponent: SecretInteger, modulus: bigint): bigint {
  return powerModulus(modulus).powSecret(base, exponent);
}

/** `base^exponent mod modulus` with a secret base; the exponent may be negative. @throws as `PowerModulus.powSecretBase` */
export function powSecretBase(base: SecretInteger, exponent: bigint, modulus: bigint): bigint {
  return powerModulus(modulus).powSecretBase(base, exponent);
}

/** `prod base_i^exponent_i mod modulus`, everything public; exponents may be negative. @throws as `PowerModulus.powPublic` */
export function multiPowPublic(terms: readonly (readonly [bigint, bigint])[], modulus: bigint): bigint {
  const prepared = powerModulus(modulus);
  let [above, below] = [1n, 1n];
  for (const [base, e] of terms) {
    if (e < 0n) below = (below * prepared.powPublic(base, -e)) % modulus;
    else above = (above * prepared.powPublic(base, e)) % modulus;
  }
  return below === 1n ? above : (above * inverse(below, modulus)) % modulus;
}

/** Which implementation computes, and why not the constant-time one if it does not. Runs the self-test if needed. */
export function modPowReport(): ModPowReport {
  return chooseModPow().report;
}

function unsupported(): AppError {
  return new AppError({ code: 'MODULUS_UNSUPPORTED', kind: 'bug', message: 'A modulus has an unsupported size.' });
}

function failed(): AppError {
  return new AppError({ code: 'MODPOW_FAILED', kind: 'bug', message: 'An exponentiation gave no result.' });
}
