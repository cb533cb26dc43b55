/** An account: an address of an active vault on one network. */
import { chainRules } from '../chains/chain-rules.ts';
import { isSkip, memberOnly, skip, type AdmitContext, type Skip } from './admission.ts';
import { putAccount } from './put.ts';
import type { EntryOf } from './entry.ts';
import type { VaultState, WorkspaceState } from './state.ts';

/** What the contract's lists of accounts hold. */
export const MAX_ACCOUNTS = 64;

/** Opens an account: the address of the vault's key at a path, on one network. */
export function openAccount({ state, entry, body, author }: AdmitContext<'account.opened'>): WorkspaceState | Skip {
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  const vault = state.vaults.get(body.vaultId);
  if (vault === undefined) return skip('VAULT_UNKNOWN', `There is no vault ${body.vaultId}.`);
  if (vault.status !== 'active') {
    return skip(
      'VAULT_NOT_ACTIVE',
      `Not every holder of ${vault.name} has confirmed its key; nothing may be paid to it yet.`,
    );
  }
  if (state.accounts.has(body.accountId))
    return skip('ACCOUNT_EXISTS', `The account ${body.accountId} exists already.`);
  if (state.accounts.size >= MAX_ACCOUNTS) return skip('TOO_MANY', `A workspace has at most ${MAX_ACCOUNTS} accounts.`);
  const fault = chainFault(vault, body) ?? addressFault(vault, body);
  if (fault !== null) return fault;
  for (const account of state.accounts.values()) {
    if (account.address === body.address && account.network === body.network) {
      return skip('ACCOUNT_EXISTS', `${account.name} has this address on this network already.`);
    }
  }
  const { accountId, name, vaultId, chain, network, address, path = [] } = body;
  return putAccount(state, { accountId, name, vaultId, chain, network, path, address, index: entry.index });
}

function chainFault(vault: VaultState, { chain, network, path }: EntryOf<'account.opened'>): Skip | null {
  const rules = chainRules(chain);
  if (vault.scheme !== rules.scheme)
    return skip('ACCOUNT_CHAIN_INVALID', `The key of ${vault.name} cannot sign on ${rules.name}.`);
  if (!rules.isNetwork(network))
    return skip('ACCOUNT_CHAIN_INVALID', `The network has no name that ${rules.name} knows.`);
  // An account whose path must be said says it, and one that can have none does not: one meaning, one entry.
  if ((chain === 'evm') !== (path !== undefined) || !rules.isPath(path ?? []))
    return skip('ACCOUNT_CHAIN_INVALID', `An account on ${rules.name} has no such path.`);
  return null;
}

function addressFault(vault: VaultState, { chain, path = [], address }: EntryOf<'account.opened'>): Skip | null {
  const { groupKey, chainCode } = vault;
  const own =
    groupKey === null || chainCode === null ? null : chainRules(chain).addressOf({ groupKey, chainCode }, path);
  return address === own
    ? null
    : skip('ACCOUNT_ADDRESS_DIFFERS', `The address is not that of the key of ${vault.name}.`);
}
