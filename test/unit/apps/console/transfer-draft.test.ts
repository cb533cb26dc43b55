import { describe, expect, it } from 'vitest';
import { readDraft } from '../../../../src/apps/console/transfer-draft.ts';
import { AppError } from '../../../../src/base/errors.ts';
import type { TransferDraft } from '../../../../src/contract/views.ts';
import { World } from './views/world.ts';

const { state } = World.make().context();
const [account] = state.accounts.values();
const [payee] = state.payees.values();
if (account === undefined || payee === undefined) throw new Error('The world has no account or payee.');

const good: TransferDraft = {
  accountId: account.accountId,
  payeeId: payee.payeeId,
  address: '',
  amount: '1.5',
  purpose: 'Hull 118',
  feeCeiling: '0.0001',
  expiresInMinutes: 60,
};
const read = (change: Partial<TransferDraft>) => readDraft(state, { ...good, ...change }, '00'.repeat(16), 0n);

function codeOf(change: Partial<TransferDraft>): string {
  try {
    read(change);
    return 'accepted';
  } catch (error) {
    return error instanceof AppError ? error.code : 'not an AppError';
  }
}

describe('a draft', () => {
  it('becomes an intent in base units', () => {
    expect(read({})).toMatchObject({ amount: 1_500_000_000n, feeCeiling: 100_000n, to: payee.address });
  });

  it('of a payee of the book is that payee, however the address was entered', () => {
    expect(read({ payeeId: '', address: payee.address }).payeeId).toBe(payee.payeeId);
  });

  it.each([
    ['a payee that is not in the book', { payeeId: 'nobody' }, 'PAYEE_UNKNOWN'],
    ['no payee and no address', { payeeId: '' }, 'ADDRESS_MISSING'],
    ['text that is no address', { payeeId: '', address: 'garbage' }, 'SOLANA_ADDRESS_INVALID'],
    ['its own address', { payeeId: '', address: account.address }, 'TRANSFER_TO_ITSELF'],
    ['an exponent', { amount: '1e9' }, 'AMOUNT_INVALID'],
    ['a sign', { amount: '-1' }, 'AMOUNT_INVALID'],
    ['a tenth decimal', { amount: '0.0000000001' }, 'AMOUNT_INVALID'],
    ['nothing', { amount: '0' }, 'AMOUNT_ZERO'],
    ['the most that fits', { amount: '18446744073.709551615' }, 'accepted'],
    ['one lamport more than fits', { amount: '18446744073.709551616' }, 'AMOUNT_TOO_LARGE'],
    ['a fee that is no number', { feeCeiling: 'little' }, 'FEE_INVALID'],
  ])('with %s: %o is %s', (_, change, code) => {
    expect(codeOf(change)).toBe(code);
  });
});
