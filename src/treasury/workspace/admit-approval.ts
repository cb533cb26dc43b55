/** A member approves: with the token, for one intent under one policy. */
import { approvalDigest } from '../intent/approval-digest.ts';
import { evaluate, mayApprove } from '../policy/evaluate.ts';
import { isSkip, memberOnly, skip, type AdmitContext, type Skip } from './admission.ts';
import type { Member } from './entry.ts';
import { openRequest } from './find-request.ts';
import { putRequest } from './put.ts';
import type { RequestState, WorkspaceState } from './state.ts';

/** Counts an approval; with the last one that is needed the request is `approved`. */
export function approveRequest(context: AdmitContext<'request.approved'>): WorkspaceState | Skip {
  const { state, entry, body } = context;
  const request = openRequest(state, body.requestId);
  if (isSkip(request)) return request;
  const member = memberOnly(context.author);
  if (isSkip(member)) return member;
  const fault = rightFault(request, member, entry.time) ?? contentFault(request, body) ?? tokenFault(context, member);
  if (fault !== null) return fault;
  const { tokenId, tokenSignature } = body;
  const approvals = [
    ...request.approvals,
    { memberId: member.memberId, tokenId, tokenSignature, index: entry.index, time: entry.time },
  ];
  const verdict = evaluate({
    policy: state.policy,
    intent: request.intent,
    destination: request.verdict.destination,
    initiator: request.initiator,
    approvals: approvals.map((approval) => approval.memberId),
    requestedAt: request.time,
  });
  const isComplete = verdict.type === 'allowed' && verdict.isComplete;
  return putRequest(state, { ...request, approvals, verdict, status: isComplete ? 'approved' : 'pending' });
}

function rightFault(request: RequestState, member: Member, time: bigint): Skip | null {
  if (member.memberId === request.initiator)
    return skip('SELF_APPROVAL', `${member.name} asked for this transfer; somebody else must approve it.`);
  if (request.approvals.some((approval) => approval.memberId === member.memberId)) {
    return skip('DOUBLE_APPROVAL', `${member.name} has approved already; one person counts once.`);
  }
  if (request.status !== 'pending') return skip('APPROVAL_NOT_NEEDED', 'The request has all approvals it needs.');
  if (request.intent.expiresAt <= time) return skip('REQUEST_EXPIRED', 'The time to approve is over.');
  const seats = request.verdict.type === 'allowed' ? request.verdict.stages.flatMap((stage) => stage.seats) : [];
  if (!seats.some((seat) => seat.memberId === member.memberId)) {
    return skip('NOT_IN_GROUP', `The rule that applies does not ask for ${member.name}.`);
  }
  return mayApprove(request.verdict, member.memberId)
    ? null
    : skip('APPROVAL_NOT_NEEDED', `The places that ${member.name} could take are taken.`);
}

function contentFault(request: RequestState, body: AdmitContext<'request.approved'>['body']): Skip | null {
  if (body.intentHash !== request.intentHash) return skip('INTENT_DIFFERS', 'The approval is for another intent.');
  if (body.policyHash !== request.policyHash)
    return skip('POLICY_DIFFERS', 'The approval was given under another policy.');
  return null;
}

function tokenFault({ state, body, verify }: AdmitContext<'request.approved'>, member: Member): Skip | null {
  const { token } = member;
  if (token.tokenId !== body.tokenId) return skip('TOKEN_UNKNOWN', `The token is not the one of ${member.name}.`);
  if (token.kind === 'simulated' && state.kind !== 'demo') {
    return skip('SIMULATED_TOKEN_REFUSED', 'A simulated token approves nothing outside a demo workspace.');
  }
  const { requestId, intentHash, policyHash, tokenId } = body;
  const digest = approvalDigest({
    workspaceId: state.workspaceId,
    requestId,
    intentHash,
    policyHash,
    memberId: member.memberId,
    tokenId,
  });
  return verify(token.publicKey, digest, body.tokenSignature)
    ? null
    : skip(
        'APPROVAL_SIGNATURE_INVALID',
        `The approval does not carry a valid signature of the token of ${member.name}.`,
      );
}
