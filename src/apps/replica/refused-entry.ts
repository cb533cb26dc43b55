/** An entry that the log's rules refuse, as an error that says what to do next. */
import { AppError } from '../../base/errors.ts';
import type { SkipCode } from '../../treasury/workspace/admission.ts';

const AGAIN = 'Look at what the screen shows now, then try again.';
/** `WORKSPACE_DIFFERS`: the first entry is that of another workspace. */
type Refusal = SkipCode | 'WORKSPACE_DIFFERS';
const NEXT: Partial<Readonly<Record<Refusal, string>>> = {
  LOG_HEAD_MOVED: 'Try again.',
  NOT_ENTITLED: 'Ask an officer who may do it.',
  WORKSPACE_INVALID: 'Start another co-signer; this one has the keys or the name of one that is enrolled.',
  TOO_MANY: 'Use one that is there.',
  VAULT_UNKNOWN: 'Choose a vault of this workspace.',
  VAULT_NOT_ACTIVE: 'Wait until its key exists.',
  VAULT_HOLDERS_INVALID: 'Choose different co-signers of this workspace, at least as many as must sign.',
  VAULT_EPOCH_DIFFERS: 'The shares were changed meanwhile. Propose again.',
  RESHARE_INVALID: 'The shares were changed meanwhile. Propose again.',
  RESHARE_LIVE: 'Let the change under way end, or give it up, then propose again.',
  RESHARE_UNKNOWN: AGAIN,
  RESHARE_OVER: 'Propose the change again if it is still wanted.',
  DOUBLE_APPROVAL: 'Another officer approves.',
  APPROVAL_NOT_NEEDED: 'Nothing is to be done.',
  SESSION_LIVE: 'Wait for the session under way.',
  REQUEST_EXPIRED: 'Ask anew if it is still wanted.',
};

export function refusedEntry(code: Refusal, message: string): AppError {
  return new AppError({ code, kind: 'policy', message, safe: 'The log is as it was.', next: NEXT[code] ?? AGAIN });
}
