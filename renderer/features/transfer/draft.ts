/** The form of a transfer. Amounts stay text: the console alone parses money. */
import type { Input } from '../../../src/contract/contract.ts';
import type { BalanceView, WireError } from '../../../src/contract/views.ts';
import { plainDigits } from '../../components/digits.ts';

export type Draft = Input<'transfer.preview'>['draft'];

/** Stands in the payee list for "an address I type". */
export const OTHER_ADDRESS = 'other-address';

/** What nobody has typed yet. */
export const emptyDraft: Draft = {
  accountId: '',
  payeeId: '',
  address: '',
  amount: '',
  purpose: '',
  feeCeiling: '',
  expiresInMinutes: 1_440,
};

/** What a person has entered; the rest is filled in from the account. */
export type Typed = Partial<Draft>;

/** The form: what was typed, else the first account and the fee ceiling that the account's chain usually needs. */
export function draftOf(typed: Typed, balances: readonly BalanceView[]): Draft {
  const account = balances.find(({ accountId }) => accountId === typed.accountId) ?? balances[0];
  if (account === undefined) return { ...emptyDraft, ...typed };
  const { accountId, feeCeiling } = account;
  return { ...emptyDraft, feeCeiling: plainDigits(feeCeiling), ...typed, accountId };
}

/** What stays typed when another account is chosen: between two chains neither the payee nor the fee means anything. */
export function withAccount(typed: Typed, from: BalanceView | undefined, to: BalanceView): Typed {
  if (from?.chain === to.chain) return { ...typed, accountId: to.accountId };
  const { payeeId: _payeeId, address: _address, feeCeiling: _feeCeiling, ...rest } = typed;
  return { ...rest, accountId: to.accountId };
}

export const expiries = [
  { value: '60', label: '1 hour' },
  { value: '480', label: '8 hours' },
  { value: '1440', label: '24 hours' },
  { value: '4320', label: '3 days' },
  { value: '10080', label: '7 days' },
] as const;

/** What is sent: typed text without spaces around it. */
export function trimmed(draft: Draft): Draft {
  return {
    ...draft,
    address: draft.address.replaceAll(/\s/g, ''),
    amount: draft.amount.replaceAll(/\s/g, ''),
    feeCeiling: draft.feeCeiling.replaceAll(/\s/g, ''),
    purpose: draft.purpose.trim(),
  };
}

export type Question = 'payee' | 'amount' | 'purpose' | 'fee';

/** An answer that the console does not accept: to which question, what is wrong, and what to do. */
export interface Wrong {
  readonly question: Question;
  readonly words: string;
}

/** The question that an error of the console is about; `null` when it is about none in particular. */
export function questionOf(code: string): Question | null {
  if (/^(?:(?:SOLANA_|EVM_)?ADDRESS|PAYEE|TRANSFER_TO_ITSELF)/.test(code)) return 'payee';
  if (code.startsWith('AMOUNT_')) return 'amount';
  if (code.startsWith('FEE_')) return 'fee';
  return code.startsWith('PURPOSE_') ? 'purpose' : null;
}

/** An error of the console as one of a field; `null` when it is about the whole form. */
export function wrongOf({ code, message, next }: WireError): Wrong | null {
  const question = questionOf(code);
  return question === null ? null : { question, words: [message, next].filter((part) => part !== undefined).join(' ') };
}

/** Whether there is enough to ask the policy about. */
export function canPreview(draft: Draft): boolean {
  const { accountId, payeeId, address, amount, feeCeiling } = trimmed(draft);
  return accountId !== '' && (payeeId !== '' || address !== '') && amount !== '' && feeCeiling !== '';
}
