/** The rounds x parties grid of ceremonies and signing sessions, from what the parties saw of each other. */
import type { CellView, RoundView } from '../../../contract/views.ts';
import { earliest, latest, type CellFacts } from './observations.ts';

/** After so many milliseconds a cell of the current round counts as slow. */
export const SLOW_AFTER = 5000n;

export interface RoundFacts {
  /** Round code of the protocol, or -1 for what happens before it. */
  readonly round: number;
  readonly name: string;
  readonly purpose: string;
  readonly stage: string;
  readonly isRelease: boolean;
  readonly cells: readonly CellFacts[];
  /** Whose cells must be verified for the round to be complete; others may watch. */
  readonly participants: readonly string[];
  /** When the round began; left out, it began when the round before was complete. */
  readonly startedAt?: bigint | null;
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
      stage: round.stage,
      isCurrent,
      isRelease: round.isRelease,
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
