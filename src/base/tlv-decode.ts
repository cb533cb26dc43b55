/** Strict TLV decoding by schema (protocol specification, section 6). Every failure has the one code `decode`. */
import { bytesToHex } from './bytes.ts';
import { AppError } from './errors.ts';
import { encodeTlv, tlv, type TlvValue } from './tlv.ts';

/** Thrown for every malformed TLV buffer; the sender of the bytes is at fault. */
export class DecodeError extends AppError {
  constructor(reason: string) {
    super({ code: 'decode', kind: 'peer', message: `A received value is malformed: ${reason}.` });
    this.name = 'DecodeError';
  }
}

const MAX_DEPTH = 8;

/** One typed field: how a value of `T` becomes TLV and how it is read back under limits. */
export interface TlvCodec<T> {
  toValue(value: T): TlvValue;
  read(reader: TlvReader): T;
}

/** Position in a buffer. Lengths are checked before anything is copied or parsed. */
export class TlvReader {
  #offset = 0;
  #depth = 0;
  readonly #buffer: Uint8Array;

  constructor(buffer: Uint8Array) {
    // A Buffer's `slice` would share memory with its input; a plain view of the same bytes copies.
    this.#buffer = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  }

  header(type: number): number {
    const b = this.#take(5);
    if (b[0] !== type) throw new DecodeError('a field has another type than expected');
    return new DataView(b.buffer, b.byteOffset, 5).getUint32(1);
  }

  content(length: number, maximum: number): Uint8Array {
    if (length > maximum) throw new DecodeError('a field is longer than its limit');
    return this.#take(length).slice();
  }

  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new DecodeError('lists are nested too deeply');
    const value = read();
    this.#depth -= 1;
    return value;
  }

  end(): void {
    if (this.#offset !== this.#buffer.length) throw new DecodeError('bytes follow the value');
  }

  #take(length: number): Uint8Array {
    if (length > this.#buffer.length - this.#offset) throw new DecodeError('the buffer ends early');
    this.#offset += length;
    return this.#buffer.subarray(this.#offset - length, this.#offset);
  }
}

/** Encodes a value by its codec. */
export function encodeWith<T>(codec: TlvCodec<T>, value: T): Uint8Array {
  return encodeTlv(codec.toValue(value));
}

/** Decodes a whole buffer. @throws DecodeError for anything but exactly one canonical value. */
export function decodeWith<T>(codec: TlvCodec<T>, buffer: Uint8Array): T {
  const reader = new TlvReader(buffer);
  const value = codec.read(reader);
  reader.end();
  return value;
}

/** Bytes of at most `max`, or of exactly `exact` bytes. */
export function bytesCodec(limit: { max: number } | { exact: number }): TlvCodec<Uint8Array> {
  return {
    toValue: tlv.bytes,
    read: (r) => {
      const content = r.content(r.header(1), 'exact' in limit ? limit.exact : limit.max);
      if ('exact' in limit && content.length !== limit.exact) throw new DecodeError('a byte string has another length');
      return content;
    },
  };
}

/** UTF-8 text of at most `maxBytes` bytes. */
export function textCodec(maxBytes: number): TlvCodec<string> {
  return {
    toValue: tlv.text,
    read: (r) => {
      const content = r.content(r.header(2), maxBytes);
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
      } catch {
        throw new DecodeError('text is not UTF-8');
      }
    },
  };
}

/** Integer whose magnitude has at most `maxBytes` bytes; negative ones only where `signed`. */
export function integerCodec(maxBytes: number, signed = false): TlvCodec<bigint> {
  return {
    toValue: tlv.integer,
    read: (r) => {
      const content = r.content(r.header(3), maxBytes + 1);
      const sign = content[0];
      if (sign !== 0 && sign !== 1) throw new DecodeError('an integer has no valid sign byte');
      if (sign === 1 && (!signed || content.length === 1)) throw new DecodeError('an integer must not be negative');
      if (content[1] === 0) throw new DecodeError('an integer is not minimal');
      const magnitude = content.length === 1 ? 0n : BigInt(`0x${bytesToHex(content.subarray(1))}`);
      return sign === 1 ? -magnitude : magnitude;
    },
  };
}

/** The raw canonical encoding of a point, `byteLength` bytes; the curve decides whether it is valid. The identity is refused. */
export function pointCodec(byteLength: 32 | 33): TlvCodec<Uint8Array> {
  return {
    toValue: tlv.point,
    read: (r) => {
      const content = r.content(r.header(4), byteLength);
      if (content.length !== byteLength) throw new DecodeError('a point has another length');
      return content;
    },
  };
}

/** The raw 32 bytes of a scalar; the curve decides whether it is canonical. */
export const scalarCodec: TlvCodec<Uint8Array> = {
  toValue: tlv.scalar,
  read: (r) => {
    const content = r.content(r.header(6), 32);
    if (content.length !== 32) throw new DecodeError('a scalar has another length');
    return content;
  },
};

export const u32Codec: TlvCodec<number> = {
  toValue: tlv.u32,
  read: (r) => {
    const content = r.content(r.header(7), 4);
    if (content.length !== 4) throw new DecodeError('a u32 has another length');
    return new DataView(content.buffer, content.byteOffset, 4).getUint32(0);
  },
};

/** A list of `min` to `max` items. The count is checked before the first item is read. */
export function listCodec<T>(item: TlvCodec<T>, limit: { min: number; max: number }): TlvCodec<readonly T[]> {
  return {
    toValue: (items) => tlv.list(items.map((i) => item.toValue(i))),
    read: (r) => {
      const count = r.header(5);
      if (count < limit.min || count > limit.max) throw new DecodeError('a list has another number of items');
      return r.nested(() => Array.from({ length: count }, () => item.read(r)));
    },
  };
}

/** A list with a fixed sequence of named fields, in the order of the object's keys. */
export function structCodec<T extends Record<string, unknown>>(fields: {
  [K in keyof T]: TlvCodec<T[K]>;
}): TlvCodec<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    toValue: (value) => tlv.list(names.map((name) => fields[name].toValue(value[name]))),
    read: (r) => {
      if (r.header(5) !== names.length) throw new DecodeError('a message has another number of fields');
      return r.nested(() => {
        const value: Partial<T> = {};
        for (const name of names) value[name] = fields[name].read(r);
        return value as T;
      });
    },
  };
}
