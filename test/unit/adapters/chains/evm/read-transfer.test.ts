import { serializeTransaction } from 'viem';
import { describe, expect, it } from 'vitest';
import { buildEvmTransfer } from '../../../../../src/adapters/chains/evm/build-transfer.ts';
import { decodeEvmTransaction } from '../../../../../src/adapters/chains/evm/decode-transaction.ts';
import { readEvmTransfer } from '../../../../../src/adapters/chains/evm/read-transfer.ts';
import { bytesEqual, bytesFromHex, concatBytes } from '../../../../../src/base/bytes.ts';
import { AppError } from '../../../../../src/base/errors.ts';
import type { TransactionReading } from '../../../../../src/treasury/judge/reading.ts';
import {
  address,
  FIELDS,
  inOrder,
  item,
  list,
  number,
  PAYEE,
  PAYER,
  raw,
  TOKEN,
  type Fields,
} from './raw-transaction.ts';

const GWEI = 10n ** 9n;

const plain: TransactionReading = {
  chain: 'evm',
  network: 'eip155:31337',
  to: PAYEE,
  asset: 'ETH',
  amount: 15n * 10n ** 17n,
  fee: 21_000n * 30n * GWEI,
  lifetime: '7',
  turn: 'eip155:31337 nonce 7',
  unexplained: [],
};

/** What the bytes say, or why they cannot be read. */
function answerTo(bytes: Uint8Array): TransactionReading | string {
  try {
    return readEvmTransfer(bytes);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'EVM_TRANSACTION_MALFORMED') throw error;
    return error.message.replace(/^.*transaction: (.*)\.$/, '$1');
  }
}

describe('a plain transfer', () => {
  it('is read to the last field', () => {
    expect(answerTo(raw())).toEqual(plain);
  });

  it('is what the builder makes, and what viem makes', () => {
    const fees = { maxFeePerGas: 30n * GWEI, maxPriorityFeePerGas: GWEI };
    const wei = 15n * 10n ** 17n;
    const built = buildEvmTransfer({ network: 'eip155:31337', from: PAYER, to: PAYEE, wei, nonce: 7n, fees });
    expect(built).toEqual(raw());
    const viem = serializeTransaction({
      type: 'eip1559',
      chainId: 31_337,
      nonce: 7,
      to: PAYEE,
      value: wei,
      gas: 21_000n,
      ...fees,
    });
    expect(bytesFromHex(viem.slice(2))).toEqual(raw());
  });

  it.each<[string, Partial<Fields>, Partial<TransactionReading>]>([
    ['the first nonce', { nonce: number(0n) }, { lifetime: '0', turn: 'eip155:31337 nonce 0' }],
    ['no amount', { value: number(0n) }, { amount: 0n }],
    ['one wei', { value: number(1n) }, { amount: 1n }],
    ['no priority fee', { priority: number(0n) }, {}],
    ['another network', { chainId: number(1n) }, { network: 'eip155:1', turn: 'eip155:1 nonce 7' }],
  ])('with %s', (_name, changes, expected) => {
    expect(answerTo(raw(changes))).toEqual({ ...plain, ...expected });
  });
});

describe('what is more than a transfer is named', () => {
  const call = concatBytes(bytesFromHex('a9059cbb'), new Uint8Array(64));
  it.each<[string, Partial<Fields>, string[]]>([
    ['data', { data: item(Uint8Array.of(1)) }, ['It carries 1 bytes of data.']],
    [
      'a call of a token',
      { to: address(TOKEN), data: item(call) },
      ['It carries 68 bytes of data, a call of 0xa9059cbb.'],
    ],
    ['a new contract', { to: item(new Uint8Array()) }, ['It makes a contract instead of paying somebody.']],
    ['an access list', { accessList: list(list(address(TOKEN), list())) }, [`It declares access to ${TOKEN}.`]],
    [
      'an access list with keys',
      { accessList: list(list(address(TOKEN), list(item(new Uint8Array(32))))) },
      [`It declares access to ${TOKEN}.`],
    ],
    ['more gas', { gas: number(21_001n) }, ['Its gas limit is 21001, a plain transfer takes exactly 21000.']],
    ['less gas', { gas: number(20_999n) }, ['Its gas limit is 20999, a plain transfer takes exactly 21000.']],
  ])('%s', (_name, changes, unexplained) => {
    expect(answerTo(raw(changes))).toMatchObject({ unexplained });
  });

  it('gas that nobody approved counts as fee', () => {
    expect(answerTo(raw({ gas: number(1_000_000n) }))).toMatchObject({ fee: 1_000_000n * 30n * GWEI });
  });
});

