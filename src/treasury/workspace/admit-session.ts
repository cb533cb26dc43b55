/** A signing session in the log: proposed with the exact bytes, then signed or failed. */
import { bytesFromHex } from '../../base/bytes.ts';
import type { VerifyEd25519 } from '../../base/signatures.ts';
import { chainRules } from '../chains/chain-rules.ts';
import { takePresignature } from './admit-presign.ts';
import { coSignerOnly, isSkip, memberOnly, skip, type AdmitContext, type Skip } from './admission.ts';
import { findSession, openRequest, type FoundSession } from './find-request.ts';
import { putSession } from './put.ts';
import { areSigners } from './signing-set.ts';
import type { RequestState, RequestStatus, SessionState, WorkspaceState } from './state.ts';

export { areSigners };

/** Sessions a request may have; when the last one ends without a signature the request is locked. */
export const MAX_ATTEMPTS = 3;

/** A member's console proposes bytes to sign for an approved request. */
export function proposeSession(context: AdmitContext<'session.proposed'>): WorkspaceState | Skip {
  const { state, entry, body, author } = context;
  const request = openRequest(state, body.requestId);
  if (isSkip(request)) return request;
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  const fault = statusFault(request, entry.time) ?? attemptFault(context, request) ?? contentFault(context, request);
  if (fault !== null) return fault;
  const path = state.accounts.get(request.intent.accountId)?.path ?? [];
  const taken = takePresignature(state, body, path);
  if (isSkip(taken)) return taken;
  const session: SessionState = {
    proposal: { ...body, signers: [...body.signers].sort() },
    proposedBy: author.pid,
    index: entry.index,
    time: entry.time,
    entryHash: context.hash,
    verdicts: new Map(),
    outcome: { type: 'judging' },
  };
  return putSession(taken, { ...request, status: 'signing' }, session);
}

/** A signer reports the signature. It is checked here under the account's key, over the bytes that were judged. */
export function signSession({
  state,
  entry,
  body,
  author,
  verify,
}: AdmitContext<'session.signed'>): WorkspaceState | Skip {
  const found = findSession(state, body.sessionId);
  if (isSkip(found)) return found;
  const { request, session } = found;
  const signer = coSignerOnly(author);
  if (isSkip(signer)) return signer;
  if (!session.proposal.signers.includes(signer.pid))
    return skip('NOT_ENTITLED', `${signer.name} is not a signer of this session.`);
  if (session.outcome.type === 'judging') return skip('SESSION_NOT_AGREED', 'Not every signer has agreed to sign.');
  if (session.outcome.type !== 'agreed') return skip('SESSION_CLOSED', `The session is over: ${session.outcome.type}.`);
  if (!isSignature(state, found, body.signature, verify)) {
    return skip('SESSION_SIGNATURE_INVALID', "The signature is not one of the vault's key over the proposed bytes.");
  }
  const outcome = {
    type: 'signed',
    signature: body.signature,
    by: signer.pid,
    index: entry.index,
    time: entry.time,
  } as const;
  return putSession(state, { ...request, status: 'signed' }, { ...session, outcome });
}

/** Whether the signature is by the key of the intent's account, over exactly the proposed bytes. */
function isSignature(
  state: WorkspaceState,
  { request: { intent }, session: { proposal } }: FoundSession,
  signature: Uint8Array,
  verify: VerifyEd25519,
): boolean {
  const { groupKey = null, chainCode = null } = state.vaults.get(proposal.vaultId) ?? {};
  const account = state.accounts.get(intent.accountId);
  if (groupKey === null || chainCode === null || account === undefined) return false;
  const unsigned = bytesFromHex(proposal.unsignedTransaction);
  const signed = { key: { groupKey, chainCode }, path: account.path, unsigned, signature };
  return chainRules(account.chain).isSigned(signed, verify);
}

/** A signer or the proposer reports that the session ended without a signature. */
export function failSession({ state, entry, body, author }: AdmitContext<'session.failed'>): WorkspaceState | Skip {
  const found = findSession(state, body.sessionId);
  if (isSkip(found)) return found;
  const { request, session } = found;
  if (author.pid !== session.proposedBy && !session.proposal.signers.includes(author.pid)) {
    return skip('NOT_ENTITLED', 'Only a signer of the session or its proposer can report its failure.');
  }
  if (session.outcome.type !== 'judging' && session.outcome.type !== 'agreed') {
    return skip('SESSION_CLOSED', `The session is over: ${session.outcome.type}.`);
  }
  const outcome = { type: 'failed', failure: body, index: entry.index, time: entry.time } as const;
  return putSession(state, { ...request, status: statusAfterAttempt(request) }, { ...session, outcome });
}

/** Where a request stands after an attempt without a signature. */
export function statusAfterAttempt(request: RequestState): RequestStatus {
  return request.sessions.length >= MAX_ATTEMPTS ? 'locked' : 'approved';
}

function statusFault(request: RequestState, time: bigint): Skip | null {
  if (request.status === 'pending')
    return skip('REQUEST_NOT_APPROVED', 'The request does not have all approvals it needs.');
  if (request.status !== 'approved') return skip('SESSION_LIVE', 'The request is being signed, or was signed already.');
  return request.intent.expiresAt <= time ? skip('REQUEST_EXPIRED', 'The approvals have expired.') : null;
}

function attemptFault({ state, body }: AdmitContext<'session.proposed'>, request: RequestState): Skip | null {
  if (state.sessionRequests.has(body.sessionId))
    return skip('SESSION_EXISTS', 'A session with this id exists already.');
  const expected = request.sessions.length + 1;
  return body.attempt === expected
    ? null
    : skip('SESSION_ATTEMPT_INVALID', `The next attempt is number ${expected}, not ${body.attempt}.`);
}

function contentFault({ state, body }: AdmitContext<'session.proposed'>, request: RequestState): Skip | null {
  if (body.intentHash !== request.intentHash)
    return skip('INTENT_DIFFERS', 'The session is for another intent than the request.');
  if (body.policyHash !== request.policyHash || body.policyHash !== state.policyHash) {
    return skip('POLICY_DIFFERS', 'The session was proposed under another policy than the approvals.');
  }
  const vault = state.vaults.get(body.vaultId);
  if (vault === undefined || body.vaultId !== request.intent.vaultId)
    return skip('SESSION_VAULT_DIFFERS', 'The session names another vault than the intent.');
  if (vault.status !== 'active') return skip('VAULT_NOT_ACTIVE', `${vault.name} is not active.`);
  if (body.epoch !== vault.epoch)
    return skip('SESSION_EPOCH_DIFFERS', `The shares of ${vault.name} are in epoch ${vault.epoch}.`);
  if (!areSigners(vault, body.signers)) {
    return skip('SESSION_SIGNERS_INVALID', `Exactly ${vault.minSigners} different holders of ${vault.name} sign.`);
  }
  if ('nonce' in body.lifetime !== (request.intent.chain === 'evm'))
    return skip('SESSION_LIFETIME_INVALID', 'The session bounds the life of its bytes by the rules of another chain.');
  return body.unsignedTransaction === '' ? skip('SESSION_BYTES_INVALID', 'The session has no bytes to sign.') : null;
}
