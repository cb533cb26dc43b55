/** The owner's side of ring-Pedersen parameters: making them, and computing in them through the primes of `Nh`. */
import type { Random } from '../../base/random.ts';
import { AppError } from '../../base/errors.ts';
import { CrtModulus } from './crt.ts';
import { randomBelow, randomUnit } from './sampling.ts';
import type { RingPedersen } from './ring-pedersen.ts';
import { SecretInteger } from './secret-integer.ts';

interface Trapdoor {
  readonly p: bigint;
  readonly q: bigint;
  readonly phi: SecretInteger;
  readonly modNh: CrtModulus;
  lambda: SecretInteger | undefined;
}

/** Ring-Pedersen parameters with their trapdoor. Prints as `[secret]`. */
export class RingPedersenOwner {
  readonly parameters: RingPedersen;
  #trapdoor: Trapdoor | undefined;

  /** @param lambda the discrete logarithm of s to the base t, kept until Pi-prm is made */
  constructor(primes: { p: bigint; q: bigint }, bases: { s: bigint; t: bigint }, lambda?: SecretInteger) {
    const { p, q } = primes;
    this.parameters = { Nh: p * q, ...bases };
    this.#trapdoor = {
      p,
      q,
      phi: SecretInteger.of((p - 1n) * (q - 1n)),
      modNh: new CrtModulus(p, q, 1),
      lambda,
    };
  }

  /** `(p-1)(q-1)`. */
  get phi(): SecretInteger {
    return this.#secrets().phi;
  }

  /** The discrete logarithm of s, until `forgetLambda`. */
  get lambda(): SecretInteger | undefined {
    return this.#secrets().lambda;
  }

  /** Lends the primes, for encoding the key. */
  usePrimes<T>(read: (p: bigint, q: bigint) => T): T {
    const { p, q } = this.#secrets();
    return read(p, q);
  }

  /** `base^exponent mod Nh`, equal to `powPublic`. @throws AppError `NOT_INVERTIBLE` */
  power(base: bigint, exponent: bigint | SecretInteger): bigint {
    const { modNh } = this.#secrets();
    return typeof exponent === 'bigint' ? modNh.pow(base, exponent) : modNh.powSecret(base, exponent);
  }

  /** `s^x·t^y mod Nh`, equal to `commitPublic`. With lambda it is one power of t. */
  commit(x: bigint, y: bigint): bigint {
    const { Nh, s, t } = this.parameters;
    const { modNh, lambda } = this.#secrets();
    if (lambda !== undefined) return lambda.use((l) => modNh.pow(t, l * x + y));
    return (modNh.pow(s, x) * modNh.pow(t, y)) % Nh;
  }

  /** Erases lambda once Pi-prm is made (primitives.md 6). */
  forgetLambda(): void {
    const { lambda } = this.#secrets();
    lambda?.forget();
    this.#secrets().lambda = undefined;
  }

  /** Drops every secret. The owner cannot be used afterwards; the parameters can. */
  forget(): void {
    this.#trapdoor?.lambda?.forget();
    this.#trapdoor?.phi.forget();
    this.#trapdoor = undefined;
  }

  #secrets(): Trapdoor {
    if (this.#trapdoor === undefined) {
      throw new AppError({ code: 'SECRET_WIPED', kind: 'bug', message: 'A secret was used after it had been erased.' });
    }
    return this.#trapdoor;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** New parameters for the primes of `ringPedersenPrimes`: `t = r^2`, `s = t^lambda`; lambda is kept for Pi-prm. */
export function makeRingPedersen(primes: { p: bigint; q: bigint }, random: Random): RingPedersenOwner {
  const { p, q } = primes;
  const Nh = p * q;
  const r = randomUnit(random, Nh);
  const t = (r * r) % Nh;
  const lambda = SecretInteger.of(randomBelow(random, (p - 1n) * (q - 1n)));
  const s = new CrtModulus(p, q, 1).powSecret(t, lambda);
  return new RingPedersenOwner(primes, { s, t }, lambda);
}
