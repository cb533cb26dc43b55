/** The code with which something ended: what a test compares. */
import { codeOf } from '../../src/base/errors.ts';
import { RemoteError } from '../../src/contract/client.ts';

/** `OK`, or the code of the error, whichever side of the contract named it. */
export function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'OK',
    (error: unknown) => (error instanceof RemoteError ? error.code : String(codeOf(error))),
  );
}
