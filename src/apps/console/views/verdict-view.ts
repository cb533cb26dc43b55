/** What the policy says of an intent, with the names of those who decide. */
import type { z } from 'zod';
import type { PolicyVerdictView, SeatView, StageView } from '../../../contract/views.ts';
import type { PolicyVerdict, StageState } from '../../../treasury/policy/policy.ts';
import { ruleSentence } from '../../../treasury/policy/policy-sentence.ts';
import type { ApprovalRecord } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import { memberName } from './names.ts';
import { clipped } from './sentence.ts';

type Seat = z.output<typeof SeatView>;
type Stage = z.output<typeof StageView>;

/** Where a request stands, as far as its seats need it. */
export interface SeatFacts {
  /** Whether approvals are being collected: then an open seat is mine or waits. */
  readonly isCollecting: boolean;
  readonly approvals: readonly ApprovalRecord[];
  readonly rejectedBy: string | null;
  readonly rejectedAt: bigint | null;
}

/** Seats of an intent that nobody has submitted yet. */
export const NOBODY_ASKED: SeatFacts = { isCollecting: true, approvals: [], rejectedBy: null, rejectedAt: null };

export function policyVerdictView(context: ViewContext, verdict: PolicyVerdict, facts: SeatFacts): PolicyVerdictView {
  const { destination } = verdict;
  if (verdict.type === 'denied') {
    const nearMisses = verdict.nearMisses.map(({ ruleId, because }) => ({ ruleId, because: clipped(because, 200) }));
    return { type: 'denied', code: verdict.code, reason: clipped(verdict.reason, 400), destination, nearMisses };
  }
  const rule = context.state.policy.rules.find(({ ruleId }) => ruleId === verdict.ruleId);
  return {
    type: 'allowed',
    ruleId: verdict.ruleId,
    ruleSentence: rule === undefined ? '' : clipped(ruleSentence(context.state.policy, rule), 400),
    destination,
    stages: stageViews(context, verdict, facts),
    isComplete: verdict.isComplete,
  };
}

/** The deciding rule's stages, with a name on every seat; empty when the policy denies. */
export function stageViews(context: ViewContext, verdict: PolicyVerdict, facts: SeatFacts): Stage[] {
  if (verdict.type === 'denied') return [];
  return verdict.stages.map(({ groupName, quorum, isMet, seats }) => ({
    groupName,
    quorum,
    isMet,
    seats: seats.map((seat) => seatView(context, seat, facts)),
  }));
}

function seatView(context: ViewContext, seat: StageState['seats'][number], facts: SeatFacts): Seat {
  const { memberId } = seat;
  const person = { memberId, name: memberName(context.state, memberId) };
  if (memberId === facts.rejectedBy) return { ...person, state: 'rejected', at: facts.rejectedAt };
  switch (seat.state) {
    case 'approved': {
      const approval = facts.approvals.find((record) => record.memberId === memberId);
      return { ...person, state: 'approved', at: approval?.time ?? null };
    }
    case 'initiator':
      return { ...person, state: 'initiator', at: null };
    case 'open':
      if (!facts.isCollecting) return { ...person, state: 'not-needed', at: null };
      return { ...person, state: memberId === context.me ? 'you' : 'waiting', at: null };
    case 'used-elsewhere':
    case 'not-needed':
      return { ...person, state: 'not-needed', at: null };
  }
}
