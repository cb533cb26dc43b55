/** The state with one thing replaced or added; everything else is shared with the state before. */
import { AppendMap } from './append-map.ts';
import type { PresignOrderState } from './epoch-state.ts';
import type { AccountState, RequestState, SessionState, VaultState, WorkspaceState } from './state.ts';

export function putVault(state: WorkspaceState, vault: VaultState): WorkspaceState {
  return { ...state, vaults: put(state.vaults, vault.vaultId, vault) };
}

export function putAccount(state: WorkspaceState, account: AccountState): WorkspaceState {
  return { ...state, accounts: put(state.accounts, account.accountId, account) };
}

export function putRequest(state: WorkspaceState, request: RequestState): WorkspaceState {
  return { ...state, requests: put(state.requests, request.requestId, request) };
}

/** Replaces the session of the same id in its request, or adds it as the latest one. */
export function putSession(state: WorkspaceState, request: RequestState, session: SessionState): WorkspaceState {
  const { sessionId } = session.proposal;
  const at = request.sessions.findIndex((candidate) => candidate.proposal.sessionId === sessionId);
  const sessions = at < 0 ? [...request.sessions, session] : request.sessions.with(at, session);
  const next = putRequest(state, { ...request, sessions });
  return at < 0 ? { ...next, sessionRequests: put(state.sessionRequests, sessionId, request.requestId) } : next;
}

export function putPresignOrder(state: WorkspaceState, hash: string, order: PresignOrderState): WorkspaceState {
  return { ...state, presignOrders: put(state.presignOrders, hash, order) };
}

function put<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  // Admission only ever builds append maps; anything else comes from a caller that assembled a state by hand.
  return (map instanceof AppendMap ? (map as AppendMap<V>) : AppendMap.of(map)).with(key, value);
}
