import { getProgramDerivedAddress, address, isOffCurveAddress } from '@solana/kit';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeSolanaAddress,
  parseSolanaAddress,
  parseSolanaPayee,
} from '../../../../../src/adapters/chains/solana/address.ts';
import { keyOf } from './raw-message.ts';

const INVALID = expect.objectContaining({ code: 'SOLANA_ADDRESS_INVALID', kind: 'input' });
const RESERVED = expect.objectContaining({ code: 'SOLANA_ADDRESS_RESERVED', kind: 'input' });

describe('Solana addresses', () => {
  it('round-trips every 32 bytes and agrees with kit about the curve', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const text = encodeSolanaAddress(bytes);
        const parsed = parseSolanaAddress(text);
        expect(parsed.bytes).toEqual(bytes);
        expect(parsed.isOnCurve).toBe(!isOffCurveAddress(address(text)));
      }),
    );
  });

  it('calls a point on the curve one also when its y is not reduced, as validators do', () => {
    const unreduced = Uint8Array.of(0xee, ...new Uint8Array(30).fill(0xff), 0x7f);
    const text = base58.encode(unreduced);
    expect(isOffCurveAddress(address(text))).toBe(false);
    expect(parseSolanaAddress(text).isOnCurve).toBe(true);
  });

  it('says that nobody has a key for an address derived by a program', async () => {
    const [derived] = await getProgramDerivedAddress({
      programAddress: address(base58.encode(keyOf(3))),
      seeds: ['vault'],
    });
    expect(parseSolanaPayee(derived).isOnCurve).toBe(false);
  });

  it('refuses keys of another length', () => {
    for (const length of [0, 31, 33, 64])
      expect(() => encodeSolanaAddress(new Uint8Array(length))).toThrowError(INVALID);
  });

  const good = base58.encode(keyOf(7));
  it.each([
    ['nothing', ''],
    ['31 bytes', base58.encode(keyOf(7).slice(1))],
    ['33 bytes', base58.encode(Uint8Array.of(7, ...keyOf(7)))],
    ['a leading 1, which is a zero byte more', `1${good}`],
    ['a space before', ` ${good}`],
    ['a line end after', `${good}\n`],
    ['a letter outside base58', `${good.slice(0, -1)}0`],
    ['a letter that only looks right', `${good.slice(0, -1)}\u0430`],
    ['44 digits that are more than 32 bytes', 'z'.repeat(44)],
    ['a very long text', '2'.repeat(100_000)],
  ])('refuses %s', (_name, text) => {
    expect(() => parseSolanaAddress(text)).toThrowError(INVALID);
  });

  it.each([
    ['the System program', '11111111111111111111111111111111'],
    ['the Token program', 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'],
    ['a system variable', 'SysvarC1ock11111111111111111111111111111111'],
    ['the incinerator', '1nc1nerator11111111111111111111111111111111'],
  ])('refuses to pay %s', (_name, text) => {
    expect(parseSolanaAddress(text).address).toBe(text);
    expect(() => parseSolanaPayee(text)).toThrowError(RESERVED);
  });
});
