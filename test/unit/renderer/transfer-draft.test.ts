import { describe, expect, it } from 'vitest';
import { listOf } from '../../../renderer/components/list-of.ts';
import { questionOf } from '../../../renderer/features/transfer/draft.ts';

describe('the question an error is about', () => {
  it.each([
    ['SOLANA_ADDRESS_INVALID', 'payee'],
    ['TRANSFER_TO_ITSELF', 'payee'],
    ['AMOUNT_TOO_LARGE', 'amount'],
    ['FEE_INVALID', 'fee'],
    ['PURPOSE_MISSING', 'purpose'],
    ['CHAIN_UNREACHABLE', null],
  ])('%s: %s', (code, question) => {
    expect(questionOf(code)).toBe(question);
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
