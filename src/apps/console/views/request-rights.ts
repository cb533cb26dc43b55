/** What I may do with a request now, by the log's own rules of admission, and why not where I may not. */
import type { RequestDetailView } from '../../../contract/views.ts';
import { openMembers } from '../../../treasury/policy/evaluate.ts';
import type { RequestState } from '../../../treasury/workspace/state.ts';
import { requestLabel } from '../../../treasury/intent/token-screens.ts';
import { turnHolder } from '../account-turn.ts';
import type { ViewContext } from './context.ts';
import { listOfNames, memberName } from './names.ts';
import { statusOf, type RequestStatusName } from './request-views.ts';
import { clipped } from './sentence.ts';

type Rights = RequestDetailView['can'];

/** One reason in words covers whatever is not allowed; it is empty when I may approve. */
export function rightsOn(context: ViewContext, request: RequestState): Rights {
  const status = statusOf(context, request);
  const isInitiator = request.initiator === context.me;
  const isOpen = request.status === 'pending' || request.status === 'approved';
  const canApprove = status === 'pending' && openMembers(request.verdict).includes(context.me);
  return {
    approve: canApprove,
    reject: isOpen && status !== 'expired' && !isInitiator,
    cancel: isOpen && status !== 'expired' && isInitiator,
    sign: status === 'approved' && turnHolder(context.state, request) === undefined,
    why: canApprove ? '' : clipped(whyNot(context, request), 200),
  };
}

function whyNot(context: ViewContext, request: RequestState): string {
  const status = statusOf(context, request);
  if (status === 'pending') return whyNotMe(context, request);
  const first = status === 'approved' ? turnHolder(context.state, request) : undefined;
  if (first === undefined) return ENDED[status];
  return `${requestLabel(first.number)} of the same account comes first. This one is signed when the network has decided about that one.`;
}

function whyNotMe(context: ViewContext, request: RequestState): string {
  const others = openMembers(request.verdict).map((memberId) => memberName(context.state, memberId));
  const who = `${listOfNames(others, 'or')} can.`;
  if (request.initiator === context.me) return `You asked for this, so you cannot approve it. ${who}`;
  if (request.approvals.some(({ memberId }) => memberId === context.me)) {
    return `You have approved; one person counts once. ${who}`;
  }
  const ruleId = request.verdict.type === 'allowed' ? request.verdict.ruleId : '';
  return isSeated(request, context.me)
    ? `The places you could take are taken. ${who}`
    : `Rule ${ruleId} does not ask for you. ${who}`;
}

function isSeated({ verdict }: RequestState, memberId: string): boolean {
  return (
    verdict.type === 'allowed' && verdict.stages.some(({ seats }) => seats.some((seat) => seat.memberId === memberId))
  );
}

const ENDED: Readonly<Record<Exclude<RequestStatusName, 'pending'>, string>> = {
  blocked: 'The policy denies it. Nobody can approve it; ask for something the policy allows, or change the policy.',
  approved: 'All approvals are there. Signing can begin.',
  signing: 'The co-signers are at work. Nobody can withdraw it now.',
  signed: 'It is signed and about to be sent.',
  broadcast: 'It was sent; the chain decides now.',
  confirmed: 'It is done.',
  failed: 'The chain executed it with an error. Ask anew if it is still wanted.',
  rejected: 'An officer rejected it. Ask anew if it is still wanted.',
  cancelled: 'Its initiator withdrew it.',
  locked: 'Three attempts ended. It stays locked. Before you ask anew, see on the account that none of them has paid.',
  expired: 'Its time ran out. Ask anew if it is still wanted.',
};
