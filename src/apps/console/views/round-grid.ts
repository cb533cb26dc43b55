/** The rounds x parties grid of ceremonies and signing sessions, from what the parties saw of each other. */
import type { CellView, RoundView } from '../../../contract/views.ts';
import type { RunEvent } from './context.ts';

/** After so many milliseconds a cell of the current round counts as slow. */
export const SLOW_AFTER = 5000n;

/** What one party saw of another; `at` is null where only the log speaks, which proves that it happened but not when. */
export type Observation = Omit<RunEvent, 'at'> & { readonly at: bigint | null };

export interface CellFacts {
  readonly pid: string;
  readonly state: 'waiting' | 'received' | 'verified' | 'rejected' | 'standing-by';
  readonly at: bigint | null;
}

export interface RoundFacts {
  /** Round code of the protocol, or -1 for what happens before it. */
  readonly round: number;
  readonly name: string;
  readonly purpose: string;
  readonly cells: readonly CellFacts[];
  /** Whose cells must be verified for the round to be complete; others may watch. */
  readonly participants: readonly string[];
  /** When the round began; left out, it began when the round before was complete. */
  readonly startedAt?: bigint | null;
}

/**
 * What the observations of one round say of one party's message: verified when every other participant verified it,
 * received when at least one has it, rejected when anyone refused it.
 */
export function cellFacts(
  pid: string,
  round: number,
  participants: readonly string[],
  observations: readonly Observation[],
): CellFacts {
  if (!participants.includes(pid)) return { pid, state: 'standing-by', at: null };
  const seen = observations.filter((o) => o.party === pid && o.round === round && o.observer !== pid);
  const rejection = seen.find(({ state }) => state === 'rejected');
  if (rejection !== undefined) return { pid, state: 'rejected', at: rejection.at };
  const witnesses = participants
    .filter((other) => other !== pid)
    .map((other) => seen.find(({ observer, state }) => observer === other && state === 'verified'));
  if (witnesses.every((witness) => witness !== undefined)) {
    return { pid, state: 'verified', at: latest(witnesses.map(({ at }) => at)) };
  }
  if (seen.length === 0) return { pid, state: 'waiting', at: null };
  return { pid, state: 'received', at: earliest(seen.map(({ at }) => at)) };
}

/** Adds clocks, the current round and slowness. `isLive` is false once the run has ended: then nothing is slow or current. */
export function roundGrid(rounds: readonly RoundFacts[], moment: { now: bigint; isLive: boolean }): RoundView[] {
  const current = moment.isLive ? rounds.findIndex((round) => !isComplete(round)) : -1;
  let previousEnd: bigint | null = null;
  return rounds.map((round, index) => {
    const begun: bigint | null = earliest(round.cells.map(({ at }) => at));
    const start: bigint | null = round.startedAt !== undefined ? round.startedAt : (previousEnd ?? begun);
    previousEnd = isComplete(round) ? latest(active(round).map(({ at }) => at)) : null;
    const isCurrent = index === current;
    const running = isCurrent && start !== null ? elapsedSince(start, moment.now) : null;
    return {
      round: round.round,
      name: round.name,
      purpose: round.purpose,
      isCurrent,
      cells: round.cells.map((cell) => cellView(cell, start, running)),
      elapsed: previousEnd !== null && start !== null ? elapsedSince(start, previousEnd) : running,
    };
  });
}

/** Participants whose message the round still waits for. */
export function pendingIn(round: RoundView): string[] {
  return round.cells.filter(({ state }) => state !== 'verified' && state !== 'standing-by').map(({ pid }) => pid);
}

/** Milliseconds between two moments; 0 where clocks of two machines disagree about the order. */
export function elapsedSince(start: bigint, end: bigint): number {
  return end > start ? Number(end - start) : 0;
}

function cellView({ pid, state, at }: CellFacts, start: bigint | null, running: number | null): CellView {
  const isOpen = state === 'waiting' || state === 'received';
  if (isOpen && running !== null && running > Number(SLOW_AFTER)) return { pid, state: 'slow', elapsed: running };
  return { pid, state, elapsed: at === null || start === null ? null : elapsedSince(start, at) };
}

function isComplete(round: RoundFacts): boolean {
  return active(round).every(({ state }) => state === 'verified');
}

function active({ cells, participants }: RoundFacts): readonly CellFacts[] {
  return cells.filter(({ pid }) => participants.includes(pid));
}

/** The latest of the times, or null where one is unknown. */
function latest(times: readonly (bigint | null)[]): bigint | null {
  return times.reduce((a, b) => (a === null || b === null ? null : b > a ? b : a), times[0] ?? null);
}

/** The earliest of the known times. */
function earliest(times: readonly (bigint | null)[]): bigint | null {
  return times.reduce((a, b) => (a === null ? b : b !== null && b < a ? b : a), null);
}
