/** New shares of a vault's key: proposed, approved, given up. What comes of it is in `admit-epoch.ts`. */
import { isSkip, memberOnly, skip, type AdmitContext, type Skip } from './admission.ts';
import type { EntryOf, Member } from './entry.ts';
import type { ReshareState } from './epoch-state.ts';
import { putVault } from './put.ts';
import { approvalsNeeded, reshareDigest } from './reshare-approval.ts';
import { areSigners } from './signing-set.ts';
import type { VaultState, WorkspaceState } from './state.ts';

/** Milliseconds in which a resharing must be approved. */
export const RESHARE_DEADLINE = 24n * 3_600_000n;

type Proposal = EntryOf<'vault.reshare-proposed'>;

/** A member asks for new shares. A refresh begins at once, anything else when enough tokens approved. */
export function proposeReshare(context: AdmitContext<'vault.reshare-proposed'>): WorkspaceState | Skip {
  const { state, entry, body, hash, author } = context;
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  const vault = activeVault(state, body.vaultId);
  if (isSkip(vault)) return vault;
  const fault = standingFault(vault, body) ?? committeeFault(state, vault, body) ?? idFault(vault, body);
  if (fault !== null) return fault;
  const isRefresh = body.minSigners === vault.minSigners && isSameCommittee(vault, body);
  if (isRefresh !== (body.reason === 'refresh'))
    return skip(
      'RESHARE_INVALID',
      'A refresh keeps the holders and the number of signers; anything else is a resharing.',
    );
  const needed = approvalsNeeded(state, body.reason);
  const reshare: ReshareState = {
    proposal: { ...body, dealers: body.dealers.toSorted(), holders: body.holders.toSorted(byPid) },
    proposedBy: author.pid,
    index: entry.index,
    time: entry.time,
    runId: hash,
    needed,
    approvals: [],
    startedAt: null,
    status: 'pending',
    acknowledgements: new Map(),
    refusals: new Map(),
    failure: null,
  };
  const { reshares } = vault.sharing;
  const proposed = withReshares(vault, [...reshares, reshare]);
  return putVault(state, needed === 0 ? begun(proposed, reshare, entry.index) : proposed);
}

/** Counts a token's approval; with the last one that is needed the run begins. */
export function approveReshare(context: AdmitContext<'vault.reshare-approved'>): WorkspaceState | Skip {
  const { state, entry, body } = context;
  const found = findReshare(state, body);
  if (isSkip(found)) return found;
  const { vault, reshare } = found;
  const member = memberOnly(context.author);
  if (isSkip(member)) return member;
  const fault = approvalFault(context, reshare, member);
  if (fault !== null) return fault;
  const { tokenId, tokenSignature } = body;
  const approvals = [
    ...reshare.approvals,
    { memberId: member.memberId, tokenId, tokenSignature, index: entry.index, time: entry.time },
  ];
  const approved = { ...reshare, approvals };
  const next = putReshare(vault, approved);
  return putVault(state, approvals.length >= reshare.needed ? begun(next, approved, entry.index) : next);
}

/** A member, or a co-signer that takes part, ends the waiting. */
export function failReshare({ state, body, author }: AdmitContext<'vault.reshare-failed'>): WorkspaceState | Skip {
  const found = findReshare(state, body);
  if (isSkip(found)) return found;
  const { vault, reshare } = found;
  const { dealers, holders } = reshare.proposal;
  const isParty = dealers.includes(author.pid) || holders.some(({ pid }) => pid === author.pid);
  if (author.type === 'co-signer' && !isParty)
    return skip('NOT_ENTITLED', `${author.coSigner.name} takes no part in this resharing.`);
  if (reshare.status !== 'pending' && reshare.status !== 'running')
    return skip('RESHARE_OVER', 'The resharing is over already.');
  const { code, text, blame } = body;
  const status = reshare.status === 'pending' ? 'impossible' : 'failed';
  return putVault(state, putReshare(vault, { ...reshare, status, failure: { code, text, blame } }));
}

export interface FoundReshare {
  readonly vault: VaultState;
  readonly reshare: ReshareState;
}

/** The resharing that an entry speaks of. */
export function findReshare(state: WorkspaceState, body: { vaultId: string; runId: string }): FoundReshare | Skip {
  const vault = activeVault(state, body.vaultId);
  if (isSkip(vault)) return vault;
  const reshare = vault.sharing.reshares.find(({ runId }) => runId === body.runId);
  return reshare === undefined
    ? skip('RESHARE_UNKNOWN', `There is no such resharing of ${vault.name}.`)
    : { vault, reshare };
}

/** The vault with one resharing replaced. */
export function putReshare(vault: VaultState, reshare: ReshareState): VaultState {
  return withReshares(
    vault,
    vault.sharing.reshares.map((one) => (one.runId === reshare.runId ? reshare : one)),
  );
}

