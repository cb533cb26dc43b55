/** A request enters the queue, or leaves it by a person's word. */
import { chainRules } from '../chains/chain-rules.ts';
import { MAX_BASE_UNITS } from '../intent/assets.ts';
import { intentHash } from '../intent/intent-hash.ts';
import type { TransferIntent } from '../intent/intent.ts';
import { destinationClass } from '../policy/destination.ts';
import { evaluate } from '../policy/evaluate.ts';
import { isSkip, memberOnly, skip, type AdmitContext, type Skip } from './admission.ts';
import { openRequest } from './find-request.ts';
import { putRequest } from './put.ts';
import type { RequestState, WorkspaceState } from './state.ts';

/** A member asks for a transfer. What the policy denies is kept as `blocked`: the attempt is part of the record. */
export function createRequest({ state, entry, body, author }: AdmitContext<'request.created'>): WorkspaceState | Skip {
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  const { intent } = body;
  if (state.requests.has(intent.requestId)) return skip('REQUEST_EXISTS', 'A request with this id exists already.');
  const fault = intentFault(state, intent);
  if (fault !== null) return skip('INTENT_INVALID', fault);
  if (intent.expiresAt <= entry.time) return skip('REQUEST_EXPIRED', 'The transfer names an end that has passed.');
  const verdict = evaluate({
    policy: state.policy,
    intent,
    destination: destinationClass(intent.to, { accounts: state.accounts.values(), payees: state.payees.values() }),
    initiator: member.memberId,
    approvals: [],
    requestedAt: entry.time,
  });
  return putRequest(state, {
    requestId: intent.requestId,
    number: state.requests.size + 1,
    intent,
    intentHash: intentHash(intent),
    initiator: member.memberId,
    index: entry.index,
    time: entry.time,
    status: verdict.type === 'denied' ? 'blocked' : 'pending',
    verdict,
    policyHash: state.policyHash,
    approvals: [],
    rejection: null,
    sessions: [],
    transactionId: null,
    settled: null,
  });
}

/** Another member stops the request, with a reason. */
export function rejectRequest({ state, entry, body, author }: AdmitContext<'request.rejected'>): WorkspaceState | Skip {
  const request = unsignedRequest(state, body.requestId);
  if (isSkip(request)) return request;
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  if (member.memberId === request.initiator)
    return skip('NOT_ENTITLED', 'The initiator cancels a request; rejecting it is for others.');
  const rejection = { memberId: member.memberId, reason: body.reason, index: entry.index, time: entry.time };
  return putRequest(state, { ...request, status: 'rejected', rejection });
}

/** The initiator takes the request back. */
export function cancelRequest({ state, body, author }: AdmitContext<'request.cancelled'>): WorkspaceState | Skip {
  const request = unsignedRequest(state, body.requestId);
  if (isSkip(request)) return request;
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  if (member.memberId !== request.initiator)
    return skip('NOT_ENTITLED', 'Only its initiator cancels a request; others reject it.');
  return putRequest(state, { ...request, status: 'cancelled' });
}

/** Once co-signers may be signing, no word of a person can promise that nothing moves. */
function unsignedRequest(state: WorkspaceState, requestId: string): RequestState | Skip {
  const request = openRequest(state, requestId);
  if (isSkip(request) || request.status === 'pending' || request.status === 'approved') return request;
  return skip('REQUEST_IN_SIGNING', 'The request is being signed or was signed; it can no longer be withdrawn.');
}

/** What in an intent contradicts the workspace, or `null`. */
export function intentFault(state: WorkspaceState, intent: TransferIntent): string | null {
  const account = state.accounts.get(intent.accountId);
  if (intent.workspaceId !== state.workspaceId) return 'The intent is for another workspace.';
  if (account === undefined) return `There is no account ${intent.accountId}.`;
  if (account.vaultId !== intent.vaultId) return `${account.name} is not an account of the vault ${intent.vaultId}.`;
  if (account.address !== intent.from) return `The sender is not the address of ${account.name}.`;
  if (account.chain !== intent.chain || account.network !== intent.network)
    return `${account.name} is on another network.`;
  const rules = chainRules(intent.chain);
  if (!rules.isAddress(intent.to)) return `The recipient is not an address of ${rules.name}.`;
  if (intent.to === intent.from) return 'Sender and recipient are the same address.';
  if (intent.amount === 0n) return 'The amount is zero.';
  const most = MAX_BASE_UNITS[intent.asset];
  if (intent.amount > most || intent.feeCeiling > MAX_BASE_UNITS[rules.asset])
    return 'The amount is larger than the chain can carry.';
  const payeeId = [...state.payees.values()].find((payee) => payee.address === intent.to)?.payeeId ?? '';
  if (intent.payeeId !== payeeId) return 'The named payee does not have the address of the recipient.';
  return null;
}
