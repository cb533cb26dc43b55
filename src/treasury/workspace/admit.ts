/**
 * Admission: the one pure function by which every replica decides whether a candidate becomes part of the log. A compromised relay
 * or console can withhold and reorder candidates, but not make any replica admit what these rules forbid.
 */
import type { VerifyEd25519 } from '../../base/signatures.ts';
import { sealEntry, type SealedEntry } from '../log/entry-codec.ts';
import { enrolCoSigner } from './admit-co-signer.ts';
import { acknowledgeEpoch, eraseEpoch, refuseEpoch } from './admit-epoch.ts';
import { orderPresignatures } from './admit-presign.ts';
import { approveReshare, failReshare, proposeReshare } from './admit-reshare.ts';
import { openAccount } from './admit-account.ts';
import { broadcastRequest, settleRequest } from './admit-chain.ts';
import { approveRequest } from './admit-approval.ts';
import { cancelRequest, createRequest, rejectRequest } from './admit-request.ts';
import { failSession, proposeSession, signSession } from './admit-session.ts';
import { confirmVault, failVault, proposeVault } from './admit-vault.ts';
import { giveVerdict } from './admit-verdict.ts';
import { createWorkspace } from './admit-workspace.ts';
import { authorOf, isSkip, skip, type Admission, type AdmitContext, type Rule, type Skip } from './admission.ts';
import type { EntryType, LogEntry } from './entry.ts';
import type { WorkspaceState } from './state.ts';

export type { Admission, SkipCode } from './admission.ts';

/** Every kind of entry but the first has exactly one rule; a kind without one does not compile. */
type LaterType = Exclude<EntryType, 'workspace.created'>;
const RULES: { readonly [T in LaterType]: Rule<T> } = {
  'vault.proposed': proposeVault,
  'vault.confirmed': confirmVault,
  'vault.failed': failVault,
  'vault.reshare-proposed': proposeReshare,
  'vault.reshare-approved': approveReshare,
  'vault.reshare-failed': failReshare,
  'vault.epoch-acknowledged': acknowledgeEpoch,
  'vault.epoch-refused': refuseEpoch,
  'vault.epoch-erased': eraseEpoch,
  'presignatures.ordered': orderPresignatures,
  'co-signer.enrolled': enrolCoSigner,
  'account.opened': openAccount,
  'request.created': createRequest,
  'request.approved': approveRequest,
  'request.rejected': rejectRequest,
  'request.cancelled': cancelRequest,
  'session.proposed': proposeSession,
  'verdict.given': giveVerdict,
  'session.signed': signSession,
  'session.failed': failSession,
  'request.broadcast': broadcastRequest,
  'request.settled': settleRequest,
};

export const NO_HASH = '00'.repeat(32);

/** Admits or skips a candidate. `state` is `null` before the first entry. Never throws for a decoded entry. */
export function admit(state: WorkspaceState | null, entry: LogEntry, verify: VerifyEd25519): Admission {
  return admitSealed(state, sealEntry(entry), verify);
}

/** `admit` for an entry whose bytes were hashed already. */
export function admitSealed(state: WorkspaceState | null, sealed: SealedEntry, verify: VerifyEd25519): Admission {
  const outcome = state === null ? first(sealed, verify) : later(state, sealed, verify);
  if (isSkip(outcome)) return outcome;
  return { type: 'admitted', state: { ...outcome, size: sealed.entry.index + 1, head: sealed.hash } };
}

function first(sealed: SealedEntry, verify: VerifyEd25519): WorkspaceState | Skip {
  const { entry } = sealed;
  if (entry.body.type !== 'workspace.created')
    return skip('WORKSPACE_MISSING', 'The first entry of a log creates the workspace.');
  if (entry.index !== 0 || entry.prev !== NO_HASH || entry.workspaceId !== NO_HASH) {
    return skip('LOG_HEAD_MOVED', 'The first entry of a log has index 0, and neither a predecessor nor a workspace.');
  }
  const state = createWorkspace(entry.body, sealed.hash);
  if (isSkip(state)) return state;
  const author = authorOf(state, entry.author);
  if (author === null) return skip('AUTHOR_UNKNOWN', 'The workspace is created by somebody who is not a member of it.');
  if (author.type !== 'member') return skip('NOT_ENTITLED', 'A workspace is created by a member, not by a co-signer.');
  return verify(author.identityKey, sealed.digest, entry.signature) ? state : badSignature();
}

function later(state: WorkspaceState, sealed: SealedEntry, verify: VerifyEd25519): WorkspaceState | Skip {
  const { entry } = sealed;
  if (entry.workspaceId !== state.workspaceId) return skip('LOG_HEAD_MOVED', 'The entry belongs to another workspace.');
  if (entry.index !== state.size || entry.prev !== state.head) {
    return skip('LOG_HEAD_MOVED', `The entry extends another head than entry ${state.size - 1} of this log.`);
  }
  if (entry.body.type === 'workspace.created') return skip('WORKSPACE_EXISTS', 'The workspace exists already.');
  const author = authorOf(state, entry.author);
  if (author === null)
    return skip('AUTHOR_UNKNOWN', 'The author is neither a member nor a co-signer of this workspace.');
  if (!verify(author.identityKey, sealed.digest, entry.signature)) return badSignature();
  return apply(entry.body.type, { state, entry, body: entry.body, hash: sealed.hash, author, verify });
}

function apply<T extends LaterType>(type: T, context: AdmitContext<T>): WorkspaceState | Skip {
  return RULES[type](context);
}

function badSignature(): Skip {
  return skip('ENTRY_SIGNATURE_INVALID', 'The entry does not carry a valid signature of its author.');
}
