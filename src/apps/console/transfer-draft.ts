/** From what a form sends to an intent. Only here does typed text become money and an address. */
import { AppError } from '../../base/errors.ts';
import { parseAmount } from '../../base/units.ts';
import { parseSolanaPayee } from '../../adapters/chains/solana/address.ts';
import type { TransferDraft } from '../../contract/views.ts';
import type { TransferIntent } from '../../treasury/intent/intent.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';

export const SOL_DECIMALS = 9;
const MINUTE = 60_000n;
const MAX_LAMPORTS = 2n ** 64n - 1n;

export interface DraftReading {
  readonly intent: TransferIntent;
  /** False for an address no private key can exist for, such as one a program owns. */
  readonly isOnCurve: boolean;
}

/**
 * Reads a draft. The address of a payee comes from the book of the log, never from the form.
 * @param requestId 16 bytes in hex, made by the window once per transfer
 * @throws AppError `ACCOUNT_UNKNOWN`, `PAYEE_UNKNOWN`, `ADDRESS_MISSING`, `SOLANA_ADDRESS_*`, `TRANSFER_TO_ITSELF`, `AMOUNT_INVALID`,
 *   `AMOUNT_ZERO`, `AMOUNT_TOO_LARGE`, `FEE_INVALID`.
 */
export function readDraft(state: WorkspaceState, draft: TransferDraft, requestId: string, now: bigint): DraftReading {
  const account = state.accounts.get(draft.accountId);
  if (account === undefined) throw invalid('ACCOUNT_UNKNOWN', 'This account does not exist.', 'Choose an account.');
  const payee = draft.payeeId === '' ? undefined : state.payees.get(draft.payeeId);
  if (draft.payeeId !== '' && payee === undefined)
    throw invalid('PAYEE_UNKNOWN', 'This payee is not in the address book.', 'Choose a payee.');
  if (payee === undefined && draft.address === '')
    throw invalid('ADDRESS_MISSING', 'A transfer needs a payee or an address.', 'Choose a payee.');
  const to = parseSolanaPayee(payee?.address ?? draft.address);
  if (to.address === account.address)
    throw invalid('TRANSFER_TO_ITSELF', 'This is the address the money would come from.', 'Choose another payee.');
  const inBook = [...state.payees.values()].find((candidate) => candidate.address === to.address);
  const amount = parseAmount(draft.amount, SOL_DECIMALS);
  if (amount === 0n) throw invalid('AMOUNT_ZERO', 'The amount must be more than 0.', 'Enter an amount.');
  if (amount > MAX_LAMPORTS)
    throw invalid('AMOUNT_TOO_LARGE', 'The chain has no such amount of SOL.', 'Correct the amount.');
  const intent: TransferIntent = {
    version: 1,
    kind: 'transfer',
    workspaceId: state.workspaceId,
    requestId,
    vaultId: account.vaultId,
    accountId: account.accountId,
    chain: account.chain,
    network: account.network,
    asset: 'SOL',
    from: account.address,
    to: to.address,
    // An address of the book is that payee, however it was entered.
    payeeId: inBook?.payeeId ?? '',
    amount,
    feeCeiling: parseFee(draft.feeCeiling),
    purpose: draft.purpose,
    expiresAt: (now / MINUTE + BigInt(draft.expiresInMinutes)) * MINUTE,
  };
  return { intent, isOnCurve: to.isOnCurve };
}

/** The same reading as an amount's, with a code of its own: the form has two fields of money. */
function parseFee(text: string): bigint {
  try {
    return parseAmount(text, SOL_DECIMALS);
  } catch {
    throw invalid(
      'FEE_INVALID',
      `The fee is digits with at most ${SOL_DECIMALS} decimals, for example 0.0001.`,
      'Correct the fee.',
    );
  }
}

function invalid(code: string, message: string, next: string): AppError {
  return new AppError({ code, kind: 'input', message, safe: 'Nothing was submitted.', next });
}
