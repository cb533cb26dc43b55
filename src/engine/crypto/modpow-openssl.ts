/**
 * Constant-time exponentiation by OpenSSL through `DiffieHellman.computeSecret` (primitives.md 3.2): the only one that
 * the runtime offers synchronously. Its behaviour in degenerate cases differs between versions; the guards are in `modpow.ts`.
 */
import { createDiffieHellman, type DiffieHellman } from 'node:crypto';
import type { ModPow, ModPowContext } from './modpow-port.ts';

class OpensslContext implements ModPowContext {
  readonly #modulus: bigint;
  readonly #group: DiffieHellman;

  constructor(modulus: bigint) {
    this.#modulus = modulus;
    this.#group = createDiffieHellman(evenHex(modulus), 'hex', 2);
  }

  pow(base: bigint, exponent: bigint): bigint | undefined {
    const result = this.#compute(base, exponent);
    // OpenSSL 3.0 answers with zeros, without an error, for a modulus that it finds too small.
    return result === undefined || result === 0n || result >= this.#modulus ? undefined : result;
  }

  #compute(base: bigint, exponent: bigint): bigint | undefined {
    try {
      this.#group.setPrivateKey(evenHex(exponent), 'hex');
      return BigInt(`0x${this.#group.computeSecret(evenHex(base), 'hex', 'hex')}`);
    } catch {
      return undefined;
    } finally {
      this.#group.setPrivateKey('01', 'hex');
    }
  }
}

function evenHex(v: bigint): string {
  const hex = v.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

export const opensslModPow: ModPow = {
  name: 'openssl',
  context: (modulus) => new OpensslContext(modulus),
};
