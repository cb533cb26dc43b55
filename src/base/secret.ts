/** Secret bytes that do not print, do not serialise, and can be overwritten. */
import { AppError } from './errors.ts';
import { wipe } from './bytes.ts';

const REDACTED = '[secret]';

/**
 * Owns secret bytes. Readers borrow them inside `use`; nothing else leaves the object, and logs show `[secret]`.
 * JavaScript may have made copies that `wipe` cannot reach (see `bytes.ts`).
 */
export class Secret {
  readonly #bytes: Uint8Array;
  #isWiped = false;

  /** Takes ownership of `bytes`: the caller must not keep another reference. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  get isWiped(): boolean {
    return this.#isWiped;
  }

  /** Lends the bytes to `read`, which must not keep them. @throws AppError `SECRET_WIPED` after `wipe`. */
  use<T>(read: (bytes: Uint8Array) => T): T {
    if (this.#isWiped) {
      throw new AppError({ code: 'SECRET_WIPED', kind: 'bug', message: 'A secret was used after it had been erased.' });
    }
    return read(this.#bytes);
  }

  wipe(): void {
    wipe(this.#bytes);
    this.#isWiped = true;
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
