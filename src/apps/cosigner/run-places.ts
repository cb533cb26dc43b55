/**
 * How many runs one co-signer has at a time, each a thread with its own memory: so many for one key that others still get through, and
 * so many in all that the machine bears them. A job that finds no place waits a while; nobody is to blame when it gets none.
 */
import { AppError } from '../../base/errors.ts';

export const MAX_RUNS = 8;
export const MAX_RUNS_OF_KEY = 4;
/** Short enough that the peers, who have begun, are still there. */
export const PATIENCE_MS = 10_000;

type Leave = () => void;

interface Waiting {
  readonly vaultId: string;
  readonly resolve: (leave: Leave) => void;
}

export class RunPlaces {
  /** The key of each run under way. */
  readonly #taken: string[] = [];
  #waiting: Waiting[] = [];

  /** A place, if there is one now. @returns gives it back, to be called once */
  enterNow(vaultId: string): Leave | undefined {
    if (!this.#hasRoom(vaultId)) return undefined;
    this.#taken.push(vaultId);
    return () => this.#leave(vaultId);
  }

  /** Waits for a place, in the order of arrival. @throws AppError `RUN_LIMIT` after `PATIENCE_MS`, `RUN_NOT_WANTED` when aborted */
  async enter(vaultId: string, signal: AbortSignal): Promise<Leave> {
    const { promise, resolve, reject } = Promise.withResolvers<Leave>();
    const waiting: Waiting = { vaultId, resolve };
    this.#waiting.push(waiting);
    const timer = setTimeout(() => reject(noPlace()), PATIENCE_MS);
    const giveUp = (): void => reject(notWanted());
    signal.addEventListener('abort', giveUp);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      this.#waiting = this.#waiting.filter((one) => one !== waiting);
    }
  }

  #hasRoom(vaultId: string): boolean {
    return this.#taken.length < MAX_RUNS && this.#taken.filter((taken) => taken === vaultId).length < MAX_RUNS_OF_KEY;
  }

  #leave(vaultId: string): void {
    this.#taken.splice(this.#taken.indexOf(vaultId), 1);
    const next = this.#waiting.find((one) => this.#hasRoom(one.vaultId));
    if (next === undefined) return;
    this.#waiting = this.#waiting.filter((one) => one !== next);
    this.#taken.push(next.vaultId);
    next.resolve(() => this.#leave(next.vaultId));
  }
}

function noPlace(): AppError {
  return new AppError({
    code: 'RUN_LIMIT',
    kind: 'policy',
    message: 'This co-signer has as many protocol runs under way as it takes at a time.',
    safe: 'Nothing was begun, and nobody is to blame.',
    next: 'Try again when the other runs are done.',
  });
}

/** Whoever ordered the run has given it up. */
export function notWanted(): AppError {
  return new AppError({
    code: 'RUN_NOT_WANTED',
    kind: 'policy',
    message: 'The run was given up before it began here.',
    safe: 'Nothing was done.',
  });
}