function withReshares(vault: VaultState, reshares: readonly ReshareState[]): VaultState {
  return { ...vault, sharing: { ...vault.sharing, reshares } };
}

/** From here on shares of the new epoch may exist, so its number and its points are used up. */
function begun(vault: VaultState, reshare: ReshareState, index: number): VaultState {
  const running = putReshare(vault, { ...reshare, status: 'running', startedAt: index });
  const { nextEpoch, holders } = reshare.proposal;
  const nextId = Math.max(vault.sharing.nextId, ...holders.map(({ id }) => id + 1));
  return { ...running, sharing: { ...running.sharing, nextEpoch: nextEpoch + 1, nextId } };
}

function activeVault(state: WorkspaceState, vaultId: string): VaultState | Skip {
  const vault = state.vaults.get(vaultId);
  if (vault === undefined) return skip('VAULT_UNKNOWN', `There is no vault ${vaultId}.`);
  return vault.status === 'active' ? vault : skip('VAULT_NOT_ACTIVE', `${vault.name} is not active.`);
}

function standingFault({ name, epoch, sharing }: VaultState, body: Proposal): Skip | null {
  if (body.epoch !== epoch) return skip('VAULT_EPOCH_DIFFERS', `The shares of ${name} are in epoch ${epoch}.`);
  if (sharing.reshares.some(({ status }) => status === 'pending' || status === 'running'))
    return skip('RESHARE_LIVE', `Another change of the shares of ${name} is under way.`);
  return body.nextEpoch === sharing.nextEpoch
    ? null
    : skip('RESHARE_INVALID', `The next epoch of ${name} is number ${sharing.nextEpoch}; no number is dealt twice.`);
}

function committeeFault(state: WorkspaceState, vault: VaultState, body: Proposal): Skip | null {
  if (!areSigners(vault, body.dealers))
    return skip('VAULT_HOLDERS_INVALID', `Exactly ${vault.minSigners} different holders of ${vault.name} deal.`);
  const pids = body.holders.map(({ pid }) => pid);
  if (pids.some((pid) => !state.coSigners.has(pid)))
    return skip('VAULT_HOLDERS_INVALID', 'A key share can only be held by a co-signer of this workspace.');
  return new Set(pids).size !== pids.length || body.minSigners > pids.length
    ? skip('VAULT_HOLDERS_INVALID', 'The holders must be different, and at least as many as must sign.')
    : null;
}

/** Who stays keeps its point; who joins gets the next ones that nobody ever had, in the order of the pids. */
function idFault({ sharing }: VaultState, { holders }: Proposal): Skip | null {
  const current = sharing.epochs.at(-1)?.ids;
  let next = sharing.nextId;
  const isRight = holders.toSorted(byPid).every(({ pid, id }) => {
    const kept = current?.get(pid);
    if (kept !== undefined) return id === kept;
    next += 1;
    return id === next - 1;
  });
  return isRight
    ? null
    : skip('RESHARE_INVALID', 'A holder that stays keeps its point, and a new one gets a new point.');
}

function isSameCommittee({ holders }: VaultState, body: Proposal): boolean {
  return body.holders.length === holders.length && body.holders.every(({ pid }) => holders.includes(pid));
}

function byPid(a: { readonly pid: string }, b: { readonly pid: string }): number {
  return a.pid < b.pid ? -1 : a.pid > b.pid ? 1 : 0;
}

function approvalFault(
  { state, entry, body, verify }: AdmitContext<'vault.reshare-approved'>,
  reshare: ReshareState,
  { memberId, name, token }: Member,
): Skip | null {
  if (reshare.status !== 'pending') return skip('APPROVAL_NOT_NEEDED', 'The resharing has all approvals it needs.');
  if (entry.time > reshare.time + RESHARE_DEADLINE) return skip('RESHARE_OVER', 'The time to approve is over.');
  if (reshare.approvals.some((approval) => approval.memberId === memberId))
    return skip('DOUBLE_APPROVAL', `${name} has approved already; one person counts once.`);
  if (token.tokenId !== body.tokenId) return skip('TOKEN_UNKNOWN', `The token is not the one of ${name}.`);
  if (token.kind === 'simulated' && state.kind !== 'demo')
    return skip('SIMULATED_TOKEN_REFUSED', 'A simulated token approves nothing outside a demo workspace.');
  const { workspaceId } = state;
  const digest = reshareDigest({ workspaceId, runId: reshare.runId, memberId, tokenId: body.tokenId });
  return verify(token.publicKey, digest, body.tokenSignature)
    ? null
    : skip('APPROVAL_SIGNATURE_INVALID', `The approval does not carry a valid signature of the token of ${name}.`);
}
