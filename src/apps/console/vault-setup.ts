/** From a workspace without a key to one with a funded account: the key ceremony, the account, the development funds. */
import { AppError } from '../../base/errors.ts';
import { chainRules } from '../../treasury/chains/chain-rules.ts';
import type { Scheme } from '../../treasury/chains/chain.ts';
import type { EntryOf } from '../../treasury/workspace/entry.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import { DEMO_VAULTS, type DemoVault } from './demo-vaults.ts';
import type { OfficerConsole } from './officer-console.ts';
import { CEREMONY_CANCELLED } from './views/ceremony-view.ts';

/** The vault of a scheme whose ceremony counts: the latest one. */
export function latestVault(state: WorkspaceState, scheme: Scheme = 'ed25519'): VaultState | null {
  const vaults = [...state.vaults.values()].filter((vault) => vault.scheme === scheme);
  return vaults.toSorted((a, b) => a.index - b.index).at(-1) ?? null;
}

/** Id of the next vault of a plan: one that failed keeps its name in the log, the next gets a number. */
export function nextVaultId({ vaults }: WorkspaceState, { vaultId, scheme }: DemoVault): string {
  const count = [...vaults.values()].filter((vault) => vault.scheme === scheme).length;
  return count === 0 ? vaultId : `${vaultId}-${count + 1}`;
}

/** Proposes a key ceremony; every co-signer that the workspace began with takes part by itself. */
export async function proposeCeremony(officer: OfficerConsole, plan: DemoVault = DEMO_VAULTS.solana): Promise<void> {
  const state = officer.state();
  const { name, scheme, profile, minSigners } = plan;
  await officer.replica.append({
    type: 'vault.proposed',
    vaultId: nextVaultId(state, plan),
    name,
    scheme,
    ...(profile === null ? {} : { profile }),
    minSigners,
    holders: foundersOf(officer),
  });
}

/** Pids of the co-signers of the first entry: those of a demo hold the shares of every new key. */
export function foundersOf(officer: OfficerConsole): string[] {
  const first = officer.replica.entries[0]?.entry.body;
  return first?.type === 'workspace.created' ? first.coSigners.map(({ pid }) => pid) : [];
}

/** Ends a ceremony that is under way; the co-signers wipe what they had begun. */
export async function cancelCeremony(officer: OfficerConsole): Promise<void> {
  const vault = latestVault(officer.state());
  if (vault?.status !== 'ceremony') throw noCeremony();
  officer.cancelRun(vault.runId, vault.holders);
  await officer.replica.append({
    type: 'vault.failed',
    vaultId: vault.vaultId,
    runId: vault.runId,
    code: CEREMONY_CANCELLED,
    text: 'An officer stopped the ceremony. Nothing was kept.',
    blame: [],
  });
}

/** Opens the account of an active vault and asks the development chain for funds, each only if it is not there yet. */
export async function openFundedAccount(officer: OfficerConsole, vault: VaultState, plan: DemoVault): Promise<void> {
  const { groupKey, chainCode, vaultId } = vault;
  if (groupKey === null || chainCode === null) return;
  const access = officer.chainOf(plan.chain);
  const { accountId, name, path } = plan.account;
  const address = chainRules(plan.chain).addressOf({ groupKey, chainCode }, path);
  if (address === null) throw noAddress();
  if (![...officer.state().accounts.values()].some((account) => account.vaultId === vaultId)) {
    const body: EntryOf<'account.opened'> = {
      type: 'account.opened',
      accountId: officer.state().accounts.has(accountId)
        ? `${accountId}-${officer.state().accounts.size + 1}`
        : accountId,
      name,
      vaultId,
      chain: plan.chain,
      network: await access.network(),
      // Solana's accounts have no path to say.
      ...(path.length === 0 ? {} : { path: [...path] }),
      address,
    };
    await officer.replica.append(body);
  }
  if ((await access.balance(address)) === 0n) await access.fund(address, plan.funds);
  await officer.balances.read({ chain: plan.chain, address }, true);
}

function noAddress(): AppError {
  return new AppError({
    code: 'ACCOUNT_ADDRESS_DIFFERS',
    kind: 'bug',
    message: 'The key of the vault has no address at the path of the account.',
    safe: 'No account was opened.',
  });
}

function noCeremony(): AppError {
  return new AppError({
    code: 'CEREMONY_NOT_RUNNING',
    kind: 'input',
    message: 'No key ceremony is under way.',
    safe: 'Nothing was done.',
  });
}
