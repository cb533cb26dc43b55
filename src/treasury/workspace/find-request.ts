/** Checks that many rules about requests and sessions begin with. */
import { skip, type Skip } from './admission.ts';
import type { RequestState, RequestStatus, SessionState, WorkspaceState } from './state.ts';

const TERMINAL: ReadonlySet<RequestStatus> = new Set([
  'blocked',
  'confirmed',
  'failed',
  'rejected',
  'cancelled',
  'locked',
]);

/** Whether nothing more can happen to a request in this status. */
export function isTerminal(status: RequestStatus): boolean {
  return TERMINAL.has(status);
}

/** The request, if it exists and something can still happen to it. */
export function openRequest(state: WorkspaceState, requestId: string): RequestState | Skip {
  const request = state.requests.get(requestId);
  if (request === undefined) return skip('REQUEST_UNKNOWN', 'There is no such request in this workspace.');
  if (isTerminal(request.status))
    return skip('REQUEST_TERMINAL', `The request is ${request.status}; nothing more happens to it.`);
  return request;
}

export interface FoundSession {
  readonly request: RequestState;
  readonly session: SessionState;
}

/** The session and the request it belongs to. */
export function findSession(state: WorkspaceState, sessionId: string): FoundSession | Skip {
  const requestId = state.sessionRequests.get(sessionId);
  const request = requestId === undefined ? undefined : state.requests.get(requestId);
  const session = request?.sessions.find((candidate) => candidate.proposal.sessionId === sessionId);
  if (request === undefined || session === undefined)
    return skip('SESSION_UNKNOWN', 'There is no such signing session in this workspace.');
  return { request, session };
}
