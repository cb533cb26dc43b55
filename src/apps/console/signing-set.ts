/** Who signs next: online holders in the order in which the workspace lists its co-signers. */
import type { RequestState, VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';

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

const REFUSED = 1;
const BLAMED = 2;
/** More than anybody's word about somebody else. */
const WAS_THERE = 4;

/**
 * Who stood in the way of earlier attempts of a request, and how badly. What a signer says of another is no proof in the log: a cheat that
 * blames the honest ones, or is just silent, is found by having been there each time.
 */
export function troubleOf({ sessions }: Pick<RequestState, 'sessions'>): ReadonlyMap<string, number> {
  const trouble = new Map<string, number>();
  const add = (pid: string, weight: number): unknown => trouble.set(pid, (trouble.get(pid) ?? 0) + weight);
  for (const { proposal, verdicts, outcome } of sessions) {
    for (const { answer, coSigner } of verdicts.values()) if (answer === 'refuse') add(coSigner, REFUSED);
    if (outcome.type !== 'failed') continue;
    for (const pid of proposal.signers) add(pid, WAS_THERE);
    for (const pid of new Set(outcome.failure.blame.map((one) => one.pid))) add(pid, BLAMED);
  }
  return trouble;
}
