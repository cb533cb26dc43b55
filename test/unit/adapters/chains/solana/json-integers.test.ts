import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonIntegers, stringifyJsonIntegers } from '../../../../../src/adapters/chains/solana/json-integers.ts';

describe('JSON with exact integers', () => {
  it('keeps every digit of a 64-bit integer, both ways', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (value) => {
        const text = stringifyJsonIntegers({ value });
        expect(text).toBe(`{"value":${value}}`);
        expect(BigInt((parseJsonIntegers(text) as { value: bigint | number }).value)).toBe(value);
      }),
    );
  });

  it('leaves small integers, fractions, exponents, text and structure as JSON.parse does', () => {
    const text = '{"a":[1,2.5,1e300,-0,"12345678901234567890",null,true],"b":{}}';
    expect(parseJsonIntegers(text)).toEqual(JSON.parse(text));
  });
});
