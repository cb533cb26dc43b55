import { codeOf } from '../../../../src/base/errors.ts';

/** The code of the `AppError` that `attempt` throws; `undefined` if it ends without one. */
export function codeFrom(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}
