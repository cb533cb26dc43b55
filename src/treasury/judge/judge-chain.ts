/** What this co-signer's own endpoint says: the right network, bytes that are still valid, and no earlier payment under way. */
import { MAX_ATTEMPTS } from '../workspace/admit-session.ts';
import type { RequestState, SessionState } from '../workspace/state.ts';
import type { Case, EarlierContribution, Reason } from './judge.ts';
import { isUnreadable } from './reading-sentence.ts';

const LIFETIME_WORD = { solana: 'blockhash', evm: 'nonce' } as const;
const EARLIER = 'An earlier attempt of this request, which its signers had agreed to sign,';

/** Reasons in the network and in the lifetime of the bytes. */
export function networkReasons({ state, request, network, lifetimeValid }: Case): Reason[] {
  const reasons: Reason[] = [];
  const { intent } = request;
  if (network === 'unknown') {
    reasons.push({
      code: 'CHAIN_UNREADABLE',
      text: 'The endpoint of this co-signer did not say which network it serves.',
    });
  } else if (network !== intent.network) {
    reasons.push({
      code: 'NETWORK_DIFFERS',
      text: `The endpoint serves network ${network}, the intent is for ${intent.network}.`,
    });
  }
  const account = state.accounts.get(intent.accountId);
  if (account?.chain !== intent.chain || account.network !== intent.network || account.address !== intent.from) {
    reasons.push({
      code: 'NETWORK_DIFFERS',
      text: `${intent.accountId} is not an account with the sender's address on the network of the intent.`,
    });
  }
  if (lifetimeValid === 'unknown') {
    reasons.push({
      code: 'CHAIN_UNREADABLE',
      text: `The endpoint of this co-signer did not say whether the ${LIFETIME_WORD[intent.chain]} is valid.`,
    });
  } else if (!lifetimeValid) {
    reasons.push({
      code: 'LIFETIME_INVALID',
      text:
        intent.chain === 'evm'
          ? 'The nonce of the bytes is not the one that the network takes next from the account.'
          : 'The blockhash of the bytes is not valid on the network now.',
    });
  }
  return reasons;
}

/**
 * Sessions of a request, other than this one, that others agreed to sign without `self`. Shares may have left each of their signers,
 * also when the log says that the session failed: one dishonest signer can complete the signature and keep it. (Where `self` was
 * a signer, nothing is signed without its share, and its own record of releases speaks.)
 */
export function agreedBefore({ sessions }: RequestState, sessionId: string, self: string): readonly SessionState[] {
  return sessions.filter(
    ({ proposal, verdicts }) =>
      proposal.sessionId !== sessionId &&
      !proposal.signers.includes(self) &&
      proposal.signers.every((pid) => verdicts.get(pid)?.answer === 'contribute'),
  );
}

/**
 * Reasons in earlier attempts: never may two signed transactions of one request both be able to land. What others may have signed
 * counts like a release of our own; otherwise a dishonest signer could pay twice by failing one attempt and signing the next with us.
 */
export function attemptReasons({ earlier, request, sessionId, self, reading }: Case): Reason[] {
  const known = new Set(earlier.map((attempt) => attempt.sessionId));
  const unknown = agreedBefore(request, sessionId, self)
    .map(({ proposal }) => proposal.sessionId)
    .filter((id) => !known.has(id))
    .map((id): EarlierContribution => ({ sessionId: id, lifetime: 'unknown', wasIncluded: 'unknown' }));
  const turn = isUnreadable(reading) ? undefined : reading.turn;
  const reasons = [...earlier, ...unknown]
    .filter((attempt) => !isExcludedBy(attempt, turn))
    .map(earlierReason)
    .filter((reason) => reason !== null);
  if (earlier.length >= MAX_ATTEMPTS) {
    reasons.push({
      code: 'RETRIES_EXHAUSTED',
      text: `This co-signer contributed to ${earlier.length} attempts of this request already.`,
    });
  }
  return reasons;
}

/**
 * An earlier attempt that is known not to be on the chain, and that can no longer get there once these bytes do: both spend the same
 * nonce of the same account (the sender is the intent's in both). So an attempt that failed is repeated with its own nonce at once.
 */
function isExcludedBy({ turn, lifetime, wasIncluded }: EarlierContribution, own: string | undefined): boolean {
  return own !== undefined && turn === own && lifetime === 'live' && wasIncluded === false;
}

function earlierReason({ sessionId, lifetime, wasIncluded }: EarlierContribution): Reason | null {
  const short = `(session ${sessionId.slice(0, 8)})`;
  if (wasIncluded === true)
    return { code: 'EARLIER_ATTEMPT_LIVE', text: `${EARLIER} is on the chain already ${short}.` };
  if (lifetime === 'live')
    return { code: 'EARLIER_ATTEMPT_LIVE', text: `${EARLIER} can still be included by the chain ${short}.` };
  if (lifetime === 'unknown' || wasIncluded === 'unknown') {
    return { code: 'CHAIN_UNREADABLE', text: `${EARLIER} cannot be shown to have expired without effect ${short}.` };
  }
  return null;
}
