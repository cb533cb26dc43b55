/**
 * Keeps sets of primes ready, so that no ceremony waits for them: safe primes of 1536 bits take minutes. One search at a time, in a
 * worker thread; every pair that is found is kept, so a restart loses at most the pair under search.
 */
import { AppError } from '../../base/errors.ts';
import type { RunningTask } from '../../adapters/workers/run-in-worker.ts';
import { runInWorker } from '../../adapters/workers/run-in-worker.ts';
import type { PrimeKind } from '../../adapters/storage/prime-store.ts';
import type { EcdsaProfile } from '../../treasury/chains/chain.ts';
import type { OneTimeStock } from './one-time-stock.ts';
import { primeTask, type PrimeJob, type PrimeSearch } from './prime-task.ts';

type Stock = Pick<OneTimeStock, 'primeLevel' | 'primeSlot' | 'addPrimes'>;
type StartSearch = (job: PrimeJob, onProgress: (search: PrimeSearch) => void) => RunningTask<never, null>;

export interface PrimePoolOptions {
  readonly stock: Stock;
  /** Sets of each profile that are kept ready; a profile that is not named is not searched for before it is `want`ed. */
  readonly targets: Readonly<Partial<Record<EcdsaProfile, number>>>;
  readonly startSearch: StartSearch;
  readonly report: (part: string, error: unknown) => void;
  /** Called when a pair was found. */
  readonly onFound?: () => void;
}

export interface PoolLevel {
  readonly profile: EcdsaProfile;
  /** Complete sets. */
  readonly ready: number;
  readonly target: number;
  /** The search for the next pair, if it is of this profile. */
  readonly searching: (PrimeSearch & { readonly kind: PrimeKind }) | null;
}

interface Search {
  readonly profile: EcdsaProfile;
  readonly kind: PrimeKind;
  readonly task: RunningTask<never, null>;
  progress: PrimeSearch;
}

/** Searches that fail one after the other are a fault of this machine; they are not repeated for ever. */
const MAX_FAILURES = 3;

export class PrimePool {
  readonly #options: PrimePoolOptions;
  #targets: Partial<Record<EcdsaProfile, number>>;
  #search: Search | null = null;
  #isStopped = true;
  #waiting: (() => void)[] = [];
  #failures = 0;

  constructor(options: PrimePoolOptions) {
    this.#options = options;
    this.#targets = options.targets;
  }

  /** Begins to fill, and goes on after each `refill`. */
  start(): void {
    this.#isStopped = false;
    this.refill();
  }

  /** Keeps at least so many sets of a profile ready from now on. */
  want(profile: EcdsaProfile, sets: number): void {
    this.#targets = { ...this.#targets, [profile]: Math.max(sets, this.#targets[profile] ?? 0) };
    this.refill();
  }

  /**
   * Resolves when a set of the profile is there; searches for one until then. Somebody else may take it before the caller does.
   * @throws AppError `PRIMES_MISSING` when the pool is stopped or its searches fail
   */
  async ready(profile: EcdsaProfile): Promise<void> {
    this.want(profile, 1);
    while (!this.#hasSet(profile)) {
      if (this.#isStopped || this.#failures >= MAX_FAILURES) throw noPrimes(profile);
      const moved = Promise.withResolvers<void>();
      this.#waiting.push(moved.resolve);
      await moved.promise;
    }
  }

  /** To be called when sets were taken. */
  refill(): void {
    if (this.#isStopped || this.#search !== null || this.#failures >= MAX_FAILURES) return;
    const missing = this.#missing();
    if (missing !== undefined) this.#begin(missing.profile, missing.kind);
  }

  /** Stops the search; its pair is lost, those that were found stay. Resolves when the thread is gone. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#search?.task.cancel();
  }

  levels(): readonly PoolLevel[] {
    return this.#wanted().map(([profile, target]) => {
      const level = this.#options.stock.primeLevel(profile);
      const search = this.#search?.profile === profile ? this.#search : null;
      const ready = Math.min(level.paillier, level['ring-pedersen']);
      return { profile, ready, target, searching: search === null ? null : { ...search.progress, kind: search.kind } };
    });
  }

  #hasSet(profile: EcdsaProfile): boolean {
    const level = this.#options.stock.primeLevel(profile);
    return level.paillier > 0 && level['ring-pedersen'] > 0;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #wanted(): readonly (readonly [EcdsaProfile, number])[] {
    return (['P112', 'P128'] as const).flatMap((profile) => {
      const target = this.#targets[profile];
      return target === undefined ? [] : [[profile, target] as const];
    });
  }

  /** Profiles share the machine: the one with fewer sets first. */
  #missing(): { readonly profile: EcdsaProfile; readonly kind: PrimeKind } | undefined {
    const wanted = this.#wanted().flatMap(([profile, target]) => {
      const level = this.#options.stock.primeLevel(profile);
      return (['paillier', 'ring-pedersen'] as const)
        .filter((kind) => level[kind] < target)
        .map((kind) => ({ profile, kind, level: level[kind] }));
    });
    return wanted.toSorted((a, b) => a.level - b.level)[0];
  }

  #begin(profile: EcdsaProfile, kind: PrimeKind): void {
    const { stock, startSearch, report, onFound } = this.#options;
    const slot = stock.primeSlot();
    const task = startSearch({ profile, kind, ...slot }, (progress) => {
      search.progress = progress;
    });
    const search: Search = { profile, kind, task, progress: { found: 0, tested: 0, expected: 0 } };
    this.#search = search;
    task.result
      .then(() => {
        stock.addPrimes(slot, profile, kind);
        this.#failures = 0;
        onFound?.();
      })
      .catch((error: unknown) => {
        if (this.#isStopped) return;
        this.#failures += 1;
        report('primes', error);
      })
      .finally(() => {
        this.#search = null;
        this.refill();
        this.#wake();
      });
  }
}

function noPrimes(profile: EcdsaProfile): AppError {
  return new AppError({
    code: 'PRIMES_MISSING',
    kind: 'input',
    message: `The pool of primes for ${profile} is empty, and nothing fills it.`,
    safe: 'Nothing was begun.',
    next: 'Restart the co-signer, then try again.',
  });
}

/** Starts the search in a fresh thread. */
export const searchInWorker: StartSearch = (job, onMessage) => {
  const { buffer } = job.oneTimeKey;
  return runInWorker({
    entry: new URL('./prime-worker.ts', import.meta.url),
    task: primeTask,
    init: job,
    transfer: buffer instanceof ArrayBuffer ? [buffer] : [],
    onMessage,
  });
};
