/** Waiting for the log, or for the console, to say something, instead of waiting for time to pass. */
import type { WorkspaceState } from '../../../treasury/workspace/state.ts';
import type { EmbeddedConsole } from '../embedded.ts';
import type { OfficerConsole } from '../officer-console.ts';

/** `long` is for what makes primes or many proofs: on a machine with two busy cores that takes its time. */
const PATIENCE_MS = { usual: 60_000, long: 600_000 } as const;
export type Patience = keyof typeof PATIENCE_MS;

/**
 * Resolves with the first value that `look` finds in the folded log, now or after a later entry.
 * @throws Error naming `what` when a minute, or ten, bring nothing.
 */
export function until<T>(
  officer: OfficerConsole,
  what: string,
  look: (state: WorkspaceState) => T | undefined,
  patience: Patience = 'usual',
): Promise<T> {
  const now = look(officer.state());
  if (now !== undefined) return Promise.resolve(now);
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Nothing happened for a while (${patience}) while waiting for ${what}.`));
    }, PATIENCE_MS[patience]);
    const stop = officer.replica.onAdmitted((_, state) => {
      const found = look(state);
      if (found === undefined) return;
      clearTimeout(timer);
      stop();
      resolve(found);
    });
  });
}

/**
 * Resolves with the first value that `look` finds, now or after any event of the console; it also has a heartbeat of a few seconds.
 * @throws Error naming `what` when a minute, or ten, bring nothing, and whatever `look` throws.
 */
export async function untilEvent<T>(
  console: EmbeddedConsole,
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  patience: Patience = 'usual',
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const tryNow = async (): Promise<void> => {
    const found = await look();
    if (found !== undefined) resolve(found);
  };
  const stop = console.onEvent(() => void tryNow().catch(reject));
  const timer = setTimeout(
    () => reject(new Error(`Nothing happened for a while (${patience}) while waiting for ${what}.`)),
    PATIENCE_MS[patience],
  );
  try {
    await tryNow();
    return await promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** Fails the demo when something that must be so is not. */
export function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
