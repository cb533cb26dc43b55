/** Collects what the parties of protocol runs report, for the live grids. In memory only: after a restart the log speaks. */
import type { Clock } from '../../base/clock.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { RunEvent, RunProgress } from './views/context.ts';

const MAX_RUNS = 64;
const MAX_EVENTS = 2048;

export class RunProgressBoard {
  readonly #runs = new Map<string, { runId: string; startedAt: bigint; events: RunEvent[] }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get runs(): ReadonlyMap<string, RunProgress> {
    return this.#runs;
  }

  /** Adds what one party reports. The party's own clock times its events; nothing is decided by them. */
  add(observer: string, message: Extract<DirectMessage, { type: 'progress' }>): void {
    const run = this.#runs.get(message.runId) ?? { runId: message.runId, startedAt: this.#clock.now(), events: [] };
    this.#runs.set(message.runId, run);
    for (const event of message.events) {
      if (run.events.length < MAX_EVENTS) run.events.push({ observer, ...event });
    }
    const oldest = this.#runs.keys().next();
    if (this.#runs.size > MAX_RUNS && oldest.done !== true) this.#runs.delete(oldest.value);
  }
}
