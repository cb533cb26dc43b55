import { describe, expect, it } from 'vitest';
import { listOf } from '../../../renderer/components/list-of.ts';
import { draftOf, questionOf, withAccount, wrongOf } from '../../../renderer/features/transfer/draft.ts';
import type { BalanceView } from '../../../src/contract/views.ts';
import { ether, sol } from '../../renderer-example/requests.ts';

describe('the question an error is about', () => {
  it.each([
    ['SOLANA_ADDRESS_INVALID', 'payee'],
    ['EVM_ADDRESS_CHECKSUM', 'payee'],
    ['ADDRESS_MISSING', 'payee'],
    ['TRANSFER_TO_ITSELF', 'payee'],
    ['AMOUNT_TOO_LARGE', 'amount'],
    ['FEE_INVALID', 'fee'],
    ['PURPOSE_MISSING', 'purpose'],
    ['CHAIN_UNREACHABLE', null],
  ])('%s: %s', (code, question) => {
    expect(questionOf(code)).toBe(question);
  });

  it('says under the field what is wrong and what to do', () => {
    const error = {
      code: 'FEE_INVALID',
      kind: 'input',
      message: 'The fee is digits.',
      next: 'Correct the fee.',
    } as const;
    expect(wrongOf(error)).toEqual({ question: 'fee', words: 'The fee is digits. Correct the fee.' });
    expect(wrongOf({ ...error, code: 'CHAIN_UNREACHABLE' })).toBeNull();
  });
});

describe('a list in a sentence', () => {
  it.each([
    [[], ''],
    [['A'], 'A'],
    [['A', 'B'], 'A and B'],
    [['A', 'B', 'C'], 'A, B and C'],
  ])('%j: %s', (words, text) => {
    expect(listOf(words)).toBe(text);
  });
});

describe('the form when the account changes', () => {
  const solana = { accountId: 'operating', chain: 'solana', feeCeiling: sol('0.0001') } as BalanceView;
  const evm = { accountId: 'operating-eth', chain: 'evm', feeCeiling: ether('0.0021') } as BalanceView;

  it('begins with the first account and what its chain usually asks as a fee', () => {
    expect(draftOf({}, [solana, evm])).toMatchObject({ accountId: 'operating', feeCeiling: '0.0001' });
    expect(draftOf({ accountId: 'operating-eth' }, [solana, evm])).toMatchObject({ feeCeiling: '0.0021' });
  });

  it('keeps a fee that was typed, also an empty one', () => {
    expect(draftOf({ feeCeiling: '' }, [solana])).toMatchObject({ feeCeiling: '' });
    expect(draftOf({ feeCeiling: '0.5' }, [solana])).toMatchObject({ feeCeiling: '0.5' });
  });

  it('forgets payee, address and fee between two chains, and nothing else', () => {
    const typed = { payeeId: 'aurelia', address: '', amount: '2', purpose: 'Hull', feeCeiling: '0.5' };
    expect(withAccount(typed, solana, evm)).toEqual({ accountId: 'operating-eth', amount: '2', purpose: 'Hull' });
    expect(withAccount(typed, solana, { ...solana, accountId: 'other' })).toEqual({ ...typed, accountId: 'other' });
  });
});
