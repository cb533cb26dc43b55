/** Who signs next: online holders in the order in which the workspace lists its co-signers. */
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';

/** Online holders, those who stood in the way of something last: `trouble` is how badly, by pid. */
export function availableSigners(
  state: WorkspaceState,
  vault: VaultState,
  online: ReadonlySet<string>,
  trouble: ReadonlyMap<string, number> = new Map(),
): string[] {
  return [...state.coSigners.keys()]
    .filter((pid) => vault.holders.includes(pid) && online.has(pid))
    .toSorted((a, b) => (trouble.get(a) ?? 0) - (trouble.get(b) ?? 0));
}

/** The set that a session would have now, in pid order; `null` while too few holders are online. */
export function nextSigners(state: WorkspaceState, vault: VaultState, online: ReadonlySet<string>): string[] | null {
  const available = availableSigners(state, vault, online);
  return available.length < vault.minSigners ? null : available.slice(0, vault.minSigners).toSorted();
}
