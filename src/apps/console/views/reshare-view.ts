/** A refresh or a resharing of a vault's key: who must approve, how far the run is, and what stays as it was. */
import type { ReshareView, RoundView, WireError } from '../../../contract/views.ts';
import { RESHARE_DEADLINE } from '../../../treasury/workspace/admit-reshare.ts';
import type { ReshareState } from '../../../treasury/workspace/epoch-state.ts';
import { reshareScreens } from '../../../treasury/workspace/reshare-approval.ts';
import type { VaultState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import { keyFingerprint } from './key-fingerprint.ts';
import { authorOf, awaited, listOfNames, memberName } from './names.ts';
import { latest, startOf } from './observations.ts';
import { AUXILIARY, RESHARE } from './protocol-rounds.ts';
import { elapsedSince, pendingIn, roundGrid } from './round-grid.ts';
import { allVerified, jobProgress, jobRounds, type Job, type Stage } from './run-stages.ts';
import { clipped } from './sentence.ts';

/** The change of shares that a vault's screen shows: the one under way, otherwise the last; null before the first. */
export function latestReshare({ sharing }: VaultState): ReshareState | null {
  return sharing.reshares.at(-1) ?? null;
}

export function reshareView(context: ViewContext, vault: VaultState, reshare: ReshareState): ReshareView {
  const { proposal, runId, status, time } = reshare;
  const job = reshareJob(context, vault, reshare);
  const run = jobProgress(context, job);
  const isLive = status === 'running';
  const rounds = reshareRounds(context, job, reshare);
  const startedAt = startOf(run);
  const endedAt = isLive ? context.now : latest((run?.events ?? []).map(({ at }) => at));
  const before = vault.sharing.epochs.find(({ epoch }) => epoch === proposal.epoch);
  const acknowledgedBy = [...reshare.acknowledgements.keys()].toSorted();
  return {
    ...{ runId, reason: proposal.reason, status, proposedAt: time, logIndex: reshare.index },
    proposedByName: authorOf(context.state, reshare.proposedBy).name,
    epoch: proposal.epoch,
    nextEpoch: proposal.nextEpoch,
    before: { minSigners: before?.minSigners ?? vault.minSigners, holders: [...(before?.ids.keys() ?? vault.holders)] },
    after: { minSigners: proposal.minSigners, holders: proposal.holders.map(({ pid }) => pid) },
    dealers: [...proposal.dealers],
    needed: reshare.needed,
    approvals: reshare.approvals.map(({ memberId, time: at, index }) => ({
      name: memberName(context.state, memberId),
      at,
      logIndex: index,
    })),
    approveBy: reshare.needed === 0 ? null : time + RESHARE_DEADLINE,
    can: rightsOnReshare(context, reshare),
    tokenScreens: reshareScreens(context.state, vault, proposal).map(({ title, lines }) => ({
      title,
      lines: [...lines],
    })),
    rounds,
    waitingFor: waitingFor(context, reshare, rounds),
    acknowledgedBy,
    refusedBy: [...reshare.refusals.keys()].toSorted(),
    startedAt,
    elapsed: startedAt === null ? null : elapsedSince(startedAt, endedAt ?? context.now),
    error: errorOf(reshare),
    blamed: (reshare.failure?.blame ?? []).map((record) => ({ ...record })),
    unchanged: {
      fingerprint: vault.groupKey === null ? '' : keyFingerprint(vault.groupKey),
      addresses: [...context.state.accounts.values()]
        .filter(({ vaultId }) => vaultId === vault.vaultId)
        .map(({ address }) => address),
      // The log takes an acknowledgement only of the key that the vault has.
      confirmedBy: acknowledgedBy,
    },
  };
}

/** What I may do about a change of shares; `why` says why I may not. */
export function rightsOnReshare(context: ViewContext, reshare: ReshareState): ReshareView['can'] {
  const { status, approvals, time } = reshare;
  const cancel = status === 'pending' || status === 'running';
  const no = (why: string): ReshareView['can'] => ({ approve: false, cancel, why });
  if (status === 'running') return no('The run is under way; it ends by itself.');
  if (status !== 'pending') return no('It is over.');
  if (context.now > time + RESHARE_DEADLINE) return no('The time to approve it is over.');
  if (approvals.some(({ memberId }) => memberId === context.me)) return no('You have approved it already.');
  return { approve: true, cancel, why: '' };
}

function reshareJob(context: ViewContext, vault: VaultState, { proposal, runId }: ReshareState): Job {
  const members = proposal.holders.map(({ pid }) => pid).toSorted();
  const parties = [...new Set([...proposal.dealers, ...members])].toSorted();
  const dealing: Stage = {
    label: vault.scheme === 'ed25519' ? '' : 'New shares',
    rounds: RESHARE,
    parties,
    senders: new Map([
      [1, proposal.dealers],
      [2, proposal.dealers],
      [3, members],
    ]),
  };
  const stages =
    vault.scheme === 'ed25519'
      ? [dealing]
      : [dealing, { label: 'Auxiliary information', rounds: AUXILIARY, parties: members }];
  return { runId, stages, shown: [...context.state.coSigners.keys()].filter((pid) => parties.includes(pid)) };
}

/** A first acknowledgement in the log cannot exist without every round. */
function reshareRounds(
  context: ViewContext,
  job: Job,
  { startedAt, status, acknowledgements }: ReshareState,
): RoundView[] {
  if (startedAt === null) return [];
  const proven = acknowledgements.size === 0 ? [] : allVerified(job);
  return roundGrid(jobRounds(context, job, { proven }), { now: context.now, isLive: status === 'running' });
}

function waitingFor(context: ViewContext, reshare: ReshareState, rounds: readonly RoundView[]): string {
  const { status, needed, approvals, proposal, acknowledgements } = reshare;
  if (status === 'pending') {
    const missing = needed - approvals.length;
    const open = [...context.state.members.values()].filter(
      ({ memberId }) => !approvals.some((approval) => approval.memberId === memberId),
    );
    return clipped(
      `Waiting for ${missing} of ${listOfNames(
        open.map(({ name }) => name),
        'or',
      )} to approve.`,
      200,
    );
  }
  if (status !== 'running') return '';
  const current = rounds.find(({ isCurrent }) => isCurrent);
  if (current !== undefined)
    return clipped(`Waiting for ${awaited(context, pendingIn(current))}: ${current.name}, ${current.purpose}.`, 200);
  const open = proposal.holders.map(({ pid }) => pid).filter((pid) => !acknowledgements.has(pid));
  return clipped(`Waiting for ${awaited(context, open)} to store the new share and say so.`, 200);
}

function errorOf({ failure, status }: ReshareState): WireError | null {
  if (failure === null || status === 'active') return null;
  return {
    code: failure.code,
    kind: 'peer',
    message: failure.text,
    safe: 'The shares in force are as they were; the key and its addresses never change.',
    next:
      status === 'impossible'
        ? 'Propose it anew.'
        : 'It may still complete if every new holder stored its share; otherwise propose it anew.',
  };
}
