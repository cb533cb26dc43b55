/** Everything an officer may need to decide on one request. */
import { bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { z } from 'zod';
import type { ReceiptView, RequestDetailView, SessionView } from '../../../contract/views.ts';
import type { ApprovalRecord, RequestState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import { intentView, tokenScreenViews } from './intent-view.ts';
import { logEntryView } from './log-entry-view.ts';
import { memberName, networkName, positionName } from './names.ts';
import { requestPhases } from './request-phases.ts';
import { rightsOn } from './request-rights.ts';
import { requestSummary, seatFacts } from './request-views.ts';
import { sessionView } from './session-view.ts';
import { policyVerdictView } from './verdict-view.ts';

/** Longest history that a view carries; the audit log has the rest. */
const MAX_HISTORY = 100;

/** What the console checked of a sent transaction on this machine. */
export interface ReceiptFacts {
  /** Whether the inclusion proof of the receipt's log entry against the newest checkpoint verified here. */
  readonly isIncluded: boolean;
  /** What verified the signature, for example `OpenSSL 3.5`. */
  readonly verifiedBy: string;
}

/** @throws AppError `REQUEST_UNKNOWN` when the log knows no such request. */
export function requestDetail(
  context: ViewContext,
  requestId: string,
  receiptFacts: ReceiptFacts | null,
): RequestDetailView {
  const { state } = context;
  const request = state.requests.get(requestId);
  if (request === undefined) throw unknownRequest(requestId);
  const { policyHash, rejection } = request;
  return {
    summary: requestSummary(context, request),
    intent: intentView(state, request.intent, request.intentHash, request),
    verdict: policyVerdictView(context, request.verdict, seatFacts(context, request)),
    policy: { version: state.policy.version, hash: policyHash },
    approvals: request.approvals.map((approval) => approvalView(context, approval)),
    rejection:
      rejection === null
        ? null
        : {
            name: memberName(state, rejection.memberId),
            reason: rejection.reason,
            at: rejection.time,
            logIndex: rejection.index,
          },
    tokenScreens: tokenScreenViews(request.number, request.intent),
    sessions: sessionViews(context, request),
    phases: requestPhases(context, request),
    receipt: receiptView(context, request, receiptFacts),
    history: context
      .entriesOf(requestId)
      .slice(-MAX_HISTORY)
      .map((entry) => logEntryView(context, entry)),
    can: rightsOn(context, request),
  };
}

function approvalView(
  { state }: ViewContext,
  { memberId, tokenSignature, time, index }: ApprovalRecord,
): RequestDetailView['approvals'][number] {
  const token = state.members.get(memberId)?.token;
  return {
    name: memberName(state, memberId),
    tokenKind: token?.kind ?? '',
    canShow: token?.canShow ?? false,
    signature: bytesToHex(tokenSignature),
    at: time,
    logIndex: index,
  };
}

function sessionViews(context: ViewContext, request: RequestState): SessionView[] {
  const vault = context.state.vaults.get(request.intent.vaultId);
  return vault === undefined ? [] : request.sessions.map((session) => sessionView(context, session, vault));
}

/** There is a receipt as soon as the transaction was sent. */
function receiptView(
  context: ViewContext,
  request: RequestState,
  facts: ReceiptFacts | null,
): z.output<typeof ReceiptView> | null {
  const signed = request.sessions.map(({ outcome }) => outcome).find((outcome) => outcome.type === 'signed');
  if (request.transactionId === null || signed === undefined || facts === null) return null;
  return {
    transactionId: request.transactionId,
    signature: bytesToHex(signed.signature),
    slot: request.settled?.slot ?? null,
    positionName: positionName(request.intent.chain),
    chainName: networkName(request.intent),
    logIndex: receiptIndex(context, request) ?? signed.index,
    isIncluded: facts.isIncluded,
    verifiedBy: facts.verifiedBy,
  };
}

/** Log index of the entry that a receipt refers to: the settlement, or before it the broadcast; null before either. */
export function receiptIndex(context: ViewContext, request: RequestState): number | null {
  const sent = context.entriesOf(request.requestId).find(({ entry }) => entry.body.type === 'request.broadcast');
  return request.settled?.index ?? sent?.index ?? null;
}

function unknownRequest(requestId: string): AppError {
  return new AppError({
    code: 'REQUEST_UNKNOWN',
    kind: 'input',
    message: 'There is no such request in this workspace.',
    next: 'Open it from the list of approvals.',
    details: { requestId },
  });
}
