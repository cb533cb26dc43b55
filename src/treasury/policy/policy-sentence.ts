/** A policy in plain words: the same rules that `evaluate` applies, as people read them. */
import { assetText } from '../intent/assets.ts';
import { durationText } from './duration.ts';
import { DESTINATION_WORDS } from './near-miss.ts';
import type { Policy, PolicyRule } from './policy.ts';

/** The rules in order, and what happens to everything else. */
export function policySentences(policy: Policy): string[] {
  return [...policy.rules.map((rule) => `${rule.ruleId}: ${ruleSentence(policy, rule)}`), 'Everything else is denied.'];
}

/**
 * One rule, for example `Up to 10 SOL from any account to a payee of the address book: any 1 of Treasury, never the
 * initiator, within 24 hours.`
 */
export function ruleSentence(policy: Policy, rule: PolicyRule): string {
  const accounts = rule.accounts.length === 0 ? 'any account' : rule.accounts.join(' or ');
  const destinations = rule.destinations.map((destination) => DESTINATION_WORDS[destination]).join(' or ');
  const needs = rule.needs.map(({ groupId, quorum }) => {
    const group = policy.groups.find((candidate) => candidate.groupId === groupId);
    return `any ${quorum} of ${group?.name ?? groupId}`;
  });
  const people = needs.length > 1 ? ', different people' : '';
  return `${bandText(rule)} from ${accounts} to ${destinations}: ${needs.join(' and ')}${people}, never the initiator, within ${durationText(rule.deadline)}.`;
}

function bandText(rule: PolicyRule): string {
  if (rule.above === 0n) return `Up to ${assetText(rule.upTo, rule.asset)}`;
  return `Above ${assetText(rule.above, rule.asset)} and up to ${assetText(rule.upTo, rule.asset)}`;
}
