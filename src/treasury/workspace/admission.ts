/** The vocabulary of admission: what a rule is given, and what it answers. */
import type { VerifyEd25519 } from '../../base/signatures.ts';
import type { CoSigner, EntryOf, EntryType, LogEntry, Member } from './entry.ts';
import type { WorkspaceState } from './state.ts';

/** Why a candidate is not admitted. Every replica skips it for the same reason. */
export type SkipCode =
  // any entry
  | 'LOG_HEAD_MOVED' // it extends another head; its author looks again and tries once more
  | 'AUTHOR_UNKNOWN'
  | 'NOT_ENTITLED' // this author may not write this kind of entry, or not about this thing
  | 'ENTRY_SIGNATURE_INVALID'
  // workspace
  | 'WORKSPACE_MISSING'
  | 'WORKSPACE_EXISTS'
  | 'WORKSPACE_INVALID'
  | 'POLICY_INVALID'
  | 'SIMULATED_TOKEN_REFUSED'
  // vault and account
  | 'VAULT_EXISTS'
  | 'TOO_MANY' // more vaults or accounts than a screen lists
  | 'VAULT_UNKNOWN'
  | 'VAULT_HOLDERS_INVALID'
  | 'VAULT_PROFILE_INVALID' // no profile for ECDSA, one for another scheme, or one that this workspace did not choose
  | 'VAULT_NOT_IN_CEREMONY'
  | 'VAULT_RUN_DIFFERS'
  | 'VAULT_EPOCH_DIFFERS'
  | 'VAULT_ALREADY_CONFIRMED'
  | 'VAULT_CONFIRMATION_INVALID'
  | 'VAULT_NOT_ACTIVE'
  // epochs of a key
  | 'RESHARE_INVALID' // its numbers, its points or its reason do not fit the vault
  | 'RESHARE_LIVE'
  | 'RESHARE_UNKNOWN'
  | 'RESHARE_OVER'
  | 'EPOCH_ANSWERED'
  | 'EPOCH_ANSWER_INVALID'
  | 'GROUP_KEY_DIFFERS'
  | 'PRESIGNATURE_INVALID'
  | 'PRESIGNATURE_UNKNOWN'
  | 'PRESIGNATURE_DIFFERS'
  | 'PRESIGNATURE_TAKEN'
  | 'PRESIGNATURE_STOCK_FULL' // as many of the path as may wait were ordered and not used
  | 'ACCOUNT_UNKNOWN'
  | 'ACCOUNT_EXISTS'
  | 'ACCOUNT_CHAIN_INVALID' // the vault's key, the network or the path is none of that chain
  | 'ACCOUNT_ADDRESS_DIFFERS'
  // request
  | 'REQUEST_EXISTS'
  | 'REQUEST_UNKNOWN'
  | 'REQUEST_TERMINAL'
  | 'REQUEST_EXPIRED'
  | 'REQUEST_NOT_APPROVED'
  | 'REQUEST_NOT_SIGNED'
  | 'REQUEST_NOT_BROADCAST'
  | 'REQUEST_IN_SIGNING'
  | 'INTENT_INVALID'
  | 'INTENT_DIFFERS'
  | 'POLICY_DIFFERS'
  | 'SELF_APPROVAL'
  | 'DOUBLE_APPROVAL'
  | 'NOT_IN_GROUP'
  | 'APPROVAL_NOT_NEEDED'
  | 'TOKEN_UNKNOWN'
  | 'APPROVAL_SIGNATURE_INVALID'
  // session
  | 'SESSION_EXISTS'
  | 'SESSION_LIVE' // the request has a session under way
  | 'SESSION_UNKNOWN'
  | 'SESSION_ATTEMPT_INVALID'
  | 'SESSION_VAULT_DIFFERS'
  | 'SESSION_EPOCH_DIFFERS'
  | 'SESSION_SIGNERS_INVALID'
  | 'SESSION_BYTES_INVALID'
  | 'SESSION_LIFETIME_INVALID' // of another chain than the intent
  | 'SESSION_NOT_AGREED'
  | 'SESSION_CLOSED'
  | 'SESSION_SIGNATURE_INVALID'
  | 'VERDICT_EXISTS'
  | 'VERDICT_INVALID'
  | 'TRANSACTION_ID_DIFFERS';

/** A candidate that is not admitted: the code to switch on, and what happened in one sentence. */
export interface Skip {
  readonly type: 'skipped';
  readonly code: SkipCode;
  readonly message: string;
}

export type Admission = { readonly type: 'admitted'; readonly state: WorkspaceState } | Skip;

/** Who signed the entry. */
export type Author =
  | { readonly type: 'member'; readonly pid: string; readonly identityKey: Uint8Array; readonly member: Member }
  | { readonly type: 'co-signer'; readonly pid: string; readonly identityKey: Uint8Array; readonly coSigner: CoSigner };

/** What the rule of one kind of entry is given. Head, author and the author's signature are checked already. */
export interface AdmitContext<T extends EntryType> {
  readonly state: WorkspaceState;
  readonly entry: LogEntry;
  readonly body: EntryOf<T>;
  /** Hash of the entry, hex. */
  readonly hash: string;
  readonly author: Author;
  readonly verify: VerifyEd25519;
}

/** The rule of one kind of entry: the state after it, or why it is skipped. Size and head are set by `admit`. */
export type Rule<T extends EntryType> = (context: AdmitContext<T>) => WorkspaceState | Skip;

export function skip(code: SkipCode, message: string): Skip {
  return { type: 'skipped', code, message };
}

/** Tells a refusal from a value that a check produced. */
export function isSkip(value: object): value is Skip {
  return 'type' in value && value.type === 'skipped';
}

/** The author of an entry, found by pid among members' devices and co-signers. */
export function authorOf(state: Pick<WorkspaceState, 'members' | 'coSigners'>, pid: string): Author | null {
  const coSigner = state.coSigners.get(pid);
  if (coSigner !== undefined) return { type: 'co-signer', pid, identityKey: coSigner.identityKey, coSigner };
  for (const member of state.members.values()) {
    if (member.device.pid === pid) return { type: 'member', pid, identityKey: member.device.identityKey, member };
  }
  return null;
}

/** The member behind the author, or a refusal: only people do this. */
export function memberOnly(author: Author): Member | Skip {
  return author.type === 'member'
    ? author.member
    : skip('NOT_ENTITLED', 'Only a member of the workspace may do this, not a co-signer.');
}

/** The co-signer behind the author, or a refusal: no person does this. */
export function coSignerOnly(author: Author): CoSigner | Skip {
  return author.type === 'co-signer'
    ? author.coSigner
    : skip('NOT_ENTITLED', 'Only a co-signer may do this, not a member.');
}
