/** A growing column of 32-byte hashes in one buffer: two million small arrays would cost three times the memory. */
import { AppError } from '../../base/errors.ts';

const WIDTH = 32;

export class HashColumn {
  #buffer = new Uint8Array(WIDTH * 16);
  #length = 0;

  /** Number of hashes. */
  get length(): number {
    return this.#length;
  }

  /** Appends one hash. @throws AppError `HASH_LENGTH` (a bug) unless it has 32 bytes. */
  push(hash: Uint8Array): void {
    if (hash.length !== WIDTH)
      throw new AppError({ code: 'HASH_LENGTH', kind: 'bug', message: 'A hash has 32 bytes.' });
    if ((this.#length + 1) * WIDTH > this.#buffer.length) {
      const larger = new Uint8Array(this.#buffer.length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer.set(hash, this.#length * WIDTH);
    this.#length += 1;
  }

  /** A copy of hash `index`. @throws AppError `HASH_RANGE` (a bug) when there is none. */
  at(index: number): Uint8Array {
    if (index < 0 || index >= this.#length) {
      throw new AppError({ code: 'HASH_RANGE', kind: 'bug', message: 'There is no hash at this position.' });
    }
    return this.#buffer.slice(index * WIDTH, (index + 1) * WIDTH);
  }
}
