/** What this co-signer's own endpoint says: the right network, bytes that are still valid, and no earlier payment under way. */
import { MAX_ATTEMPTS } from '../workspace/admit-session.ts';
import type { Case, EarlierContribution, Reason } from './judge.ts';

const EARLIER = 'An earlier attempt of this request, to which this co-signer contributed,';

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
  if (account?.network !== intent.network || account.address !== intent.from) {
    reasons.push({
      code: 'NETWORK_DIFFERS',
      text: `${intent.accountId} is not an account with the sender's address on the network of the intent.`,
    });
  }
  if (lifetimeValid === 'unknown') {
    reasons.push({
      code: 'CHAIN_UNREADABLE',
      text: 'The endpoint of this co-signer did not say whether the blockhash is valid.',
    });
  } else if (!lifetimeValid) {
    reasons.push({ code: 'LIFETIME_INVALID', text: 'The blockhash of the bytes is not valid on the network now.' });
  }
  return reasons;
}

/** Reasons in earlier attempts: never may two signed transactions of one request both be able to land. */
export function attemptReasons({ earlier }: Case): Reason[] {
  const reasons = earlier.map(earlierReason).filter((reason) => reason !== null);
  if (earlier.length >= MAX_ATTEMPTS) {
    reasons.push({
      code: 'RETRIES_EXHAUSTED',
      text: `This co-signer contributed to ${earlier.length} attempts of this request already.`,
    });
  }
  return reasons;
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
