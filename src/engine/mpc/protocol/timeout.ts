/**
 * Who is to blame when time is up. A party that waits for somebody else cannot send either, so it must not be blamed for its silence:
 * at the deadline everybody announces what it lacks, and the reasons are followed to their end.
 */
import { partyIdOf, type PartyId } from './party.ts';
import type { Missing } from './notice.ts';

/** How long a party waits after its deadline for the reasons of its peers, in milliseconds. */
export const REASONS_GRACE_MS = 2000n;

/** Position of a message in the order of a run: round r, its echo, round r + 1, ..., confirmation, disputes. */
function stageOf(roundId: number): number {
  if (roundId >= 200) return roundId * 1000;
  return roundId >= 100 ? (roundId - 100) * 2 + 1 : roundId * 2;
}

/**
 * The parties that are silent without an excuse. `reasons` holds what each peer says it lacked; a peer is excused if it lacked something of
 * an earlier or the same stage, and then the question passes on. Parties that excuse each other in a circle are not blamed: from
 * here nobody can tell which of them lies.
 */
export function silentParties(
  self: PartyId,
  missing: readonly Missing[],
  reasons: ReadonlyMap<PartyId, readonly Missing[]>,
): PartyId[] {
  const silent: PartyId[] = [];
  const visited = new Set<PartyId>([self]);
  const queue = [...missing];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const party = partyIdOf(next.party);
    if (visited.has(party)) continue;
    visited.add(party);
    const stage = stageOf(next.round);
    const excuses = (reasons.get(party) ?? []).filter((excuse) => stageOf(excuse.round) <= stage);
    if (excuses.length === 0) silent.push(party);
    queue.push(...excuses);
  }
  return silent;
}
