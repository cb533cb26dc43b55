/**
 * Who is to blame when time is up. A party that waits for somebody else cannot send either, so it must not be blamed for its silence:
 * at the deadline everybody announces what it lacks, and the reasons are followed to their end.
 *
 * A reason can be a lie. Two things show it, without believing anybody and whatever the network does with messages:
 * 1. Protocols send what they have to say in a round before they wait for it: only an earlier message excuses.
 * 2. Whoever has sent a message had everything of the rounds before: `isRefuted` knows how far its own signed messages go. Who is found out once has no
 *    excuse at all.
 * Everything else excuses, also a lie about a message that we have sent ourselves: it may have been lost, and the author may have been told by a cheat to
 * give up while it was under way. An honest party is never named because of what a cheat says or holds back, at the price that a cheat may get away unnamed.
 */
import { partyIdOf, type PartyId } from './party.ts';
import type { Missing } from './notice.ts';

/** How long a party waits after its deadline for the reasons of its peers, in milliseconds. Never shorter because a peer gave up before. */
export const REASONS_GRACE_MS = 2000n;

/** Position of a message in the order of a run: round r, its echo, round r + 1, ..., confirmation, disputes. */
export function stageOf(roundId: number): number {
  if (roundId >= 200) return roundId * 1000;
  return roundId >= 100 ? (roundId - 100) * 2 + 1 : roundId * 2;
}

/**
 * The parties to suspect. `reasons` holds what each peer that still answers says it lacked; `isRefuted` says whether we know better than a peer that says it
 * lacked a message.
 *
 * A party whose message we lack ourselves is suspected unless it lacked something earlier; then the question passes on. A party that only others complain
 * about is suspected if it does not answer at all: with two answers against each other, either may be the lie.
 */
export function silentParties(
  self: PartyId,
  missing: readonly Missing[],
  reasons: ReadonlyMap<PartyId, readonly Missing[]>,
  isRefuted: (author: PartyId, excuse: Missing) => boolean = () => false,
): PartyId[] {
  const silent = new Set<PartyId>();
  const visited = new Set<PartyId>([self]);
  const excusesOf = ({ round, party }: Missing): readonly Missing[] => {
    const author = partyIdOf(party);
    const lacked = reasons.get(author) ?? [];
    if (lacked.some((excuse) => isRefuted(author, excuse))) return [];
    return lacked.filter((excuse) => stageOf(excuse.round) < stageOf(round));
  };
  for (const each of missing) if (excusesOf(each).length === 0) silent.add(partyIdOf(each.party));
  const queue = missing.flatMap(excusesOf);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const party = partyIdOf(next.party);
    if (visited.has(party)) continue;
    visited.add(party);
    if (!reasons.has(party)) silent.add(party);
    queue.push(...excusesOf(next));
  }
  return [...silent];
}
