/** From a workspace without a key to one with a funded account: the key ceremony, the account, the development funds. */
import { AppError } from '../../base/errors.ts';
import { encodeSolanaAddress } from '../../adapters/chains/solana/address.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import { DEMO_ACCOUNT, DEMO_FUNDS, DEMO_VAULT } from './demo-workspace.ts';
import type { OfficerConsole } from './officer-console.ts';
import { CEREMONY_CANCELLED } from './views/ceremony-view.ts';

/** The vault whose ceremony counts: the latest one. */
export function latestVault(state: WorkspaceState): VaultState | null {
  return [...state.vaults.values()].toSorted((a, b) => a.index - b.index).at(-1) ?? null;
}

/** Proposes a key ceremony; every co-signer takes part by itself. A vault that failed keeps its name in the log, the next gets a number. */
export async function proposeCeremony(officer: OfficerConsole): Promise<void> {
  const state = officer.state();
  const count = state.vaults.size;
  await officer.replica.append({
    type: 'vault.proposed',
    vaultId: count === 0 ? DEMO_VAULT.vaultId : `${DEMO_VAULT.vaultId}-${count + 1}`,
    name: DEMO_VAULT.name,
    scheme: 'ed25519',
    minSigners: DEMO_VAULT.minSigners,
    holders: [...state.coSigners.keys()],
  });
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
export async function openFundedAccount(officer: OfficerConsole, vault: VaultState): Promise<void> {
  if (vault.groupKey === null) return;
  const address = encodeSolanaAddress(vault.groupKey);
  const { client, replica } = officer;
  if (![...officer.state().accounts.values()].some((account) => account.vaultId === vault.vaultId)) {
    const network = await client.genesisHash();
    const { accountId, name } = DEMO_ACCOUNT;
    await replica.append({
      type: 'account.opened',
      accountId,
      name,
      vaultId: vault.vaultId,
      chain: 'solana',
      network,
      address,
    });
  }
  const { lamports } = await client.getBalance(address);
  if (lamports === 0n) await client.airdrop(address, DEMO_FUNDS);
  await officer.balances.read(address, true);
}

function noCeremony(): AppError {
  return new AppError({
    code: 'CEREMONY_NOT_RUNNING',
    kind: 'input',
    message: 'No key ceremony is under way.',
    safe: 'Nothing was done.',
  });
}
