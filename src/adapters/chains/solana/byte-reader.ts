/** Reads a Solana message front to back; every read is checked against the end of the buffer. */
import { malformedMessage } from './malformed-message.ts';

export class ByteReader {
  #offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A copy of the next `length` bytes. */
  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#offset) throw malformedMessage('it ends early');
    this.#offset += length;
    return this.#bytes.slice(this.#offset - length, this.#offset);
  }

  u8(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw malformedMessage('it ends early');
    this.#offset += 1;
    return byte;
  }

  /** The next byte without consuming it. */
  peek(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw malformedMessage('it is empty');
    return byte;
  }

  /** A "compact-u16": 7 bits a byte, low bits first, at most three bytes, shortest form only. */
  compactU16(): number {
    let value = 0;
    for (let position = 0; position < 3; position += 1) {
      const byte = this.u8();
      if (position > 0 && byte === 0) throw malformedMessage('a length is not in its shortest form');
      if (position === 2 && byte > 3) throw malformedMessage('a length is too large');
      value |= (byte & 0x7f) << (7 * position);
      if ((byte & 0x80) === 0) return value;
    }
    throw malformedMessage('a length is too large');
  }

  /** `compactU16` items, refused before reading when they cannot fit the bytes that are left. */
  list<T>(minimumItemBytes: number, read: () => T): readonly T[] {
    const count = this.compactU16();
    if (count * minimumItemBytes > this.#bytes.length - this.#offset) throw malformedMessage('it ends early');
    return Array.from({ length: count }, read);
  }

  /** A copy of everything that is left. */
  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#offset);
  }

  end(): void {
    if (this.#offset !== this.#bytes.length) throw malformedMessage('bytes follow it');
  }
}
