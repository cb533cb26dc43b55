/** The owner's side of Paillier: decryption, nonces and fast powers through the two primes (primitives.md 4.4 and 5). */
import { AppError } from '../../base/errors.ts';
import { CrtModulus, crtFault } from './crt.ts';
import { inverse, mod, smod } from './integers.ts';
import type { PowerModulus } from './modpow.ts';
import { encodePlaintext, isCiphertext, paillierPublicKey, type PaillierPublicKey } from './paillier.ts';
import { SecretInteger } from './secret-integer.ts';

/** What the key keeps about one prime. */
interface PrimePart {
  readonly prime: bigint;
  readonly single: PowerModulus;
  readonly squared: PowerModulus;
  /** The inverse of `L((1+N)^(p-1) mod p^2)` modulo p. */
  readonly h: bigint;
  /** The other prime modulo `p - 1`: the exponent of the first half of an N-th power. */
  readonly other: SecretInteger;
}

interface Parts {
  readonly p: PrimePart;
  readonly q: PrimePart;
  readonly modN: CrtModulus;
  readonly modNN: CrtModulus;
  readonly phi: SecretInteger;
  readonly rootExponent: bigint;
}

/** A Paillier key pair. Prints as `[secret]`; nothing secret leaves it except inside `usePrimes` and `phi`. */
export class PaillierPrivateKey {
  readonly publicKey: PaillierPublicKey;
  #parts: Parts | undefined;

  /** @throws AppError `NOT_INVERTIBLE` unless `gcd(N, phi) = 1`, which `paillierPrimes` guarantees */
  constructor(p: bigint, q: bigint) {
    this.publicKey = paillierPublicKey(p * q);
    const phi = (p - 1n) * (q - 1n);
    const modN = new CrtModulus(p, q, 1);
    const modNN = new CrtModulus(p, q, 2);
    this.#parts = {
      p: primePart(modN.halves[0], modNN.halves[0], q),
      q: primePart(modN.halves[1], modNN.halves[1], p),
      modN,
      modNN,
      phi: SecretInteger.of(phi),
      rootExponent: inverse(this.publicKey.N, phi),
    };
  }

  /** `(p-1)(q-1)`. */
  get phi(): SecretInteger {
    return this.#secrets().phi;
  }

  /** Lends the primes, for encoding the key and for proofs about the modulus. */
  usePrimes<T>(read: (p: bigint, q: bigint) => T): T {
    const { p, q } = this.#secrets();
    return read(p.prime, q.prime);
  }

  /** `(1 + mN)·r^N mod N^2`, as `encrypt` with the public key. @throws AppError `PLAINTEXT_RANGE` (a bug) */
  encrypt(m: SecretInteger, nonce: SecretInteger): bigint {
    const masked = nonce.use((r) => this.nthPower(r));
    return m.use((plain) => (encodePlaintext(this.publicKey, plain) * masked) % this.publicKey.NN);
  }

  /**
   * `r^N mod N^2`. Modulo `p^2` the power by p depends on `r mod p` only, so the first step is made modulo p.
   * @throws AppError `CRT_FAULT`
   */
  nthPower(r: bigint): bigint {
    const { p, q, modNN } = this.#secrets();
    return modNN.combine(nthPowerHalf(p, r), nthPowerHalf(q, r));
  }

  /** The plaintext in [-(N-1)/2, (N-1)/2]. @throws AppError `NOT_CIPHERTEXT` (the sender's fault) */
  decrypt(c: bigint): SecretInteger {
    if (!isCiphertext(this.publicKey, c)) throw notCiphertext();
    const { p, q, modN } = this.#secrets();
    return SecretInteger.of(smod(modN.combine(decryptHalf(p, c), decryptHalf(q, c)), this.publicKey.N));
  }

  /** The r with `c = Enc(m; r)`, for the error rounds. @throws AppError `NOT_CIPHERTEXT` */
  nonceOf(c: bigint): SecretInteger {
    if (!isCiphertext(this.publicKey, c)) throw notCiphertext();
    return SecretInteger.of(this.nthRoot(c));
  }

  /** The r in Z*_N with `r^N = y mod N`, for a unit y. */
  nthRoot(y: bigint): bigint {
    const { modN, rootExponent } = this.#secrets();
    return modN.pow(y, rootExponent);
  }

  /** `base^exponent mod N^2`, equal to `powPublic`. @throws AppError `NOT_INVERTIBLE` */
  power(base: bigint, exponent: bigint | SecretInteger): bigint {
    return powBy(this.#secrets().modNN, base, exponent);
  }

  /** `base^exponent mod N`, equal to `powPublic`. @throws AppError `NOT_INVERTIBLE` */
  powerModN(base: bigint, exponent: bigint | SecretInteger): bigint {
    return powBy(this.#secrets().modN, base, exponent);
  }

  /** Drops every secret. The key cannot be used afterwards. */
  forget(): void {
    this.#parts = undefined;
  }

  #secrets(): Parts {
    if (this.#parts === undefined) {
      throw new AppError({ code: 'SECRET_WIPED', kind: 'bug', message: 'A secret was used after it had been erased.' });
    }
    return this.#parts;
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

/** @throws as the constructor */
export function paillierPrivateKey(p: bigint, q: bigint): PaillierPrivateKey {
  return new PaillierPrivateKey(p, q);
}

function primePart(single: PowerModulus, squared: PowerModulus, other: bigint): PrimePart {
  const prime = single.modulus;
  const exponent = mod(other, prime - 1n);
  // (1+N)^(p-1) = 1 + (p-1)N mod p^2, so L of it is (p-1)·q mod p.
  const h = inverse((prime - 1n) * other, prime);
  return { prime, single, squared, h, other: SecretInteger.of(exponent) };
}

/** `r^(pq) mod p^2`: first `r^q mod p`, then its p-th power mod p^2. */
function nthPowerHalf({ prime, single, squared, other }: PrimePart, r: bigint): bigint {
  if (r % prime === 0n) return 0n;
  const first = single.powSecret(r, other);
  const power = squared.powSecret(first, SecretInteger.of(prime));
  // The p-th power of x is x modulo p. What is sent is also looked over with the public modulus (primitives.md 4.4), by
  // the prover's own check in `zk`.
  if (power % prime !== first) throw crtFault();
  return power;
}

function decryptHalf(part: PrimePart, c: bigint): bigint {
  const { prime, squared, h } = part;
  const power = squared.powSecret(c, SecretInteger.of(prime - 1n));
  return mod(((power - 1n) / prime) * h, prime);
}

function powBy(modulus: CrtModulus, base: bigint, exponent: bigint | SecretInteger): bigint {
  return typeof exponent === 'bigint' ? modulus.pow(base, exponent) : modulus.powSecret(base, exponent);
}

function notCiphertext(): AppError {
  return new AppError({ code: 'NOT_CIPHERTEXT', kind: 'peer', message: 'A received value is not a ciphertext.' });
}
