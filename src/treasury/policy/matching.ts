/**
 * Who counts where. One member counts once over all stages, so approvals are matched to the free places of the stages: a maximum
 * bipartite matching (augmenting paths). Greedy assignment would be wrong where groups overlap.
 */

/** One stage: how many places it has and who may take one. */
export interface StagePlaces {
  readonly quorum: number;
  readonly members: ReadonlySet<string>;
}

/** For every member that counts, the number of its stage. */
export type Assignment = ReadonlyMap<string, number>;

/**
 * Assigns as many of the members as possible to stages. Members are taken in order, and one that is assigned stays assigned (maybe
 * elsewhere) when later ones come: an augmenting path only moves people. A place that is taken stays taken, too.
 */
export function assignMembers(stages: readonly StagePlaces[], members: readonly string[]): Assignment {
  const taken = stages.map(() => new Set<string>());
  for (const member of new Set(members)) place(stages, taken, member, new Set());
  const assignment = new Map<string, number>();
  taken.forEach((people, stage) => people.forEach((member) => assignment.set(member, stage)));
  return assignment;
}

/** Number of places over all stages. */
export function placeCount(stages: readonly StagePlaces[]): number {
  return stages.reduce((sum, stage) => sum + stage.quorum, 0);
}

/**
 * Stages that could still take one more member: those with a free place, and those from which an assigned member could move to
 * such a stage.
 */
export function openStages(stages: readonly StagePlaces[], assignment: Assignment): ReadonlySet<number> {
  const open = new Set<number>();
  stages.forEach((stage, number) => {
    if (stage.quorum > [...assignment.values()].filter((at) => at === number).length) open.add(number);
  });
  for (let grew = true; grew;) {
    grew = false;
    for (const [member, at] of assignment) {
      if (open.has(at) || ![...open].some((stage) => stages[stage]?.members.has(member))) continue;
      open.add(at);
      grew = true;
    }
  }
  return open;
}

/** Gives the member a place, moving others along if need be. Visits each stage once. */
function place(
  stages: readonly StagePlaces[],
  taken: readonly Set<string>[],
  member: string,
  visited: Set<number>,
): boolean {
  for (const [number, stage] of stages.entries()) {
    const people = taken[number];
    if (people === undefined || !stage.members.has(member) || visited.has(number)) continue;
    visited.add(number);
    if (people.size < stage.quorum) {
      people.add(member);
      return true;
    }
    for (const other of [...people]) {
      if (!place(stages, taken, other, visited)) continue;
      people.delete(other);
      people.add(member);
      return true;
    }
  }
  return false;
}
