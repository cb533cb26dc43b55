import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { destinationClass } from '../../../../src/treasury/policy/destination.ts';
import { evaluate, mayApprove, openMembers, type EvaluationInput } from '../../../../src/treasury/policy/evaluate.ts';
import type { DestinationClass, Policy, PolicyRule, PolicyVerdict } from '../../../../src/treasury/policy/policy.ts';
import { HOUR, SOL } from '../test-people.ts';

const PEOPLE = ['ann', 'ben', 'cleo', 'dan', 'eve'] as const;
const policyOf = (groups: Record<string, string[]>, rules: Partial<PolicyRule>[]): Policy => ({
  version: 1,
  groups: Object.entries(groups).map(([groupId, members]) => ({ groupId, name: groupId.toUpperCase(), members })),
  rules: rules.map((rule, i) => ({
    ruleId: `T-${i + 1}`,
    accounts: [],
    asset: 'SOL',
    destinations: ['book'],
    above: 0n,
    upTo: 10n * SOL,
    needs: [{ groupId: 'all', quorum: 1 }],
    deadline: 24n * HOUR,
    ...rule,
  })),
});
const ask = (
  policy: Policy,
  changes: Partial<EvaluationInput> & { amount?: bigint; accountId?: string; expiresAt?: bigint } = {},
): PolicyVerdict => {
  const { amount = SOL, accountId = 'operating', expiresAt = HOUR, ...rest } = changes;
  return evaluate({
    policy,
    intent: { accountId, asset: 'SOL', amount, expiresAt },
    destination: 'book',
    initiator: 'ann',
    approvals: [],
    requestedAt: 0n,
    ...rest,
  });
};
const seats = (verdict: PolicyVerdict, stage = 0) =>
  verdict.type === 'allowed'
    ? Object.fromEntries(verdict.stages[stage]?.seats.map((seat) => [seat.memberId, seat.state]) ?? [])
    : verdict.code;
const isComplete = (verdict: PolicyVerdict) => verdict.type === 'allowed' && verdict.isComplete;

const all = { all: [...PEOPLE] };

describe('which rule decides', () => {
  const policy = policyOf(all, [
    { accounts: ['reserve'], upTo: 1000n * SOL },
    { destinations: ['own'] },
    { upTo: 10n * SOL },
    { upTo: 1000n * SOL, above: 10n * SOL },
    { destinations: ['new'], upTo: SOL },
  ]);

  it.each([
    ['T-3', {}],
    ['T-1', { accountId: 'reserve' }],
    ['T-2', { destination: 'own' as const }],
    ['T-3', { amount: 10n * SOL }],
    ['T-4', { amount: 10n * SOL + 1n }],
    ['T-4', { amount: 1000n * SOL }],
    ['T-5', { destination: 'new' as const }],
  ])('%s decides first', (ruleId, changes) => {
    expect(ask(policy, changes)).toMatchObject({ type: 'allowed', ruleId });
  });

  it('denies what is over every limit, and says which limit', () => {
    expect(ask(policy, { amount: 1000n * SOL + 1n })).toEqual({
      type: 'denied',
      destination: 'book',
      code: 'OVER_LIMIT',
      reason: '1000.000000001 SOL is over the limit of 1000 SOL for this kind of destination.',
      nearMisses: [
        { ruleId: 'T-1', because: 'speaks of reserve, not of operating' },
        { ruleId: 'T-2', because: 'does not speak of a payee of the address book' },
        { ruleId: 'T-3', because: 'speaks of amounts up to 10 SOL' },
        { ruleId: 'T-4', because: 'speaks of amounts up to 1000 SOL' },
        { ruleId: 'T-5', because: 'does not speak of a payee of the address book' },
      ],
    });
    expect(ask(policy, { destination: 'new', amount: SOL + 1n })).toMatchObject({ code: 'OVER_LIMIT' });
  });

  it('denies what no rule speaks of', () => {
    const only = policyOf(all, [{ above: 5n * SOL, destinations: ['own'] }]);
    expect(ask(only)).toMatchObject({ type: 'denied', code: 'NO_RULE' });
    expect(ask(only, { destination: 'own' })).toMatchObject({
      code: 'NO_RULE',
      nearMisses: [{ ruleId: 'T-1', because: 'speaks of amounts above 5 SOL' }],
    });
  });

  it('denies an end later than the deciding rule gives, and does not look for a more patient rule', () => {
    const patient = policyOf(all, [{ deadline: HOUR }, { deadline: 100n * HOUR }]);
    expect(ask(patient, { expiresAt: HOUR })).toMatchObject({ type: 'allowed', ruleId: 'T-1' });
    expect(ask(patient, { expiresAt: HOUR + 1n })).toMatchObject({
      type: 'denied',
      code: 'EXPIRY_TOO_LATE',
      reason: 'Rule T-1 gives at most 1 hour; the transfer names a later end.',
      nearMisses: [{ ruleId: 'T-1' }],
    });
    expect(ask(patient, { expiresAt: 5n * HOUR, requestedAt: 4n * HOUR })).toMatchObject({ type: 'allowed' });
  });

  it('denies what not enough people can ever approve', () => {
    expect(ask(policyOf({ all: ['ann'] }, [{}]))).toMatchObject({ type: 'denied', code: 'QUORUM_IMPOSSIBLE' });
    const overlapping = { one: ['ben', 'ann'], two: ['ben'] };
    const needs = [
      { groupId: 'one', quorum: 1 },
      { groupId: 'two', quorum: 1 },
    ];
    expect(ask(policyOf(overlapping, [{ needs }]))).toMatchObject({ code: 'QUORUM_IMPOSSIBLE' });
    expect(ask(policyOf(overlapping, [{ needs }]), { initiator: 'cleo' })).toMatchObject({ type: 'allowed' });
  });
});

