import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../../src/base/bytes.ts';
import { codeOf } from '../../../../src/base/errors.ts';
import { decodeCanonical, encodeCanonical, MAX_CANONICAL_BYTES } from '../../../../src/treasury/log/canonical-json.ts';

const decode = (text: string) => decodeCanonical(utf8ToBytes(text));
const text = (value: unknown) => new TextDecoder().decode(encodeCanonical(value));

function codeThrown(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return codeOf(error);
  }
  return 'nothing was thrown';
}

const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.maxSafeInteger().map((n) => (n === 0 ? 0 : n)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 6 }).filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
})).value;

describe('canonical JSON', () => {
  it('orders keys that look like integers as text', () => {
    expect(text({ 2: true, 10: true, '-': true })).toBe('{"-":true,"10":true,"2":true}');
    expect(decode('{"-":true,"10":true,"2":true}')).toEqual({ 2: true, 10: true, '-': true });
  });

  it('sorts keys by code units and writes nothing else', () => {
    expect(text({ b: 1, a: [true, 'x', { z: '', y: -7 }], B: 0 })).toBe('{"B":0,"a":[true,"x",{"y":-7,"z":""}],"b":1}');
    expect(text({ é: 1, z: 2, '\u{1F600}': 3, '\uFFFD': 4 })).toBe('{"z":2,"é":1,"\u{1F600}":3,"\uFFFD":4}');
  });

  it('comes back as it went, and has one encoding only', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encodeCanonical(value);
        expect(decodeCanonical(bytes)).toEqual(value);
        expect(encodeCanonical(decodeCanonical(bytes))).toEqual(bytes);
      }),
    );
  });

  it('gives the same bytes for every order of insertion', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.string(), fc.integer()), { selector: ([key]) => key, maxLength: 8 }),
        (entries) => {
          const named = entries.filter(([key]) => key !== '__proto__');
          expect(encodeCanonical(Object.fromEntries(named.toReversed()))).toEqual(
            encodeCanonical(Object.fromEntries(named)),
          );
        },
      ),
    );
  });

  it('decodes nothing that it would write differently', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        try {
          expect(text(decode(json))).toBe(json);
        } catch (error) {
          expect(codeOf(error)).toBe('CANONICAL_BYTES');
        }
      }),
    );
  });

  it.each([
    ['keys in another order', '{"b":1,"a":2}'],
    ['a duplicate key', '{"a":1,"a":1}'],
    ['a duplicate key with other values', '{"a":1,"a":2}'],
    ['white space', '{"a": 1}'],
    ['trailing white space', '{"a":1}\n'],
    ['a needless escape', '{"a":"\\u0041"}'],
    ['an escaped slash', '{"a":"\\/"}'],
    ['a fraction', '{"a":1.5}'],
    ['a fraction of zero', '{"a":1.0}'],
    ['an exponent', '{"a":1e2}'],
    ['minus zero', '{"a":-0}'],
    ['an unsafe integer', '{"a":9007199254740993}'],
    ['null', '{"a":null}'],
    ['null alone', 'null'],
    ['a lone surrogate', '{"a":"\\ud800"}'],
    ['a lone surrogate in a key', '{"\\ud800":1}'],
    ['two values', '{"a":1}{"a":1}'],
    ['nothing', ''],
    ['an array that ends early', '[1,'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['integer-like keys in the order of numbers', '{"2":1,"10":1}'],
    ['an integer-like key after a letter', '{"a":1,"1":1}'],
  ])('refuses %s', (_, json) => {
    expect(codeThrown(() => decode(json))).toBe('CANONICAL_BYTES');
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(codeThrown(() => decodeCanonical(Uint8Array.of(0x22, 0xff, 0x22)))).toBe('CANONICAL_BYTES');
  });

  it('accepts twelve levels and refuses thirteen, also in the thousands', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(decode(nested(12))).toEqual(JSON.parse(nested(12)));
    expect(codeThrown(() => decode(nested(13)))).toBe('CANONICAL_BYTES');
    expect(codeThrown(() => decode(nested(100_000)))).toBe('CANONICAL_BYTES');
    expect(codeThrown(() => encodeCanonical(JSON.parse(nested(13))))).toBe('CANONICAL_VALUE');
  });

  it('accepts exactly 256 KiB and refuses a byte more', () => {
    const full = `"${'x'.repeat(MAX_CANONICAL_BYTES - 2)}"`;
    expect(decode(full)).toHaveLength(MAX_CANONICAL_BYTES - 2);
    expect(codeThrown(() => decode(`"x${full.slice(1)}`))).toBe('CANONICAL_BYTES');
    expect(codeThrown(() => encodeCanonical('x'.repeat(MAX_CANONICAL_BYTES - 1)))).toBe('CANONICAL_VALUE');
  });

  it.each([
    ['undefined', undefined],
    ['a bigint', 1n],
    ['a fraction', 0.5],
    ['not a number', Number.NaN],
    ['minus zero', -0],
    ['null inside', { a: null }],
    ['a missing member', { a: undefined }],
    ['bytes', new Uint8Array(2)],
    ['a map', new Map()],
    ['a lone surrogate', 'x\ud800'],
  ])('does not write %s', (_, value) => {
    expect(codeThrown(() => encodeCanonical(value))).toBe('CANONICAL_VALUE');
  });
});
