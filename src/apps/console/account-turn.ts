/** Whose turn it is on an account: an EVM network takes an account's transactions one after the other, each nonce once. */
import { AppError } from '../../base/errors.ts';
import type { RequestState, WorkspaceState } from '../../treasury/workspace/state.ts';

/**
 * The request whose transaction has the account's turn, while another one is kept waiting by it. Also one whose end this console could
 * not find out yet: before it is known, the account's next nonce is not.
 */
export function turnHolder(state: WorkspaceState, request: RequestState): RequestState | undefined {
  return othersOnAccount(state, request).find(isUnderWay);
}

/**
 * Whether a request became complete while another transaction of its account was under way, and was not proposed since. The console
 * that completed it was to propose it afterwards; this is how it knows so after a restart.
 */
export function wasKeptWaiting(state: WorkspaceState, request: RequestState): boolean {
  const completed = request.approvals.at(-1)?.index;
  if (request.status !== 'approved' || request.sessions.length > 0 || completed === undefined) return false;
  return othersOnAccount(state, request).some(
    (other) =>
      other.sessions.some(({ index }) => index < completed) &&
      (isUnderWay(other) || (other.settled !== null && other.settled.index > completed)),
  );
}

function othersOnAccount(state: WorkspaceState, { requestId, intent }: RequestState): RequestState[] {
  if (intent.chain !== 'evm') return [];
  return [...state.requests.values()].filter(
    (other) => other.requestId !== requestId && other.intent.accountId === intent.accountId,
  );
}

function isUnderWay({ status }: RequestState): boolean {
  return status === 'signing' || status === 'signed' || status === 'broadcast';
}

/** Another transaction of the account comes first. */
export function accountBusy(): AppError {
  return new AppError({
    code: 'ACCOUNT_BUSY',
    kind: 'policy',
    message:
      'Another transaction of this account is being signed or sent, and the network takes them one after the other.',
    safe: 'Nothing was signed; approvals stay.',
    next: 'It is signed when the other one is final.',
  });
}
