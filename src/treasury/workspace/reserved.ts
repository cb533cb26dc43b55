/** What open requests hold back of an account's balance. */
import { isTerminal } from './find-request.ts';
import type { RequestState, WorkspaceState } from './state.ts';

/** Base units reserved on one account: amount plus fee ceiling of every request that may still move them. `now` in milliseconds. */
export function reservedOn(state: WorkspaceState, accountId: string, now: bigint): bigint {
  let sum = 0n;
  for (const request of state.requests.values()) {
    if (request.intent.accountId === accountId && isReserving(request, now))
      sum += request.intent.amount + request.intent.feeCeiling;
  }
  return sum;
}

/**
 * Whether a request may still move money. One that expired before signing may not; one that is being signed or was signed may, until
 * the chain has settled it.
 */
export function isReserving(request: RequestState, now: bigint): boolean {
  if (isTerminal(request.status)) return false;
  return (request.status !== 'pending' && request.status !== 'approved') || request.intent.expiresAt > now;
}
