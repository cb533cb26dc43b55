import { describe, expect, it } from 'vitest';
import { knownOn, lookAlikeOf, type Known } from '../../../renderer/features/transfer/look-alike.ts';
import type { BalanceView, PayeeView } from '../../../src/contract/views.ts';

const book = '9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin';
const account = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const known: Known[] = [
  { name: 'Aurelia', from: 'Address book', address: book },
  { name: 'Operating ETH', from: 'Own account', address: account },
];

describe('a look-alike', () => {
  it.each([
    ['the same ends, as poisoners make them', `9xQ${'z'.repeat(38)}Fin`, 'Aurelia'],
    ['one character mistyped', book.replace('W', 'w'), 'Aurelia'],
    ['one character mistyped at an end', `8${book.slice(1)}`, 'Aurelia'],
    ['a character too few', book.slice(0, -1), 'Aurelia'],
    ['the ends of an EVM address in other capitals', `0x5FBD${'0'.repeat(33)}AA3`, 'Operating ETH'],
  ])('%s', (_case, address, name) => {
    expect(lookAlikeOf(address, known)?.name).toBe(name);
  });

  it.each([
    ['the known address itself', book],
    ['the known address without its checksum', account.toLowerCase()],
    ['another address', 'HvmPkS3U5ygR6LU9Yc4s8HfAjw2cYKrRgcVCyKUFgBz7'],
    ['the same beginning only', `9xQe${'z'.repeat(40)}`],
    ['nothing yet', ''],
  ])('is not %s', (_case, address) => {
    expect(lookAlikeOf(address, known)).toBeUndefined();
  });
});

it('knows the payees and our own accounts of the chain, and no others', () => {
  const payees = [
    { name: 'Aurelia', chain: 'solana', address: book },
    { name: 'Delphin', chain: 'evm', address: account },
  ] as PayeeView[];
  const balances = [
    { accountName: 'Operating', chain: 'solana', address: 'own' },
    { accountName: 'Operating ETH', chain: 'evm', address: '0xown' },
  ] as BalanceView[];
  expect(knownOn('solana', payees, balances)).toEqual([
    { name: 'Aurelia', from: 'Address book', address: book },
    { name: 'Operating', from: 'Own account', address: 'own' },
  ]);
});
