/** What a signing attempt waits for, and why it ended, in sentences. */
import type { RoundView, WireError } from '../../../contract/views.ts';
import { MAX_ATTEMPTS } from '../../../treasury/workspace/admit-session.ts';
import type { SessionState, VerdictRecord } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import { authorOf, awaited } from './names.ts';
import { pendingIn } from './round-grid.ts';
import { clipped } from './sentence.ts';
import { JUDGE_ROUND } from './session-rounds.ts';

/** One sentence that names who is waited for; empty when the attempt has ended. */
export function sessionWaitingFor(context: ViewContext, session: SessionState, rounds: readonly RoundView[]): string {
  const current = rounds.find(({ isCurrent }) => isCurrent);
  if (current === undefined) return '';
  if (current.round === JUDGE_ROUND) {
    const pending = pendingIn(current).filter((pid) => session.proposal.signers.includes(pid));
    return clipped(`Waiting for ${awaited(context, pending)} to judge the transaction.`, 200);
  }
  if (!context.runs.has(session.entryHash)) {
    return 'The signers agreed. This console does not see their rounds live; it waits for the result in the log.';
  }
  return clipped(`Waiting for ${awaited(context, pendingIn(current))}: ${current.name}, ${current.purpose}.`, 200);
}

/** Why an attempt ended without a signature; null while it runs and when it succeeded. */
export function sessionError(context: ViewContext, session: SessionState): WireError | null {
  const { outcome } = session;
  if (outcome.type === 'failed') {
    return {
      code: clipped(outcome.failure.code, 60),
      kind: 'peer',
      message: outcome.failure.text,
      safe: 'The approvals stay, and this console sent nothing to the chain.',
      next: nextAfter(session),
    };
  }
  if (outcome.type !== 'refused') return null;
  const { signers } = session.proposal;
  const refusals = [...session.verdicts.values()].filter(
    ({ answer, coSigner }) => answer === 'refuse' && signers.includes(coSigner),
  );
  return {
    code: refusals[0]?.reasons[0]?.code ?? 'REFUSED',
    kind: 'policy',
    message: clipped(refusals.map((refusal) => refusalSentence(context, refusal)).join(' '), 600),
    safe: 'Nothing was signed and no funds moved.',
    next: 'There is no override. Find out why the readings differ, then ask anew or raise a policy change.',
  };
}

function refusalSentence(context: ViewContext, { coSigner, reasons }: VerdictRecord): string {
  const why = reasons.map(({ text }) => text).join(' ');
  return `${authorOf(context.state, coSigner).name} refuses: ${why === '' ? 'no reason given.' : why}`;
}

function nextAfter({ proposal: { attempt } }: SessionState): string {
  return attempt < MAX_ATTEMPTS
    ? `Start attempt ${attempt + 1} of ${MAX_ATTEMPTS}.`
    : 'The request is locked: that was its last attempt. Before you ask anew, see on the account that none has paid.';
}
