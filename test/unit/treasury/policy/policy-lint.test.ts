import { describe, expect, it } from 'vitest';
import { durationText } from '../../../../src/treasury/policy/duration.ts';
import { policyHash } from '../../../../src/treasury/policy/policy-hash.ts';
import { lintPolicy } from '../../../../src/treasury/policy/policy-lint.ts';
import { policySentences } from '../../../../src/treasury/policy/policy-sentence.ts';
import type { Policy, PolicyGroup, PolicyRule } from '../../../../src/treasury/policy/policy.ts';
import { SOL } from '../test-people.ts';
import { found, POLICY } from '../test-workspace.ts';

const members = new Set(['treasurer', 'cfo', 'controller']);
const lint = (policy: Policy) => lintPolicy(policy, members).map((problem) => problem.code);
const withRule = (changes: Partial<PolicyRule>): Policy => ({
  ...POLICY,
  rules: [{ ...found(POLICY.rules[0]), ...changes }, found(POLICY.rules[1])],
});
const withGroup = (changes: Partial<PolicyGroup>): Policy => ({
  ...POLICY,
  groups: [{ ...found(POLICY.groups[0]), ...changes }, found(POLICY.groups[1])],
});

describe('policy lint', () => {
  it('finds nothing in a sound policy', () => {
    expect(lintPolicy(POLICY, members)).toEqual([]);
  });

  it.each<[string, Policy]>([
    ['DUPLICATE_RULE', withRule({ ruleId: 'T-2' })],
    ['DUPLICATE_GROUP', withGroup({ groupId: 'finance' })],
    ['DUPLICATE_MEMBER', withGroup({ members: ['treasurer', 'cfo', 'cfo'] })],
    ['UNKNOWN_MEMBER', withGroup({ members: ['treasurer', 'mallory'] })],
    ['UNKNOWN_GROUP', withRule({ needs: [{ groupId: 'board', quorum: 1 }] })],
    ['EMPTY_BAND', withRule({ above: SOL, upTo: SOL })],
    ['EMPTY_BAND', withRule({ above: 2n * SOL, upTo: SOL })],
    ['DUPLICATE_DESTINATION', withRule({ destinations: ['own', 'own'] })],
    ['QUORUM_TOO_LARGE', withRule({ needs: [{ groupId: 'finance', quorum: 3 }] })],
    ['NO_TIME', withRule({ deadline: 0n })],
  ])('%s', (code, policy) => {
    expect(lint(policy)).toContain(code);
  });

  it('reports every problem, in the order of the policy', () => {
    const bad = {
      ...withRule({ above: SOL, upTo: SOL, deadline: 0n }),
      groups: withGroup({ members: ['mallory', 'mallory'] }).groups,
    };
    expect(lint(bad)).toEqual(['DUPLICATE_MEMBER', 'UNKNOWN_MEMBER', 'UNKNOWN_MEMBER', 'EMPTY_BAND', 'NO_TIME']);
  });
});

describe('policy hash', () => {
  it('is one for one policy and another for every change', () => {
    const variants = [
      POLICY,
      withRule({ upTo: 11n * SOL }),
      withRule({ deadline: 1n }),
      withGroup({ members: ['cfo', 'treasurer', 'controller'] }),
      { ...POLICY, version: 2 },
    ];
    expect(new Set(variants.map(policyHash)).size).toBe(variants.length);
    expect(policyHash({ rules: POLICY.rules, groups: POLICY.groups, version: 1 })).toBe(policyHash(POLICY));
    expect(policyHash(POLICY)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('policy in words', () => {
  it('says every rule, and that the rest is denied', () => {
    expect(policySentences(POLICY)).toEqual([
      'T-1: Up to 10 SOL from any account to an account of our own or a payee of the address book: any 1 of Treasury, never the initiator, within 24 hours.',
      'T-2: Above 10 SOL and up to 50 SOL from any account to an account of our own or a payee of the address book: any 1 of Finance and any 1 of Treasury, different people, never the initiator, within 24 hours.',
      'Everything else is denied.',
    ]);
  });

  it('names accounts and unknown groups', () => {
    const policy = withRule({
      accounts: ['operating', 'reserve'],
      needs: [{ groupId: 'board', quorum: 2 }],
      destinations: ['new'],
    });
    expect(policySentences(policy)[0]).toBe(
      'T-1: Up to 10 SOL from operating or reserve to an address outside the address book: any 2 of board, never the initiator, within 24 hours.',
    );
  });

  it.each([
    [86_400_000n, '24 hours'],
    [604_800_000n, '7 days'],
    [172_800_000n, '2 days'],
    [3_600_000n, '1 hour'],
    [5_400_000n, '90 minutes'],
    [60_000n, '1 minute'],
    [1_000n, '1 second'],
    [61_000n, '61 seconds'],
    [1n, '1 millisecond'],
    [1_500n, '1500 milliseconds'],
  ])('%s ms are %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});