describe('what is still needed', () => {
  it('shows the initiator, who may still count, and who is not needed any more', () => {
    const policy = policyOf({ all: ['ann', 'ben', 'cleo'] }, [{}]);
    expect(seats(ask(policy))).toEqual({ ann: 'initiator', ben: 'open', cleo: 'open' });
    expect(seats(ask(policy, { approvals: ['cleo'] }))).toEqual({
      ann: 'initiator',
      ben: 'not-needed',
      cleo: 'approved',
    });
    expect(ask(policy, { approvals: ['cleo'] })).toMatchObject({
      isComplete: true,
      stages: [{ isMet: true, groupName: 'ALL', quorum: 1 }],
    });
  });

  it('counts one person once over overlapping stages, in the place where it helps', () => {
    const policy = policyOf({ one: ['ben', 'cleo'], two: ['ben'] }, [
      {
        needs: [
          { groupId: 'one', quorum: 1 },
          { groupId: 'two', quorum: 1 },
        ],
      },
    ]);
    const verdict = ask(policy, { approvals: ['ben'] });
    expect([seats(verdict, 0), seats(verdict, 1)]).toEqual([
      { ben: 'used-elsewhere', cleo: 'open' },
      { ben: 'approved' },
    ]);
    expect([
      isComplete(verdict),
      openMembers(verdict),
      mayApprove(verdict, 'ben'),
      mayApprove(verdict, 'cleo'),
    ]).toEqual([false, ['cleo'], false, true]);
    expect(isComplete(ask(policy, { approvals: ['ben', 'cleo'] }))).toBe(true);
    expect(isComplete(ask(policy, { approvals: ['cleo', 'ben'] }))).toBe(true);
  });

  it('has nobody open where it denies', () => {
    expect(openMembers(ask(policyOf(all, [{ destinations: ['own'] }])))).toEqual([]);
  });
});

const someone = fc.constantFrom<string>(...PEOPLE);
const somePolicy = fc
  .record({
    groups: fc.array(fc.uniqueArray(someone, { minLength: 1 }), { minLength: 1, maxLength: 3 }),
    quorums: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ groups, quorums }) =>
    policyOf(Object.fromEntries(groups.map((members, i) => [`g${i}`, members])), [
      { needs: groups.map((_, i) => ({ groupId: `g${i}`, quorum: quorums[i] ?? 1 })) },
    ]),
  );

