/** Who holds which share of a key, which sets can sign, and how many shares may be lost. */
import { bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { VaultView } from '../../../contract/views.ts';
import type { CoSignerKind } from '../../../treasury/workspace/entry.ts';
import type { VaultState } from '../../../treasury/workspace/state.ts';
import type { AdmittedEntry, ViewContext } from './context.ts';
import { keyFingerprint } from './key-fingerprint.ts';
import { holdersOf, SCHEME_NAME } from './names.ts';
import { coSignerView } from './workspace-view.ts';

/** The most signing sets that a view lists. */
const MAX_SETS = 128;

export interface VaultFacts {
  /** Log entries that concern the vault, in order; its proposal must be among them. */
  readonly entries: readonly AdmittedEntry[];
  /** How a co-signer of each kind keeps its share, in words. */
  readonly keptBy: Readonly<Record<CoSignerKind, string>>;
}

/** @throws AppError `VAULT_ENTRY_MISSING` (a bug) when the facts lack the vault's proposal. */
export function vaultView(context: ViewContext, vault: VaultState, facts: VaultFacts): VaultView {
  const holders = holdersOf(context.state, vault);
  return {
    vaultId: vault.vaultId,
    name: vault.name,
    scheme: SCHEME_NAME[vault.scheme],
    status: vault.status,
    minSigners: vault.minSigners,
    partyCount: vault.holders.length,
    epoch: vault.epoch,
    fingerprint: vault.groupKey === null ? '' : keyFingerprint(vault.groupKey),
    groupKey: vault.groupKey === null ? '' : bytesToHex(vault.groupKey),
    createdAt: proposalOf(vault, facts).entry.time,
    accounts: [...context.state.accounts.values()]
      .filter(({ vaultId }) => vaultId === vault.vaultId)
      .map(({ accountId, name, address }) => ({ accountId, name, address })),
    holders: holders.map(({ pid, kind }) => {
      const confirmation = confirmationBy(pid, vault, facts);
      return {
        coSigner: coSignerView(context, pid),
        epoch: vault.confirmations.get(pid)?.epoch ?? vault.epoch,
        confirmedAt: confirmation?.entry.time ?? null,
        logIndex: confirmation?.index ?? null,
        keptBy: facts.keptBy[kind],
      };
    }),
    signingSets: combinations(
      holders.map(({ pid }) => pid),
      vault.minSigners,
    ).slice(0, MAX_SETS),
    canLose: vault.holders.length - vault.minSigners,
  };
}

/** Every choice of `size` items, in the order of the items. */
export function combinations<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) => combinations(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}

function proposalOf(vault: VaultState, { entries }: VaultFacts): AdmittedEntry {
  const proposal = entries.find(({ index }) => index === vault.index);
  if (proposal !== undefined) return proposal;
  throw new AppError({
    code: 'VAULT_ENTRY_MISSING',
    kind: 'bug',
    message: 'A vault is shown without the log entry that proposed it.',
    details: { vaultId: vault.vaultId },
  });
}

function confirmationBy(pid: string, vault: VaultState, { entries }: VaultFacts): AdmittedEntry | undefined {
  return entries.findLast(
    ({ entry: { author, body } }) =>
      body.type === 'vault.confirmed' &&
      body.vaultId === vault.vaultId &&
      author === pid &&
      vault.confirmations.has(pid),
  );
}
