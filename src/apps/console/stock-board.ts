/** What co-signers say they have ready, by the newest report of each. In memory only: it is asked for anew after a restart. */
import type { Clock } from '../../base/clock.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { StockReport } from './views/context.ts';

export class StockBoard {
  readonly #reports = new Map<string, StockReport>();
  readonly #listeners = new Set<() => void>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns a function that ends the subscription. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** By pid of the co-signer. */
  get reports(): ReadonlyMap<string, StockReport> {
    return this.#reports;
  }

  /** Takes a report of a co-signer of the workspace. */
  add(from: string, { presignatures, primes, slowBecause }: Extract<DirectMessage, { type: 'stock' }>): void {
    this.#reports.set(from, {
      presignatures,
      primes,
      at: this.#clock.now(),
      ...(slowBecause === undefined ? {} : { slowBecause }),
    });
    for (const listener of this.#listeners) listener();
  }
}
