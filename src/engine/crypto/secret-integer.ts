/** A secret integer that does not print and cannot be mistaken for a public one. */
import { AppError } from '../../base/errors.ts';

const REDACTED = '[secret]';

/**
 * Holds a secret in arithmetic. Its type keeps it away from the functions for public values; `forget` drops the
 * reference (JavaScript integers cannot be overwritten).
 */
export class SecretInteger {
  #value: bigint | undefined;

  private constructor(value: bigint) {
    this.#value = value;
  }

  static of(value: bigint): SecretInteger {
    return new SecretInteger(value);
  }

  /** Lends the value to `read`, which must not keep it. @throws AppError `SECRET_WIPED` after `forget`. */
  use<T>(read: (value: bigint) => T): T {
    if (this.#value === undefined) {
      throw new AppError({ code: 'SECRET_WIPED', kind: 'bug', message: 'A secret was used after it had been erased.' });
    }
    return read(this.#value);
  }

  get isForgotten(): boolean {
    return this.#value === undefined;
  }

  forget(): void {
    this.#value = undefined;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

/** Response of a proof: `mask + e·secret` over the integers (primitives.md 1, rule 6). */
export function respond(mask: SecretInteger, e: bigint, secret: SecretInteger): bigint {
  return mask.use((alpha) => secret.use((x) => alpha + e * x));
}

/** Forgets all of them; for `finally`. */
export function forgetAll(...secrets: (SecretInteger | undefined)[]): void {
  for (const secret of secrets) secret?.forget();
}
