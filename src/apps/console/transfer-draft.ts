/** From what a form sends to an intent. Only here does typed text become money and an address. */
import { AppError } from '../../base/errors.ts';
import { parseAmount } from '../../base/units.ts';
import { parseEvmPayee } from '../../adapters/chains/evm/address.ts';
import { parseSolanaPayee } from '../../adapters/chains/solana/address.ts';
import type { TransferDraft } from '../../contract/views.ts';
import type { Chain } from '../../treasury/chains/chain.ts';
import { chainRules } from '../../treasury/chains/chain-rules.ts';
import { ASSET_DECIMALS, MAX_BASE_UNITS } from '../../treasury/intent/assets.ts';
import type { TransferIntent } from '../../treasury/intent/intent.ts';
import type { AccountState, WorkspaceState } from '../../treasury/workspace/state.ts';

const MINUTE = 60_000n;

/**
 * Reads a draft. The address of a payee comes from the book of the log, never from the form.
 * @param requestId 16 bytes in hex, made by the window once per transfer
 * @throws AppError `ACCOUNT_UNKNOWN`, `PAYEE_UNKNOWN`, `PAYEE_CHAIN_DIFFERS`, `ADDRESS_MISSING`, `SOLANA_ADDRESS_*`, `EVM_ADDRESS_*`,
 *   `TRANSFER_TO_ITSELF`, `AMOUNT_INVALID`, `AMOUNT_ZERO`, `AMOUNT_TOO_LARGE`, `FEE_INVALID`.
 */
export function readDraft(state: WorkspaceState, draft: TransferDraft, requestId: string, now: bigint): TransferIntent {
  const account = state.accounts.get(draft.accountId);
  if (account === undefined) throw invalid('ACCOUNT_UNKNOWN', 'This account does not exist.', 'Choose an account.');
  const { asset } = chainRules(account.chain);
  const to = recipientOf(state, draft, account);
  const inBook = [...state.payees.values()].find(({ chain, address }) => chain === account.chain && address === to);
  const amount = parseAmount(draft.amount, ASSET_DECIMALS[asset]);
  if (amount === 0n) throw invalid('AMOUNT_ZERO', 'The amount must be more than 0.', 'Enter an amount.');
  if (amount > MAX_BASE_UNITS[asset])
    throw invalid('AMOUNT_TOO_LARGE', `The chain has no such amount of ${asset}.`, 'Correct the amount.');
  return {
    version: 1,
    kind: 'transfer',
    workspaceId: state.workspaceId,
    requestId,
    vaultId: account.vaultId,
    accountId: account.accountId,
    chain: account.chain,
    network: account.network,
    asset,
    from: account.address,
    to,
    // An address of the book is that payee, however it was entered.
    payeeId: inBook?.payeeId ?? '',
    amount,
    feeCeiling: parseFee(draft.feeCeiling, ASSET_DECIMALS[asset]),
    purpose: draft.purpose,
    expiresAt: (now / MINUTE + BigInt(draft.expiresInMinutes)) * MINUTE,
  };
}

/** The address in the chain's one canonical form. */
function recipientOf(state: WorkspaceState, draft: TransferDraft, account: AccountState): string {
  const payee = draft.payeeId === '' ? undefined : state.payees.get(draft.payeeId);
  if (draft.payeeId !== '' && payee === undefined)
    throw invalid('PAYEE_UNKNOWN', 'This payee is not in the address book.', 'Choose a payee.');
  if (payee !== undefined && payee.chain !== account.chain)
    throw invalid(
      'PAYEE_CHAIN_DIFFERS',
      `${payee.name} is paid on another chain than the one of ${account.name}.`,
      'Choose another account or another payee.',
    );
  if (payee === undefined && draft.address === '')
    throw invalid('ADDRESS_MISSING', 'A transfer needs a payee or an address.', 'Choose a payee.');
  const to = payeeAddress(account.chain, payee?.address ?? draft.address);
  if (to === account.address)
    throw invalid('TRANSFER_TO_ITSELF', 'This is the address the money would come from.', 'Choose another payee.');
  return to;
}

function payeeAddress(chain: Chain, text: string): string {
  return chain === 'evm' ? parseEvmPayee(text).address : parseSolanaPayee(text).address;
}

/** The same reading as an amount's, with a code of its own: the form has two fields of money. */
function parseFee(text: string, decimals: number): bigint {
  try {
    return parseAmount(text, decimals);
  } catch {
    throw invalid(
      'FEE_INVALID',
      `The fee is digits with at most ${decimals} decimals, for example 0.0001.`,
      'Correct the fee.',
    );
  }
}

function invalid(code: string, message: string, next: string): AppError {
  return new AppError({ code, kind: 'input', message, safe: 'Nothing was submitted.', next });
}