describe('what is no unsigned EIP-1559 transaction in its one encoding is refused', () => {
  const bytes = raw();
  const content = concatBytes(...inOrder(FIELDS));
  const longList = (...head: number[]) => concatBytes(Uint8Array.of(2, ...head), content);
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'its type is not 2'],
    ['only a type', Uint8Array.of(2), 'it is cut off'],
    ['a legacy transaction', bytes.subarray(1), 'its type is not 2'],
    ['an access-list transaction', concatBytes(Uint8Array.of(1), bytes.subarray(1)), 'its type is not 2'],
    ['a set-code transaction', concatBytes(Uint8Array.of(4), bytes.subarray(1)), 'its type is not 2'],
    ['a byte too many', concatBytes(bytes, Uint8Array.of(0)), 'something follows its end'],
    ['a second transaction behind it', concatBytes(bytes, bytes), 'something follows its end'],
    ['a byte too few', bytes.subarray(0, -1), 'an item is cut off'],
    ['a string instead of a list', concatBytes(Uint8Array.of(2), item(content)), 'it has not exactly nine fields'],
    ['a long header for a short list', longList(0xf8, content.length), 'a length is not in its shortest form'],
    [
      'a header of three length bytes',
      longList(0xfa, 0, 0, content.length),
      'an item is longer than a transaction can be',
    ],
    ['a length with a leading zero', longList(0xf9, 0, content.length), 'a length is not in its shortest form'],
    ['1233 bytes', raw({ data: item(new Uint8Array(1233)) }), 'it is longer than a transaction of ours can be'],
    [
      'a signed transaction',
      concatBytes(Uint8Array.of(2), list(content, number(1n), number(2n), number(3n))),
      'it has not exactly nine fields',
    ],
    [
      'eight fields',
      concatBytes(Uint8Array.of(2), list(...inOrder(FIELDS).slice(0, 8))),
      'it has not exactly nine fields',
    ],
  ])('%s', (_name, hostile, reason) => {
    expect(answerTo(hostile)).toBe(reason);
  });

  it.each<[string, Partial<Fields>, string]>([
    ['no network', { chainId: number(0n) }, 'it is bound to no network'],
    ['a nonce with a leading zero', { nonce: Uint8Array.of(0x82, 0, 7) }, 'a number is not in its shortest form'],
    ['a nonce written as a zero byte', { nonce: Uint8Array.of(0) }, 'a number is not in its shortest form'],
    [
      'a nonce with a header it does not need',
      { nonce: Uint8Array.of(0x81, 7) },
      'a single byte has a length it does not need',
    ],
    ['the nonce that no chain takes', { nonce: number(2n ** 64n - 1n) }, 'its nonce is larger than a chain takes'],
    ['a nonce of 65 bits', { nonce: number(2n ** 64n) }, 'a number is larger than its field'],
    ['an amount of 257 bits', { value: number(2n ** 256n) }, 'a number is larger than its field'],
    ['an amount with a leading zero', { value: Uint8Array.of(0x82, 0, 0xff) }, 'a number is not in its shortest form'],
    ['a long header for short data', { data: Uint8Array.of(0xb8, 1, 0xff) }, 'a length is not in its shortest form'],
    ['a recipient of 19 bytes', { to: item(new Uint8Array(19).fill(9)) }, 'its recipient is not 20 bytes'],
    ['a recipient of 21 bytes', { to: item(new Uint8Array(21).fill(9)) }, 'its recipient is not 20 bytes'],
    ['a list for a recipient', { to: list() }, 'a field has the wrong kind'],
    ['a list for a number', { value: list(number(1n)) }, 'a field has the wrong kind'],
    ['a string for an access list', { accessList: item(new Uint8Array()) }, 'a field has the wrong kind'],
    ['an access list of strings', { accessList: list(address(TOKEN)) }, 'its access list is out of form'],
    ['an access list entry without keys', { accessList: list(list(address(TOKEN))) }, 'its access list is out of form'],
    [
      'an access list key of 31 bytes',
      { accessList: list(list(address(TOKEN), list(item(new Uint8Array(31).fill(1))))) },
      'its access list is out of form',
    ],
    ['lists in lists', { accessList: list(list(list(list(list(list()))))) }, 'its lists are nested too deep'],
    ['a tip above the whole fee', { priority: number(31n * GWEI) }, 'its priority fee is above its whole fee'],
  ])('%s', (_name, changes, reason) => {
    expect(answerTo(raw(changes))).toBe(reason);
  });

  it('a network with an id that numbers cannot hold: the second decoder does not follow', () => {
    expect(answerTo(raw({ chainId: number(2n ** 53n + 1n) }))).toMatch(/second decoder/);
  });
});

describe('every byte counts', () => {
  it('each byte changed to each value reads as something else, or not at all', () => {
    const bytes = raw();
    let read = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      for (let value = 0; value < 256; value += 1) {
        if (bytes[at] === value) continue;
        const changed = bytes.with(at, value);
        const answer = ownAnswer(changed);
        if (answer === undefined) continue;
        read += 1;
        expect(answer).not.toEqual(ownAnswer(bytes));
      }
    }
    expect(read).toBeGreaterThan(1000);
  });

  it('no cut-off transaction is read', () => {
    const bytes = raw();
    for (let length = 0; length < bytes.length; length += 1)
      expect(typeof answerTo(bytes.subarray(0, length))).toBe('string');
  });

  it('what is read as a plain transfer is what building it again gives', () => {
    for (const changes of [{}, { nonce: number(300n) }, { value: number(2n ** 96n - 1n) }, { chainId: number(1n) }]) {
      const { network, to, amount, lifetime, fee } = readEvmTransfer(raw(changes));
      const fees = { maxFeePerGas: fee / 21_000n, maxPriorityFeePerGas: GWEI };
      const again = buildEvmTransfer({ network, from: PAYER, to, wei: amount, nonce: BigInt(lifetime), fees });
      expect(bytesEqual(again, raw(changes))).toBe(true);
    }
  });
});

/** Our own decoder alone: viem is too slow for every value of every byte, and is held against it elsewhere. */
function ownAnswer(bytes: Uint8Array): unknown {
  try {
    return decodeEvmTransaction(bytes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'EVM_TRANSACTION_MALFORMED') return undefined;
    throw error;
  }
}
