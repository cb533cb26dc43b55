/** Checks of shares that add up to a signature. */
import { blame, type Protocol, type Round } from './protocol.ts';
import type { PartyId } from './party.ts';

/**
 * As `blame`, for shares that each have to satisfy a linear equation of their own, where the own share satisfies its equation, and the signature is the sum
 * of all equations. Where it verifies, the check of one share follows from it and those of all others, and is not made: the equation that is left is
 * the difference. With two signers that is the only peer.
 * @param isSumRight whether the signature made of all shares verifies
 */
export function* blameShares<M>(
  round: Round<M>,
  messages: ReadonlyMap<PartyId, M>,
  isSumRight: boolean,
  check: (party: PartyId, message: M) => string | undefined,
): Protocol<void> {
  const [, ...others] = messages;
  const isImplied = isSumRight && others.every(([party, message]) => check(party, message) === undefined);
  yield* blame(round, messages, (party, message) => (isImplied ? undefined : check(party, message)));
}
