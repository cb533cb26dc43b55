/**
 * The unit of the bench: one raw exponentiation by the runtime's OpenSSL, 4096-bit modulus and 2048-bit exponent, as bytes in and bytes out.
 * Measured again before every part of a run, so that a machine that slows down slows its unit down too.
 */
import { createDiffieHellman, randomBytes, type DiffieHellman } from 'node:crypto';
import { median } from './figures.ts';

export class ModexpMeter {
  readonly #group: DiffieHellman;
  readonly #base: Buffer;
  readonly #times: number[] = [];

  constructor(modulusBits: number, exponentBits: number) {
    this.#group = createDiffieHellman(oddBytes(modulusBits));
    this.#group.setPrivateKey(oddBytes(exponentBits));
    this.#base = oddBytes(modulusBits - 8);
    this.#once();
  }

  /** Takes some more measurements. */
  sample(count = 9): void {
    for (let i = 0; i < count; i += 1) this.#times.push(this.#once());
  }

  /** Milliseconds: the median of all measurements so far. */
  get milliseconds(): number {
    return median(this.#times);
  }

  #once(): number {
    const began = performance.now();
    this.#group.computeSecret(this.#base);
    return performance.now() - began;
  }
}

/** Random bytes of an exact bit length, odd. */
function oddBytes(bits: number): Buffer {
  const bytes = randomBytes(bits / 8);
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) | 1;
  return bytes;
}
