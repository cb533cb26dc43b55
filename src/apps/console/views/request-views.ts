/** Requests as the queue lists them. */
import type { z } from 'zod';
import type { NeedsView, RequestStatusView, RequestSummaryView } from '../../../contract/views.ts';
import type { RequestState } from '../../../treasury/workspace/state.ts';
import { requestLabel } from '../../../treasury/intent/token-screens.ts';
import { whoIsNeeded, type Needed } from '../../../treasury/workspace/who-is-needed.ts';
import { amountView } from './amounts.ts';
import type { ViewContext } from './context.ts';
import { accountName, recipientName, titleOf } from './intent-view.ts';
import { memberName } from './names.ts';
import { isFirstPayment } from './payee-view.ts';
import { stageViews, type SeatFacts } from './verdict-view.ts';

export type RequestStatusName = z.output<typeof RequestStatusView>;
export type Needs = z.output<typeof NeedsView>;

const URGENCY: Readonly<Record<Needs, number>> = { you: 0, machine: 1, others: 1, nobody: 2 };

/** What the contract's list holds; the oldest finished requests are found in the log. */
const MAX_LISTED = 10_000;

/** Requests: those that need me first, then other open ones, then the rest; the newest first within each. */
export function requestList(context: ViewContext): RequestSummaryView[] {
  return [...context.state.requests.values()]
    .map((request) => ({ number: request.number, summary: requestSummary(context, request) }))
    .sort((a, b) => URGENCY[a.summary.needs] - URGENCY[b.summary.needs] || b.number - a.number)
    .slice(0, MAX_LISTED)
    .map(({ summary }) => summary);
}

export function requestSummary(context: ViewContext, request: RequestState): RequestSummaryView {
  const { state } = context;
  const { intent, verdict } = request;
  return {
    requestId: request.requestId,
    label: requestLabel(request.number),
    title: titleOf(state, intent, verdict.destination),
    amount: amountView(intent.amount, intent.asset),
    accountName: accountName(state, intent),
    payeeName: recipientName(state, intent) ?? '',
    initiatorName: memberName(state, request.initiator),
    purpose: intent.purpose,
    status: statusOf(context, request),
    needs: needsOf(context, request),
    stages: stageViews(context, verdict, seatFacts(context, request)),
    destination: verdict.destination,
    isFirstPayment: isFirstPayment(state, intent.to, request),
    hasDissent: request.sessions.some(({ verdicts }) =>
      [...verdicts.values()].some(({ answer }) => answer === 'refuse'),
    ),
    attempts: request.sessions.length,
    createdAt: request.time,
    expiresAt: intent.expiresAt,
  };
}

/** The log's status, or `expired` for a request whose time ran out before a session began. */
export function statusOf(context: ViewContext, request: RequestState): RequestStatusName {
  const isWaiting = request.status === 'pending' || request.status === 'approved';
  return isWaiting && request.intent.expiresAt <= context.now ? 'expired' : request.status;
}

const NEEDS: Readonly<Record<Needed['by'], Needs>> = {
  'needs-you': 'you',
  'needs-others': 'others',
  machine: 'machine',
  nobody: 'nobody',
};

/** Whom a request waits for, as I see it. */
export function needsOf(context: ViewContext, request: RequestState): Needs {
  return NEEDS[whoIsNeeded(context.state, request, context.me, context.now).by];
}

/** Where the seats of a request stand now. */
export function seatFacts(context: ViewContext, request: RequestState): SeatFacts {
  return {
    isCollecting: statusOf(context, request) === 'pending',
    approvals: request.approvals,
    rejectedBy: request.rejection?.memberId ?? null,
    rejectedAt: request.rejection?.time ?? null,
  };
}
