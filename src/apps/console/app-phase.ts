/** Where the console stands between start and a workspace that is ready. */
import type { WireError } from '../../contract/views.ts';

export type Phase = 'starting' | 'first-run' | 'locked' | 'ceremony' | 'ready' | 'failed';

export class AppPhase {
  readonly #changed: () => void;
  #phase: Phase = 'starting';
  #step = 'Starting';
  #error: WireError | null = null;

  /** @param changed called after every change, to tell the window. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get step(): string {
    return this.#step;
  }

  get error(): WireError | null {
    return this.#error;
  }

  /** @param step one line that names what goes on. */
  enter(phase: Phase, step: string, error: WireError | null = null): void {
    this.#phase = phase;
    this.#step = step;
    this.#error = error;
    this.#changed();
  }
}