/** Whether some choice of different members fills every stage: tried out one by one. */
function canFill(
  stages: readonly { quorum: number; members: readonly string[] }[],
  members: readonly string[],
): boolean {
  const [stage, ...others] = stages;
  if (stage === undefined) return true;
  if (stage.quorum === 0) return canFill(others, members);
  return members.some(
    (member) =>
      stage.members.includes(member) &&
      canFill(
        [{ ...stage, quorum: stage.quorum - 1 }, ...others],
        members.filter((other) => other !== member),
      ),
  );
}

describe('properties', () => {
  it('is complete exactly when different people without the initiator fill every stage', () => {
    fc.assert(
      fc.property(somePolicy, someone, fc.array(someone), (policy, initiator, approvals) => {
        const verdict = ask(policy, { initiator, approvals });
        const stages = policy.rules[0]!.needs.map(({ groupId, quorum }) => ({
          quorum,
          members: policy.groups
            .find((group) => group.groupId === groupId)!
            .members.filter((member) => member !== initiator),
        }));
        expect(isComplete(verdict)).toBe(canFill(stages, [...new Set(approvals)]));
        expect(verdict.type === 'denied' && verdict.code).toBe(
          canFill(stages, [...PEOPLE]) ? false : 'QUORUM_IMPOSSIBLE',
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('never counts the initiator: an approval by the initiator changes nothing', () => {
    fc.assert(
      fc.property(somePolicy, someone, fc.array(someone), (policy, initiator, approvals) => {
        const others = approvals.filter((member) => member !== initiator);
        expect(ask(policy, { initiator, approvals: [initiator, ...approvals] })).toEqual(
          ask(policy, { initiator, approvals: others }),
        );
      }),
    );
  });

  it('never un-completes by an approval, and fills no fewer seats', () => {
    const filled = (verdict: PolicyVerdict) =>
      verdict.type === 'allowed'
        ? verdict.stages.flatMap((stage) => stage.seats.filter((seat) => seat.state === 'approved')).length
        : 0;
    fc.assert(
      fc.property(somePolicy, someone, fc.array(someone), someone, (policy, initiator, approvals, more) => {
        const [before, after] = [
          ask(policy, { initiator, approvals }),
          ask(policy, { initiator, approvals: [...approvals, more] }),
        ];
        expect(isComplete(after) || !isComplete(before)).toBe(true);
        expect(filled(after)).toBeGreaterThanOrEqual(filled(before));
      }),
    );
  });

  it('calls open exactly those whose approval fills one more seat', () => {
    const filled = (verdict: PolicyVerdict) =>
      verdict.type === 'allowed'
        ? verdict.stages.flatMap((stage) => stage.seats.filter((seat) => seat.state === 'approved')).length
        : 0;
    fc.assert(
      fc.property(somePolicy, someone, fc.uniqueArray(someone), (policy, initiator, approvals) => {
        const verdict = ask(policy, { initiator, approvals });
        for (const member of PEOPLE) {
          const more = ask(policy, { initiator, approvals: [...approvals, member] });
          expect(mayApprove(verdict, member)).toBe(filled(more) > filled(verdict));
        }
      }),
    );
  });

  it('does not depend on the order or repetition of approvals', () => {
    fc.assert(
      fc.property(somePolicy, someone, fc.array(someone), (policy, initiator, approvals) => {
        const [one, two] = [
          ask(policy, { initiator, approvals }),
          ask(policy, { initiator, approvals: [...approvals.toReversed(), ...approvals] }),
        ];
        expect([isComplete(one), new Set(openMembers(one))]).toEqual([isComplete(two), new Set(openMembers(two))]);
      }),
    );
  });
});

describe('destination class', () => {
  const known = { accounts: [{ address: 'A' }], payees: [{ address: 'B' }, { address: 'A' }] };
  it.each<[string, DestinationClass]>([
    ['A', 'own'],
    ['B', 'book'],
    ['b', 'new'],
    ['', 'new'],
  ])('%s is %s', (address, expected) => {
    expect(destinationClass(address, known)).toBe(expected);
  });
});
