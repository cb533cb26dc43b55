/** Why a rule does not speak of an intent, in words. */
import { assetText } from '../intent/assets.ts';
import type { EvaluationInput } from './evaluate.ts';
import type { DestinationClass, PolicyRule } from './policy.ts';

export interface NearMiss {
  readonly ruleId: string;
  readonly because: string;
}

/** How a destination class reads in a sentence. */
export const DESTINATION_WORDS: Readonly<Record<DestinationClass, string>> = {
  own: 'an account of our own',
  book: 'a payee of the address book',
  new: 'an address outside the address book',
};

/** The first condition of the rule that the intent fails, or `null` if the rule speaks of it. */
export function missOf(rule: PolicyRule, input: Pick<EvaluationInput, 'intent' | 'destination'>): string | null {
  const { intent, destination } = input;
  if (rule.accounts.length > 0 && !rule.accounts.includes(intent.accountId)) {
    return `speaks of ${rule.accounts.join(', ')}, not of ${intent.accountId}`;
  }
  if (rule.asset !== intent.asset) return `speaks of ${rule.asset}`;
  if (!rule.destinations.includes(destination)) return `does not speak of ${DESTINATION_WORDS[destination]}`;
  if (intent.amount <= rule.above) return `speaks of amounts above ${assetText(rule.above, rule.asset)}`;
  if (intent.amount > rule.upTo) return `speaks of amounts up to ${assetText(rule.upTo, rule.asset)}`;
  return null;
}

/** For every rule, in order, the first condition that failed; `decider` stands in for the rule that spoke and denied. */
export function nearMisses(input: EvaluationInput, decider?: NearMiss): NearMiss[] {
  return input.policy.rules.flatMap((rule) => {
    if (rule.ruleId === decider?.ruleId) return [decider];
    const because = missOf(rule, input);
    return because === null ? [] : [{ ruleId: rule.ruleId, because }];
  });
}
