/** What makes a policy unusable, found before it comes into force. */
import type { Policy, PolicyRule } from './policy.ts';

export interface PolicyProblem {
  readonly code:
    | 'DUPLICATE_RULE'
    | 'DUPLICATE_GROUP'
    | 'DUPLICATE_MEMBER'
    | 'UNKNOWN_MEMBER'
    | 'UNKNOWN_GROUP'
    | 'EMPTY_BAND'
    | 'DUPLICATE_DESTINATION'
    | 'QUORUM_TOO_LARGE'
    | 'NO_TIME';
  readonly message: string;
}

/** Problems of a policy for a workspace with these members, in the order of the policy; empty if it can come into force. */
export function lintPolicy(policy: Policy, members: ReadonlySet<string>): PolicyProblem[] {
  return [
    ...repeats(policy.groups.map((group) => group.groupId)).map((id) =>
      problem('DUPLICATE_GROUP', `Two groups are called ${id}.`),
    ),
    ...policy.groups.flatMap((group) => [
      ...repeats(group.members).map((id) => problem('DUPLICATE_MEMBER', `${group.name} lists ${id} twice.`)),
      ...group.members
        .filter((id) => !members.has(id))
        .map((id) => problem('UNKNOWN_MEMBER', `${group.name} lists ${id}, who is not a member of the workspace.`)),
    ]),
    ...repeats(policy.rules.map((rule) => rule.ruleId)).map((id) =>
      problem('DUPLICATE_RULE', `Two rules are called ${id}.`),
    ),
    ...policy.rules.flatMap((rule) => ruleProblems(rule, policy)),
  ];
}

function ruleProblems(rule: PolicyRule, policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if (rule.above >= rule.upTo)
    problems.push(problem('EMPTY_BAND', `No amount falls into the band of rule ${rule.ruleId}.`));
  if (rule.deadline === 0n) problems.push(problem('NO_TIME', `Rule ${rule.ruleId} gives no time to approve.`));
  for (const destination of repeats(rule.destinations)) {
    problems.push(
      problem('DUPLICATE_DESTINATION', `Rule ${rule.ruleId} names the destination class ${destination} twice.`),
    );
  }
  for (const need of rule.needs) {
    const group = policy.groups.find((candidate) => candidate.groupId === need.groupId);
    if (group === undefined) {
      problems.push(problem('UNKNOWN_GROUP', `Rule ${rule.ruleId} needs ${need.groupId}, which is not a group.`));
    } else if (need.quorum > group.members.length) {
      problems.push(
        problem(
          'QUORUM_TOO_LARGE',
          `Rule ${rule.ruleId} needs ${need.quorum} of ${group.name}, which has ${group.members.length}.`,
        ),
      );
    }
  }
  return problems;
}

/** Values that occur more than once, each once. */
function repeats(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function problem(code: PolicyProblem['code'], message: string): PolicyProblem {
  return { code, message };
}
