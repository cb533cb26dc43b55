/** What the parties of a run saw of each other, and what that says of one party in one round. */
import type { RunEvent, RunProgress } from './context.ts';

/** One observation; `at` is null where only the log speaks, which proves that it happened but not when. */
export type Observation = Omit<RunEvent, 'at'> & { readonly at: bigint | null };

export interface CellFacts {
  readonly pid: string;
  readonly state: 'waiting' | 'received' | 'verified' | 'rejected' | 'standing-by';
  readonly at: bigint | null;
}

/**
 * The events of a run, and what follows from them: a party sends its message of a round only after it accepted everybody's
 * messages of the rounds before, so the first sign of its message is its word on those.
 * @param rounds round codes in the order in which the protocol goes through them.
 */
export function observationsOf(
  run: RunProgress | undefined,
  rounds: readonly number[],
  participants: readonly string[],
): Observation[] {
  const events = run?.events ?? [];
  const implied = participants.flatMap((observer) =>
    rounds.flatMap((round, position): Observation[] => {
      const at = firstSign(events, observer, rounds.slice(position + 1));
      return at === null ? [] : participants.map((party) => ({ observer, party, round, state: 'verified', at }));
    }),
  );
  return [...events, ...implied];
}

/** When a run began: when the console first heard of it, or before that by the clock of the party that was first. */
export function startOf(run: RunProgress | undefined): bigint | null {
  return run === undefined ? null : (earliest([run.startedAt, ...run.events.map(({ at }) => at)]) ?? run.startedAt);
}

/** Who sends in a round, and who verifies: in most rounds both are everybody in the run. */
export interface RoundParties {
  readonly participants: readonly string[];
  readonly witnesses: readonly string[];
}

/**
 * The state of one party's message of one round: verified when every other witness verified it, received when at least
 * one has it, rejected when anyone refused it.
 */
export function cellFacts(
  pid: string,
  round: number,
  { participants, witnesses: observers }: RoundParties,
  observations: readonly Observation[],
): CellFacts {
  if (!participants.includes(pid)) return { pid, state: 'standing-by', at: null };
  const seen = observations.filter((o) => o.party === pid && o.round === round && o.observer !== pid);
  const rejection = seen.find(({ state }) => state === 'rejected');
  if (rejection !== undefined) return { pid, state: 'rejected', at: rejection.at };
  const witnesses = observers
    .filter((other) => other !== pid)
    .map((other) => seen.find(({ observer, state }) => observer === other && state === 'verified'));
  if (witnesses.every((witness) => witness !== undefined)) {
    return { pid, state: 'verified', at: latest(witnesses.map(({ at }) => at)) };
  }
  if (seen.length === 0) return { pid, state: 'waiting', at: null };
  return { pid, state: 'received', at: earliest(seen.map(({ at }) => at)) };
}

/** When a party's message of one of the rounds was first seen, by itself or by another; null when it was not. */
export function firstSign(events: readonly RunEvent[], party: string, rounds: readonly number[]): bigint | null {
  return earliest(events.filter((event) => event.party === party && rounds.includes(event.round)).map(({ at }) => at));
}

/** The latest of the times, or null where one is unknown. */
export function latest(times: readonly (bigint | null)[]): bigint | null {
  return times.reduce((a, b) => (a === null || b === null ? null : b > a ? b : a), times[0] ?? null);
}

/** The earliest of the known times. */
export function earliest(times: readonly (bigint | null)[]): bigint | null {
  return times.reduce((a, b) => (a === null ? b : b !== null && b < a ? b : a), null);
}
