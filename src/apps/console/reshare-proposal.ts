/** What a console proposes to change the shares of a key. The log's rules decide whether it may. */
import { AppError } from '../../base/errors.ts';
import type { EntryOf } from '../../treasury/workspace/entry.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import { availableSigners } from './signing-set.ts';

export interface CommitteeWish {
  /** Pids. */
  readonly holders: readonly string[];
  readonly minSigners: number;
}

/**
 * The proposal that leads to these holders. Who stays keeps its Shamir point; who joins gets the next ones that nobody had, in the order
 * of the pids. Online holders deal; those who leave, and those who were blamed for an earlier change, only when there are too few others:
 * a co-signer that is to be removed must not be able to stop its own removal.
 * @throws AppError `DEALERS_OFFLINE` when fewer holders are online than must deal, `HOLDERS_OFFLINE` when a new holder is not.
 */
export function proposeCommittee(
  state: WorkspaceState,
  vault: VaultState,
  wish: CommitteeWish,
  online: ReadonlySet<string>,
): EntryOf<'vault.reshare-proposed'> {
  const dealers = availableSigners(state, vault, online, troubleOf(vault, wish));
  if (dealers.length < vault.minSigners) throw dealersOffline(vault.minSigners, dealers.length);
  const away = wish.holders.filter((pid) => !online.has(pid));
  if (away.length > 0) throw holdersOffline(away.map((pid) => state.coSigners.get(pid)?.name ?? pid.slice(0, 8)));
  const ids = vault.sharing.epochs.at(-1)?.ids ?? new Map<string, number>();
  let next = vault.sharing.nextId;
  const holders = [...new Set(wish.holders)].toSorted().map((pid) => {
    const kept = ids.get(pid);
    if (kept !== undefined) return { pid, id: kept };
    next += 1;
    return { pid, id: next - 1 };
  });
  const isSame = holders.length === vault.holders.length && holders.every(({ pid }) => vault.holders.includes(pid));
  return {
    type: 'vault.reshare-proposed',
    vaultId: vault.vaultId,
    epoch: vault.epoch,
    nextEpoch: vault.sharing.nextEpoch,
    dealers: dealers.slice(0, vault.minSigners).toSorted(),
    holders,
    minSigners: wish.minSigners,
    reason: isSame && wish.minSigners === vault.minSigners ? 'refresh' : 'reshare',
  };
}

/** How much better it is that a holder does not deal. */
function troubleOf({ holders, epoch, sharing }: VaultState, wish: CommitteeWish): ReadonlyMap<string, number> {
  const failures = sharing.reshares.filter(({ proposal }) => proposal.epoch === epoch).map(({ failure }) => failure);
  const blamed = new Set(failures.flatMap((failure) => (failure?.blame ?? []).map(({ pid }) => pid)));
  return new Map(holders.map((pid) => [pid, (wish.holders.includes(pid) ? 0 : 2) + (blamed.has(pid) ? 1 : 0)]));
}

function dealersOffline(needed: number, online: number): AppError {
  return new AppError({
    code: 'DEALERS_OFFLINE',
    kind: 'peer',
    message: `${needed} holders of the present shares must be online, ${online} are.`,
    safe: 'Nothing was proposed; the shares are as they were.',
    next: 'Start the missing co-signer and try again.',
    details: { needed, online },
  });
}

function holdersOffline(names: readonly string[]): AppError {
  return new AppError({
    code: 'HOLDERS_OFFLINE',
    kind: 'peer',
    message: `Every new holder must be online to take its share; away: ${names.join(', ')}.`,
    safe: 'Nothing was proposed; the shares are as they were.',
    next: 'Start the missing co-signer and try again.',
  });
}
