/**
 * Accepts each direct message once.
 *
 * A client draws a random *run* when it starts and announces it, signed. Every message names the runs of both ends, so
 * nothing recorded before a restart is accepted after it, and no counter needs to survive on disk. Within a run a sliding
 * window accepts late and reordered messages (protocol sessions buffer them anyway), each at most once.
 */
import { bytesEqual, bytesToHex } from '../../../base/bytes.ts';
import { relayError } from './relay-errors.ts';

/** How far a message may fall behind the newest one of its sender. */
export const WINDOW = 1024n;

interface Window {
  highest: bigint;
  readonly seen: Set<bigint>;
}

/** How many sender runs a guard remembers; then its owner starts a new run, which makes all of them void. */
export const MAX_RUNS = 256;

export interface ReplayGuard {
  readonly isFull: boolean;
  /** @throws AppError `RELAY_REPLAY` for a message of another run of ours, one that was seen, or one too old to tell. */
  admit(message: { from: string; fromRun: Uint8Array; toRun: Uint8Array; counter: bigint }): void;
}

/** A guard for messages addressed to the 16-byte run `ownRun`. */
export function createReplayGuard(ownRun: Uint8Array): ReplayGuard {
  const windows = new Map<string, Window>();
  return {
    get isFull() {
      return windows.size >= MAX_RUNS;
    },
    admit: ({ from, fromRun, toRun, counter }) => {
      const id = `${from} ${bytesToHex(fromRun)}`;
      const window = windows.get(id) ?? { highest: 0n, seen: new Set<bigint>() };
      const isStale = counter < 1n || counter + WINDOW <= window.highest;
      if (!bytesEqual(toRun, ownRun) || isStale || window.seen.has(counter)) throw relayError('RELAY_REPLAY');
      windows.set(id, window);
      window.seen.add(counter);
      if (counter > window.highest) advance(window, counter);
    },
  };
}

function advance(window: Window, counter: bigint): void {
  window.highest = counter;
  if (window.seen.size <= 2 * Number(WINDOW)) return;
  for (const old of window.seen) if (old + WINDOW <= counter) window.seen.delete(old);
}
