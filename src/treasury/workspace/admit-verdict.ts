/** A share holder's verdict on a session. */
import { coSignerOnly, isSkip, skip, type AdmitContext, type Skip } from './admission.ts';
import { statusAfterAttempt } from './admit-session.ts';
import { findSession } from './find-request.ts';
import { putSession } from './put.ts';
import type { SessionState, VerdictRecord, WorkspaceState } from './state.ts';

/**
 * Every holder of the vault may give one verdict, whenever it comes: a late refusal is evidence, too. Only signers decide: the
 * first refusal of a signer ends the session, and when all signers contribute it is agreed. The verdict of a holder that does not
 * sign is kept and shown; it cannot block the others, or one broken co-signer would stop the vault.
 */
export function giveVerdict(context: AdmitContext<'verdict.given'>): WorkspaceState | Skip {
  const { state, entry, body, author } = context;
  const found = findSession(state, body.sessionId);
  if (isSkip(found)) return found;
  const { request, session } = found;
  const holder = coSignerOnly(author);
  if (isSkip(holder)) return holder;
  if (state.vaults.get(session.proposal.vaultId)?.holders.includes(holder.pid) !== true) {
    return skip('NOT_ENTITLED', `${holder.name} holds no share of this vault.`);
  }
  if (session.verdicts.has(holder.pid)) return skip('VERDICT_EXISTS', `${holder.name} has given its verdict already.`);
  if ((body.answer === 'refuse') !== body.reasons.length > 0) {
    return skip('VERDICT_INVALID', 'A refusal has reasons, and a contribution has none.');
  }
  if (body.answer === 'contribute' && body.policyHash !== session.proposal.policyHash) {
    return skip('VERDICT_INVALID', `${holder.name} would contribute under another policy.`);
  }
  const { answer, reading, decoder, reasons } = body;
  const record: VerdictRecord = {
    coSigner: holder.pid,
    answer,
    reading,
    decoder,
    reasons,
    index: entry.index,
    time: entry.time,
  };
  const judged: SessionState = { ...session, verdicts: new Map(session.verdicts).set(holder.pid, record) };
  if (session.outcome.type !== 'judging') return putSession(state, request, judged);
  if (answer === 'refuse' && session.proposal.signers.includes(holder.pid)) {
    const refused = { ...judged, outcome: { type: 'refused', index: entry.index } } as const;
    return putSession(state, { ...request, status: statusAfterAttempt(request) }, refused);
  }
  const isAgreed = session.proposal.signers.every((pid) => judged.verdicts.get(pid)?.answer === 'contribute');
  return putSession(state, request, isAgreed ? { ...judged, outcome: { type: 'agreed' } } : judged);
}
