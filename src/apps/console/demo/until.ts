/** Waiting for the log to say something, instead of waiting for time to pass. */
import type { WorkspaceState } from '../../../treasury/workspace/state.ts';
import type { OfficerConsole } from '../officer-console.ts';

const PATIENCE_MS = 60_000;

/**
 * Resolves with the first value that `look` finds in the folded log, now or after a later entry.
 * @throws Error naming `what` when a minute brings nothing.
 */
export function until<T>(
  officer: OfficerConsole,
  what: string,
  look: (state: WorkspaceState) => T | undefined,
): Promise<T> {
  const now = look(officer.state());
  if (now !== undefined) return Promise.resolve(now);
  return new Promise<T>((resolve, reject) => {
    const patience = setTimeout(() => {
      stop();
      reject(new Error(`Nothing happened for a minute while waiting for ${what}.`));
    }, PATIENCE_MS);
    const stop = officer.replica.onAdmitted((_, state) => {
      const found = look(state);
      if (found === undefined) return;
      clearTimeout(patience);
      stop();
      resolve(found);
    });
  });
}

/** Fails the demo when something that must be so is not. */
export function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
