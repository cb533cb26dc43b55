/** What happened on the chain, as a member's console saw it. */
import { bytesFromHex } from '../../base/bytes.ts';
import { chainRules } from '../chains/chain-rules.ts';
import { isSkip, memberOnly, skip, type AdmitContext, type Author, type Skip } from './admission.ts';
import { statusAfterAttempt } from './admit-session.ts';
import { findSession, openRequest, type FoundSession } from './find-request.ts';
import { putRequest } from './put.ts';
import type { RequestStatus, WorkspaceState } from './state.ts';

/** The signed transaction was sent. Its name on the chain follows from the bytes and the signature that the log already holds. */
export function broadcastRequest(context: AdmitContext<'request.broadcast'>): WorkspaceState | Skip {
  const { state, body } = context;
  const found = requestAndSession(context, 'signed');
  if (isSkip(found)) return found;
  const { request, session } = found;
  if (session.outcome.type !== 'signed') return skip('REQUEST_NOT_SIGNED', 'This session did not produce a signature.');
  const { unsignedTransaction } = session.proposal;
  const rules = chainRules(request.intent.chain);
  if (body.transactionId !== rules.transactionId(bytesFromHex(unsignedTransaction), session.outcome.signature)) {
    return skip('TRANSACTION_ID_DIFFERS', 'The transaction id is not that of the transaction this session signed.');
  }
  return putRequest(state, { ...request, status: 'broadcast', transactionId: body.transactionId });
}

/** The chain has executed the transaction for good. */
export function settleRequest(context: AdmitContext<'request.settled'>): WorkspaceState | Skip {
  const { state, entry, body } = context;
  const found = requestAndSession(context, 'broadcast');
  if (isSkip(found)) return found;
  if (found.session.outcome.type !== 'signed')
    return skip('REQUEST_NOT_BROADCAST', 'This session did not produce the transaction.');
  if (body.outcome === 'expired') {
    // The signed bytes can never be included any more; every co-signer checks that by itself before it signs others.
    return putRequest(state, { ...found.request, status: statusAfterAttempt(found.request), transactionId: null });
  }
  const settled = { outcome: body.outcome, slot: body.slot, index: entry.index, time: entry.time };
  return putRequest(state, { ...found.request, status: body.outcome, settled });
}

/** What both entries have in common. */
interface ChainContext {
  readonly state: WorkspaceState;
  readonly body: { readonly requestId: string; readonly sessionId: string };
  readonly author: Author;
}

function requestAndSession(
  context: ChainContext,
  expected: Extract<RequestStatus, 'signed' | 'broadcast'>,
): FoundSession | Skip {
  const { state, body, author } = context;
  const request = openRequest(state, body.requestId);
  if (isSkip(request)) return request;
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  if (request.status !== expected) {
    return expected === 'signed'
      ? skip('REQUEST_NOT_SIGNED', `The request is ${request.status}; only a signed one is sent.`)
      : skip('REQUEST_NOT_BROADCAST', `The request is ${request.status}; only a sent one is settled.`);
  }
  const found = findSession(state, body.sessionId);
  if (isSkip(found)) return found;
  if (found.request.requestId !== request.requestId)
    return skip('SESSION_UNKNOWN', 'The session belongs to another request.');
  // How an earlier attempt ended is in the log already; it says nothing of the one that is on its way.
  if (found.session.outcome.type === 'signed' && found.session !== request.sessions.at(-1))
    return skip('SESSION_CLOSED', 'The session was followed by another one.');
  return found;
}
