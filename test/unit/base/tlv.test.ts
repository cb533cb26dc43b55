import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex } from '../../../src/base/bytes.ts';
import { codeOf } from '../../../src/base/errors.ts';
import {
  bytesCodec,
  decodeWith,
  DecodeError,
  encodeWith,
  integerCodec,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
  type TlvCodec,
} from '../../../src/base/tlv-decode.ts';
import { encodeTlv, tlv } from '../../../src/base/tlv.ts';
import vectors from '../../vectors/tlv.json' with { type: 'json' };
import { SCHEMAS } from '../../vectors/tlv-schemas.ts';
import { valueOf, type ValueDescription } from '../../vectors/value-description.ts';

const G = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';

describe('encoding', () => {
  it.each([
    ['text', tlv.text('abc'), '0200000003616263'],
    ['bytes', tlv.bytes(Uint8Array.of(0, 255)), '010000000200ff'],
    ['integer 0', tlv.integer(0n), '030000000100'],
    ['integer -256', tlv.integer(-256n), '0300000003010100'],
    ['integer 255', tlv.integer(255n), '030000000200ff'],
    ['u32 7', tlv.u32(7), '070000000400000007'],
    ['a point', tlv.point(bytesFromHex(G)), `0400000021${G}`],
    ['the identity', tlv.point(Uint8Array.of(0)), '040000000100'],
    ['a list', tlv.list([tlv.integer(1n), tlv.text('a')]), '050000000203000000020001020000000161'],
  ])('encodes %s as test-plan 2.1 says', (_name, value, hex) => {
    expect(bytesToHex(encodeTlv(value))).toBe(hex);
  });

  it.each(vectors.encode.map(({ value, hex }) => ({ value: value as unknown as ValueDescription, hex })))(
    'encodes vector $hex',
    ({ value, hex }) => {
      expect(bytesToHex(encodeTlv(valueOf(value)))).toBe(hex);
    },
  );

  it.each([
    ['a u32 that is negative', tlv.u32(-1)],
    ['a u32 above 2^32 - 1', tlv.u32(2 ** 32)],
    ['a u32 with a fraction', tlv.u32(1.5)],
    ['a scalar of 31 bytes', tlv.scalar(new Uint8Array(31))],
  ])('refuses %s', (_name, value) => {
    expect(() => encodeTlv(value)).toThrow(expect.objectContaining({ code: 'TLV_ENCODE', kind: 'bug' }));
  });
});

describe('strict decoding', () => {
  it.each(vectors.decode)('$schema, $name', ({ schema, hex, valid }) => {
    const codec = SCHEMAS[schema]!;
    const decode = () => decodeWith(codec, bytesFromHex(hex));
    if (valid) expect(bytesToHex(encodeWith(codec, decode()))).toBe(hex);
    else expect(decode).toThrow(expect.objectContaining({ code: 'decode', kind: 'peer' }));
  });

  it('refuses text that is not UTF-8, and keeps a byte order mark', () => {
    expect(() => decodeWith(textCodec(8), bytesFromHex('0200000001ff'))).toThrow(DecodeError);
    expect(decodeWith(textCodec(8), bytesFromHex('0200000003efbbbf'))).toBe('\uFEFF');
  });

  it('accepts eight levels of lists and refuses nine', () => {
    const nested = (levels: number): TlvCodec<unknown> =>
      levels === 0 ? u32Codec : (listCodec(nested(levels - 1), { min: 1, max: 1 }) as TlvCodec<unknown>);
    const bytes = (levels: number): Uint8Array => {
      let value = tlv.u32(1);
      for (let level = 0; level < levels; level += 1) value = tlv.list([value]);
      return encodeTlv(value);
    };
    expect(() => decodeWith(nested(8), bytes(8))).not.toThrow();
    expect(() => decodeWith(nested(9), bytes(9))).toThrow(DecodeError);
  });
});

type Sample = { name: string; id: Uint8Array; amount: bigint; items: readonly { n: number; data: Uint8Array }[] };

const sampleCodec = structCodec<Sample>({
  name: textCodec(64),
  id: bytesCodec({ exact: 4 }),
  amount: integerCodec(9, true),
  items: listCodec(structCodec<Sample['items'][number]>({ n: u32Codec, data: bytesCodec({ max: 8 }) }), {
    min: 0,
    max: 5,
  }),
});

const samples = fc.record({
  name: fc.string({ unit: 'binary', maxLength: 16 }),
  id: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  amount: fc.bigInt({ min: -(2n ** 72n) + 1n, max: 2n ** 72n - 1n }),
  items: fc.array(fc.record({ n: fc.nat(0xffffffff), data: fc.uint8Array({ maxLength: 8 }) }), { maxLength: 5 }),
});

describe('properties', () => {
  it('decodes what it encoded', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        expect(decodeWith(sampleCodec, encodeWith(sampleCodec, sample))).toEqual(sample);
      }),
      { numRuns: 500 },
    );
  });

  it('is injective: different values have different encodings', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const isSame = bytesToHex(encodeWith(sampleCodec, a)) === bytesToHex(encodeWith(sampleCodec, b));
        expect(isSame).toBe(JSON.stringify([a], printable) === JSON.stringify([b], printable));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses every strict prefix and every continuation', () => {
    fc.assert(
      fc.property(samples, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 }), (sample, cut, more) => {
        const bytes = encodeWith(sampleCodec, sample);
        expect(() => decodeWith(sampleCodec, bytes.slice(0, cut % bytes.length))).toThrow(DecodeError);
        expect(() => decodeWith(sampleCodec, Uint8Array.of(...bytes, ...more))).toThrow(DecodeError);
      }),
      { numRuns: 500 },
    );
  });

  it('answers every changed buffer with DecodeError or with a value that encodes to it', () => {
    fc.assert(
      fc.property(samples, fc.nat(), fc.integer({ min: 1, max: 255 }), (sample, at, flip) => {
        const bytes = encodeWith(sampleCodec, sample);
        bytes[at % bytes.length]! ^= flip;
        expectCanonical(sampleCodec, bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('throws nothing but DecodeError at random buffers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => expectCanonical(sampleCodec, bytes)),
      { numRuns: 20_000 },
    );
  });
});

function printable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Uint8Array ? bytesToHex(value) : value;
}

function expectCanonical(codec: TlvCodec<Sample>, bytes: Uint8Array): void {
  try {
    expect(bytesToHex(encodeWith(codec, decodeWith(codec, bytes)))).toBe(bytesToHex(bytes));
  } catch (error) {
    if (codeOf(error) !== 'decode') throw error;
  }
}
