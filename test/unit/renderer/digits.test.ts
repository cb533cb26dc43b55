import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressParts,
  differences,
  inFours,
  inThrees,
  listDigits,
  plainDigits,
} from '../../../renderer/components/digits.ts';

describe('plainDigits', () => {
  test.each([
    [4_500_000_000n, 9, 0, '4.5'],
    [4_500_000_000n, 9, 4, '4.5000'],
    [1n, 9, 0, '0.000000001'],
    [1n, 9, 4, '0.000000001'],
    [0n, 9, 0, '0'],
    [0n, 9, 4, '0.0000'],
    [125n, 0, 4, '125'],
    [48_000_000_000n, 9, 0, '48'],
    [123n, 2, 4, '1.23'],
  ])('%s with %s decimals, at least %s shown, is %s', (value, decimals, least, text) => {
    expect(plainDigits({ value, decimals }, least)).toBe(text);
  });

  test('never loses or adds a base unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        const [whole = '', fraction = ''] = plainDigits({ value, decimals }, 4).split('.');
        expect(BigInt(whole + fraction.padEnd(decimals, '0'))).toBe(value);
      }),
    );
  });
});

test.each([
  [98_749_968_226_758_101_000n, 18, '98.749968…'],
  [98_750_000_000_000_000_000n, 18, '98.7500'],
  [1_999_999_999_999_999_999n, 18, '1.999999…'],
  [33_312_276_438_000n, 18, '0.000033…'],
  [1n, 18, '0.000000000000000001'],
  [1n, 9, '0.000000001'],
  [4_500_005_000n, 9, '4.500005'],
  [125n, 0, '125'],
])('in a list %d of %d decimals is %s', (value, decimals, text) => {
  expect(listDigits({ value, decimals })).toBe(text);
});

test('groups of three from the right', () => {
  expect(inThrees('1')).toEqual(['1']);
  expect(inThrees('1250')).toEqual(['1', '250']);
  expect(inThrees('480000')).toEqual(['480', '000']);
});

test('groups join to the address again', () => {
  const base58 = fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]*$/);
  fc.assert(fc.property(base58, (text) => inFours(text).join('') === text));
  expect(addressParts('0x7A3c91F0')).toEqual({ prefix: '0x', groups: ['7A3c', '91F0'] });
  expect(addressParts('7Gm4xVq2Rt')).toEqual({ prefix: '', groups: ['7Gm4', 'xVq2', 'Rt'] });
});

test('differing characters are counted, also beyond the shorter end', () => {
  expect(differences('abcd', 'abcd')).toBe(0);
  expect(differences('abcd', 'abXd')).toBe(1);
  expect(differences('abcd', 'ab')).toBe(2);
});
