import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { privateKeyToAddress } from 'viem/accounts';
import { encodeEvmAddress, parseEvmAddress, parseEvmPayee } from '../../../../../src/adapters/chains/evm/address.ts';
import { bytesToHex } from '../../../../../src/base/bytes.ts';
import { seedOf } from '../../../treasury/test-people.ts';

const code = (expected: string): unknown => expect.objectContaining({ code: expected, kind: 'input' });

/** The addresses of EIP-55 itself. */
const EIP55 = [
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x27b1fdb04752bbc536007a920d24acb045561c26',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
];

describe('the address of a key', () => {
  it('is what viem makes of the private key', () => {
    for (const name of ['one', 'two', 'three']) {
      const secret = seedOf(name);
      const expected = privateKeyToAddress(`0x${bytesToHex(secret)}`);
      expect(encodeEvmAddress(secp256k1.getPublicKey(secret, true))).toBe(expected);
    }
  });

  it.each<[string, Uint8Array]>([
    ['32 bytes', new Uint8Array(32).fill(2)],
    ['an uncompressed key', secp256k1.getPublicKey(seedOf('one'), false)],
    ['no point of the curve', Uint8Array.of(2, ...new Uint8Array(31), 5)],
    ['a wrong first byte', Uint8Array.of(5, ...secp256k1.getPublicKey(seedOf('one'), true).subarray(1))],
  ])('is refused for %s', (_name, bytes) => {
    expect(() => encodeEvmAddress(bytes)).toThrow(code('EVM_ADDRESS_INVALID'));
  });
});

describe('parsing', () => {
  it('takes the examples of EIP-55 as they are', () => {
    expect(EIP55.map((text) => parseEvmAddress(text).address)).toEqual(EIP55);
    expect(EIP55.map((text) => parseEvmAddress(text).hadChecksum)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });

  it('takes one case and gives the checksum', () => {
    for (const text of EIP55) {
      for (const digits of [text.slice(2).toLowerCase(), text.slice(2).toUpperCase()]) {
        expect(parseEvmAddress(`0x${digits}`)).toMatchObject({ address: text, hadChecksum: false });
      }
    }
  });

  it('notices every letter in the wrong case', () => {
    const text = EIP55[4] ?? '';
    for (let at = 2; at < text.length; at += 1) {
      const letter = text[at] ?? '';
      const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
      if (other === letter) continue;
      const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
      expect(() => parseEvmAddress(changed)).toThrow(code('EVM_ADDRESS_CHECKSUM'));
    }
  });

  it.each([
    '',
    '0x',
    'de709f2102306220921060314715629080e2fb77',
    '0Xde709f2102306220921060314715629080e2fb77',
    '0xde709f2102306220921060314715629080e2fb7',
    '0xde709f2102306220921060314715629080e2fb777',
    ' 0xde709f2102306220921060314715629080e2fb77',
    '0xde709f2102306220921060314715629080e2fb77\n',
    '0xge709f2102306220921060314715629080e2fb77',
    'vitalik.eth',
  ])('refuses %j', (text) => {
    expect(() => parseEvmAddress(text)).toThrow(code('EVM_ADDRESS_INVALID'));
  });
});

describe('a payee', () => {
  it.each([
    `0x${'0'.repeat(40)}`,
    `0x${'1'.padStart(40, '0')}`,
    `0x${'11'.padStart(40, '0')}`,
    `0x${'100'.padStart(40, '0')}`,
    '0x000000000000000000000000000000000000dEaD',
    '0x000000000000000000000000000000000000dead',
  ])('is not %s', (text) => {
    expect(() => parseEvmPayee(text)).toThrow(code('EVM_ADDRESS_RESERVED'));
  });

  it('is anybody else', () => {
    for (const text of EIP55) expect(parseEvmPayee(text).address).toBe(text);
    expect(parseEvmPayee(`0x${'200'.padStart(40, '0')}`).bytes).toHaveLength(20);
  });
});
