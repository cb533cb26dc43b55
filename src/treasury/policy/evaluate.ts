/** What the policy says of one intent. Pure: console, log and every co-signer compute the same answer. */
import { assetText } from '../intent/assets.ts';
import type { TransferIntent } from '../intent/intent.ts';
import { durationText } from './duration.ts';
import { assignMembers, openStages, placeCount, type Assignment, type StagePlaces } from './matching.ts';
import { missOf, nearMisses } from './near-miss.ts';
import type { DestinationClass, Policy, PolicyRule, PolicyVerdict, StageState } from './policy.ts';

/** What a policy looks at. */
export interface EvaluationInput {
  readonly policy: Policy;
  readonly intent: Pick<TransferIntent, 'accountId' | 'asset' | 'amount' | 'expiresAt'>;
  readonly destination: DestinationClass;
  /** Member who asks; never counts. */
  readonly initiator: string;
  /** Members who approved so far; order and repetition do not change what is met. */
  readonly approvals: readonly string[];
  /** When it was asked for, milliseconds: the rule's deadline counts from here. */
  readonly requestedAt: bigint;
}

type Denied = Extract<PolicyVerdict, { type: 'denied' }>;

/** Evaluates the rules in order; the first that speaks of the intent decides, and what no rule speaks of is denied. */
export function evaluate(input: EvaluationInput): PolicyVerdict {
  const rule = input.policy.rules.find((candidate) => missOf(candidate, input) === null);
  if (rule === undefined) return noRule(input);
  if (input.intent.expiresAt - input.requestedAt > rule.deadline) {
    return denied(
      input,
      'EXPIRY_TOO_LATE',
      `Rule ${rule.ruleId} gives at most ${durationText(rule.deadline)}; the transfer names a later end.`,
      rule,
    );
  }
  const stages = stagesOf(rule, input);
  const approvals = [...new Set(input.approvals)].filter((member) => member !== input.initiator);
  // First those who approved, then everybody who could: the approvals keep their places, in a way that can still be completed.
  const everybody = assignMembers(stages, [...approvals, ...stages.flatMap((stage) => [...stage.members])]);
  if (everybody.size < placeCount(stages)) {
    return denied(
      input,
      'QUORUM_IMPOSSIBLE',
      `Rule ${rule.ruleId} needs more different people than may approve; the initiator never counts.`,
      rule,
    );
  }
  const assignment = new Map([...everybody].filter(([member]) => approvals.includes(member)));
  return {
    type: 'allowed',
    ruleId: rule.ruleId,
    destination: input.destination,
    stages: stageStates(input, { rule, stages, assignment, approvals }),
    isComplete: assignment.size === placeCount(stages),
  };
}

/** Whether an approval by this member would bring the request nearer to its quorum. */
export function mayApprove(verdict: PolicyVerdict, memberId: string): boolean {
  return openMembers(verdict).includes(memberId);
}

/** Members whose approval would count now, each once, in the order of the stages. */
export function openMembers(verdict: PolicyVerdict): string[] {
  if (verdict.type === 'denied') return [];
  const open = verdict.stages.flatMap((stage) =>
    stage.seats.filter((seat) => seat.state === 'open').map((seat) => seat.memberId),
  );
  return [...new Set(open)];
}

function stagesOf(rule: PolicyRule, input: EvaluationInput): StagePlaces[] {
  return rule.needs.map((need) => {
    const members = input.policy.groups.find((group) => group.groupId === need.groupId)?.members ?? [];
    return { quorum: need.quorum, members: new Set(members.filter((member) => member !== input.initiator)) };
  });
}

interface Filled {
  readonly rule: PolicyRule;
  readonly stages: readonly StagePlaces[];
  readonly assignment: Assignment;
  readonly approvals: readonly string[];
}

function stageStates(input: EvaluationInput, filled: Filled): StageState[] {
  const open = openStages(filled.stages, filled.assignment);
  return filled.rule.needs.map((need, number) => {
    const group = input.policy.groups.find((candidate) => candidate.groupId === need.groupId);
    const seats = (group?.members ?? []).map((memberId) => ({
      memberId,
      state: seatState(input, filled, open.has(number), memberId, number),
    }));
    return {
      groupId: need.groupId,
      groupName: group?.name ?? need.groupId,
      quorum: need.quorum,
      seats,
      isMet: seats.filter((seat) => seat.state === 'approved').length === need.quorum,
    };
  });
}

function seatState(
  input: EvaluationInput,
  filled: Filled,
  isOpen: boolean,
  memberId: string,
  stage: number,
): StageState['seats'][number]['state'] {
  if (memberId === input.initiator) return 'initiator';
  const at = filled.assignment.get(memberId);
  if (at !== undefined) return at === stage ? 'approved' : 'used-elsewhere';
  return isOpen && !filled.approvals.includes(memberId) ? 'open' : 'not-needed';
}

function noRule(input: EvaluationInput): Denied {
  const { asset, amount } = input.intent;
  const others = input.policy.rules.filter(
    (rule) => missOf(rule, { ...input, intent: { ...input.intent, amount: rule.upTo } }) === null,
  );
  const limit = others.reduce((most, rule) => (rule.upTo > most ? rule.upTo : most), 0n);
  if (others.length > 0 && amount > limit) {
    return denied(
      input,
      'OVER_LIMIT',
      `${assetText(amount, asset)} is over the limit of ${assetText(limit, asset)} for this kind of destination.`,
    );
  }
  return denied(input, 'NO_RULE', 'No rule speaks of this transfer, and what no rule allows is denied.');
}

function denied(input: EvaluationInput, code: Denied['code'], reason: string, decider?: PolicyRule): Denied {
  const misses = nearMisses(input, decider === undefined ? undefined : { ruleId: decider.ruleId, because: reason });
  return { type: 'denied', destination: input.destination, code, reason, nearMisses: misses };
}
