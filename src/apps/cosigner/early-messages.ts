/**
 * What peers have waiting for runs that have not begun here. An honest one says Ready and then waits for our own. The limits are per
 * peer, so that no other peer's message is lost because of a flood.
 */
const MAX_RUNS = 32;
const MAX_MESSAGES = 8;
const MAX_BYTES = 512 * 1024;

interface Waiting {
  readonly envelopes: Uint8Array[];
}

export class EarlyMessages {
  /** By peer, then by run. */
  readonly #waiting = new Map<string, Map<string, Waiting>>();

  /** Keeps an envelope, unless its run has too many from this peer; the peer's oldest run that never began gives way. */
  keep(from: string, runId: string, envelope: Uint8Array): void {
    const runs = this.#waiting.get(from) ?? new Map<string, Waiting>();
    const early = runs.get(runId) ?? { envelopes: [] };
    if (early.envelopes.length >= MAX_MESSAGES || envelope.length > MAX_BYTES) return;
    early.envelopes.push(envelope);
    this.#waiting.set(from, runs);
    runs.delete(runId);
    runs.set(runId, early);
    while (runs.size > MAX_RUNS || bytesOf(runs) > MAX_BYTES) {
      const oldest = runs.keys().next();
      if (oldest.done === true) return;
      runs.delete(oldest.value);
    }
  }

  /** Hands over what a peer sent for a run, in order of arrival. */
  take(from: string, runId: string): readonly Uint8Array[] {
    const found = this.#waiting.get(from)?.get(runId);
    this.#waiting.get(from)?.delete(runId);
    return found?.envelopes ?? [];
  }
}

function bytesOf(runs: ReadonlyMap<string, Waiting>): number {
  let sum = 0;
  for (const { envelopes } of runs.values()) for (const { length } of envelopes) sum += length;
  return sum;
}
