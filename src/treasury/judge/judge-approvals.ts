/** Whether enough people really approved: every token signature is verified here again, and the policy is evaluated again. */
import { approvalDigest } from '../intent/approval-digest.ts';
import { intentHash } from '../intent/intent-hash.ts';
import { destinationClass } from '../policy/destination.ts';
import { evaluate } from '../policy/evaluate.ts';
import { policyHash } from '../policy/policy-hash.ts';
import type { ApprovalRecord } from '../workspace/state.ts';
import type { Case, Reason } from './judge.ts';

/** How far the clock of whoever asked may be ahead of ours, in milliseconds. */
const CLOCK_TOLERANCE = 120_000n;

/** One reason for every approval that does not stand, and one if those that stand are not enough. */
export function approvalReasons(found: Case): Reason[] {
  const { state, request, now } = found;
  const reasons: Reason[] = [];
  const valid = new Set<string>();
  for (const approval of request.approvals) {
    const fault = valid.has(approval.memberId)
      ? `${approval.memberId} is counted twice`
      : approvalFault(found, approval);
    if (fault === null) valid.add(approval.memberId);
    else reasons.push({ code: 'APPROVAL_INVALID', text: `An approval does not stand: ${fault}.` });
  }
  const verdict = evaluate({
    policy: state.policy,
    intent: request.intent,
    destination: destinationClass(request.intent.to, {
      accounts: state.accounts.values(),
      payees: state.payees.values(),
    }),
    initiator: request.initiator,
    approvals: [...valid],
    // The time in the log is its author's claim. One from the future would let approvals live longer than the rule allows.
    requestedAt: request.time > now + CLOCK_TOLERANCE ? now : request.time,
  });
  if (verdict.type === 'denied') {
    reasons.push({ code: 'REQUEST_NOT_APPROVED', text: `The policy denies this transfer. ${verdict.reason}` });
  } else if (!verdict.isComplete) {
    const open = verdict.stages.filter((stage) => !stage.isMet).map((stage) => stage.groupName);
    reasons.push({
      code: 'REQUEST_NOT_APPROVED',
      text: `Rule ${verdict.ruleId} is not met: approvals are missing from ${open.join(', ')}.`,
    });
  }
  return reasons;
}

/** What is wrong with an approval, or `null`. The hashes are this co-signer's own, not those that the log carries. */
function approvalFault({ state, request, verify }: Case, approval: ApprovalRecord): string | null {
  const member = state.members.get(approval.memberId);
  if (member === undefined) return `${approval.memberId} is not a member`;
  if (approval.memberId === request.initiator) return `${member.name} asked for the transfer`;
  if (member.token.tokenId !== approval.tokenId) return `the token is not the one of ${member.name}`;
  if (member.token.kind === 'simulated' && state.kind !== 'demo') return `the token of ${member.name} is simulated`;
  if (approval.time >= request.intent.expiresAt) return `${member.name} approved after the expiry`;
  const digest = approvalDigest({
    workspaceId: state.workspaceId,
    requestId: request.requestId,
    intentHash: intentHash(request.intent),
    policyHash: policyHash(state.policy),
    memberId: approval.memberId,
    tokenId: approval.tokenId,
  });
  return verify(member.token.publicKey, digest, approval.tokenSignature)
    ? null
    : `the signature is not by the token of ${member.name}`;
}
