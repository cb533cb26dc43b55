/** Attempts of a request, before the one that is judged, whose bytes may be signed: never may two of them pay. */
import { bytesFromHex } from '../../base/bytes.ts';
import { agreedBefore } from '../../treasury/judge/judge-chain.ts';
import type { RequestState, SessionState } from '../../treasury/workspace/state.ts';
import type { Attempt } from './chain-facts.ts';
import type { CoSignerContext } from './context.ts';

/** The bytes of a session, as the chain's facts are asked for them. */
export function attemptOf({ proposal }: SessionState, request: RequestState | undefined): Attempt {
  const { sessionId, unsignedTransaction, lifetime } = proposal;
  return { sessionId, unsigned: bytesFromHex(unsignedTransaction), account: request?.intent.from ?? '', lifetime };
}

/** Earlier sessions of the request whose bytes others may have signed, whatever the log says of their end. */
export function agreedAttempts(context: CoSignerContext, requestId: string, sessionId: string): readonly Attempt[] {
  const request = context.replica.state?.requests.get(requestId);
  if (request === undefined) return [];
  const others = agreedBefore(request, sessionId, context.home.pid);
  return [...others, ...forgotten(context, request, sessionId)].map((session) => attemptOf(session, request));
}

/**
 * Sessions that this co-signer agreed to sign, by the log, and of whose end its own records know nothing. What it released then is
 * unknown, so it counts as released. This is what keeps a co-signer that comes back with an old home from releasing twice:
 *  - Its records were lost. Nothing is told by a record that is missing; nor by one with another answer, which there is when a relay
 *    replays old history as new.
 *  - Its database is an earlier copy, from between its answer and its release: then the answer is there and the release is not. The
 *    restore mark tells that, and for good removes answers without a release, with presignatures and primes (`one-time-stock.ts`).
 * An identity is enrolled once in a workspace (`admit-co-signer.ts`), and a home joins one workspace (`home.ts`): who is enrolled anew
 * has a new identity in a new home, without any share. A virtual machine that is put back together with its
 * memory is not seen here (`restore-mark.ts`); against its second release stand the records of the other signers of the attempt.
 */
function forgotten({ home, sessions }: CoSignerContext, request: RequestState, sessionId: string): SessionState[] {
  return request.sessions.filter(({ proposal, verdicts }) => {
    if (proposal.sessionId === sessionId || !proposal.signers.includes(home.pid)) return false;
    if (verdicts.get(home.pid)?.answer !== 'contribute') return false;
    return sessions.proposal(proposal.sessionId)?.answer !== 'contribute';
  });
}
