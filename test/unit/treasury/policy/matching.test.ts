import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignMembers, openStages, placeCount, type StagePlaces } from '../../../../src/treasury/policy/matching.ts';

const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const stagesOf = fc.array(
  fc.record({
    quorum: fc.integer({ min: 1, max: 3 }),
    members: fc.uniqueArray(fc.constantFrom(...PEOPLE)).map((list) => new Set<string>(list)),
  }),
  { minLength: 1, maxLength: 3 },
);
const people = fc.uniqueArray(fc.constantFrom<string>(...PEOPLE));

/** The most members that any distribution over the stages can use: every distribution is tried. */
function bruteForce(
  stages: readonly StagePlaces[],
  members: readonly string[],
  used: readonly number[] = stages.map(() => 0),
): number {
  const [member, ...others] = members;
  if (member === undefined) return 0;
  let most = bruteForce(stages, others, used);
  stages.forEach((stage, number) => {
    const count = used[number] ?? 0;
    if (!stage.members.has(member) || count >= stage.quorum) return;
    most = Math.max(most, 1 + bruteForce(stages, others, used.with(number, count + 1)));
  });
  return most;
}

describe('assignment of members to stages', () => {
  it('uses as many members as any distribution can', () => {
    fc.assert(
      fc.property(stagesOf, people, (stages, members) => {
        expect(assignMembers(stages, members).size).toBe(bruteForce(stages, members));
      }),
      { numRuns: 500 },
    );
  });

  it('puts members only into their own groups, and never more than the quorum', () => {
    fc.assert(
      fc.property(stagesOf, people, (stages, members) => {
        const assignment = assignMembers(stages, members);
        for (const [member, stage] of assignment)
          expect([stages[stage]?.members.has(member), members.includes(member)]).toEqual([true, true]);
        stages.forEach((stage, number) => {
          expect([...assignment.values()].filter((at) => at === number).length).toBeLessThanOrEqual(stage.quorum);
        });
      }),
    );
  });

  it('keeps everybody assigned when more members come', () => {
    fc.assert(
      fc.property(stagesOf, people, people, (stages, first, later) => {
        const before = assignMembers(stages, first);
        const after = assignMembers(stages, [...first, ...later]);
        for (const member of before.keys()) expect(after.has(member)).toBe(true);
      }),
    );
  });

  it('calls a stage open exactly if one more member of it could be used', () => {
    fc.assert(
      fc.property(stagesOf, people, (stages, members) => {
        const assignment = assignMembers(stages, members);
        const open = openStages(stages, assignment);
        stages.forEach((stage, number) => {
          // A newcomer who belongs to this stage alone.
          const withNewcomer = stages.map((other, at) =>
            at === number ? { ...stage, members: new Set([...stage.members, 'new']) } : other,
          );
          const grows = bruteForce(withNewcomer, [...members, 'new']) > bruteForce(stages, members);
          expect(open.has(number)).toBe(grows);
        });
      }),
    );
  });

  it('is not greedy: the one who fits two stages makes room for the one who fits one', () => {
    const stages = [
      { quorum: 1, members: new Set(['a', 'b']) },
      { quorum: 1, members: new Set(['a']) },
    ];
    const expected = new Map([
      ['a', 1],
      ['b', 0],
    ]);
    expect(assignMembers(stages, ['a', 'b'])).toEqual(expected);
    expect(placeCount(stages)).toBe(2);
  });
});
