/** An account: an address of an active vault on one network. */
import { solanaText } from '../intent/chain-address.ts';
import { isSkip, memberOnly, skip, type AdmitContext, type Skip } from './admission.ts';
import { putAccount } from './put.ts';
import type { WorkspaceState } from './state.ts';

/** What the contract's lists of accounts hold. */
export const MAX_ACCOUNTS = 64;

/** Opens an account. In this version the path is empty, so a vault has one address per network and one account for it. */
export function openAccount({ state, entry, body, author }: AdmitContext<'account.opened'>): WorkspaceState | Skip {
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  const vault = state.vaults.get(body.vaultId);
  if (vault === undefined) return skip('VAULT_UNKNOWN', `There is no vault ${body.vaultId}.`);
  if (vault.status !== 'active' || vault.groupKey === null) {
    return skip(
      'VAULT_NOT_ACTIVE',
      `Not every holder of ${vault.name} has confirmed its key; nothing may be paid to it yet.`,
    );
  }
  if (state.accounts.has(body.accountId))
    return skip('ACCOUNT_EXISTS', `The account ${body.accountId} exists already.`);
  if (state.accounts.size >= MAX_ACCOUNTS) return skip('TOO_MANY', `A workspace has at most ${MAX_ACCOUNTS} accounts.`);
  if (body.address !== solanaText(vault.groupKey)) {
    return skip('ACCOUNT_ADDRESS_DIFFERS', `The address is not that of the key of ${vault.name}.`);
  }
  for (const account of state.accounts.values()) {
    if (account.address === body.address && account.network === body.network) {
      return skip('ACCOUNT_EXISTS', `${account.name} has this address on this network already.`);
    }
  }
  const { accountId, name, vaultId, chain, network, address } = body;
  return putAccount(state, { accountId, name, vaultId, chain, network, address, index: entry.index });
}
