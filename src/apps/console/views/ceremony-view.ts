/** The key ceremony of one vault, live or as far as the log proves it. */
import type { CeremonyView, RoundView, WireError } from '../../../contract/views.ts';
import type { VaultState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import { keyFingerprint } from './key-fingerprint.ts';
import { awaited, holdersOf, parameterWords, SCHEME_NAME } from './names.ts';
import { firstSign, latest, startOf, type CellFacts } from './observations.ts';
import { AUXILIARY, CONFIRM_ROUND, ECDSA_KEYGEN, FROST_KEY_ROUND, FROST_KEYGEN } from './protocol-rounds.ts';
import { elapsedSince, pendingIn, roundGrid } from './round-grid.ts';
import { allVerified, jobProgress, jobRounds, STAGE_STEP, type Job } from './run-stages.ts';
import { clipped } from './sentence.ts';
import { coSignerView } from './workspace-view.ts';

/** Code of the log entry that ends a ceremony which an officer stopped. */
export const CEREMONY_CANCELLED = 'CANCELLED';

/** The ceremony of a vault. `preflight` are the checks before it, as the console ran them. */
export function ceremonyView(
  context: ViewContext,
  vault: VaultState,
  preflight: CeremonyView['preflight'],
): CeremonyView {
  const job = ceremonyJob(context, vault);
  const rounds = ceremonyRounds(context, vault, job);
  const run = jobProgress(context, job);
  const state = ceremonyState(vault, job, run?.events ?? []);
  const startedAt = startOf(run);
  const endedAt = vault.status === 'ceremony' ? context.now : latest((run?.events ?? []).map(({ at }) => at));
  const isConfirmed = vault.groupKey !== null && vault.holders.every((pid) => vault.confirmations.has(pid));
  const account = [...context.state.accounts.values()].find(({ vaultId }) => vaultId === vault.vaultId);
  return {
    vaultId: vault.vaultId,
    vaultName: vault.name,
    scheme: SCHEME_NAME[vault.scheme],
    schemeId: vault.scheme,
    parameters: parameterWords(vault.profile, context.state.kind),
    minSigners: vault.minSigners,
    state,
    preflight,
    parties: holdersOf(context.state, vault).map(({ pid }) => coSignerView(context, pid)),
    rounds,
    waitingFor: ceremonyWaitingFor(context, { state, rounds, preflight }),
    startedAt,
    elapsed: startedAt === null ? null : elapsedSince(startedAt, endedAt ?? context.now),
    fingerprint: isConfirmed && vault.groupKey !== null ? keyFingerprint(vault.groupKey) : null,
    address: isConfirmed ? (account?.address ?? null) : null,
    confirmedBy: vault.holders.filter((pid) => vault.confirmations.has(pid)),
    error: ceremonyError(vault),
    blamed: (vault.failure?.blame ?? []).map((record) => ({ ...record })),
  };
}

function ceremonyJob(context: ViewContext, vault: VaultState): Job {
  // After a resharing the vault's holders are others than those of its ceremony, which its confirmations name.
  const parties = vault.status === 'active' ? [...vault.confirmations.keys()].sort() : vault.holders;
  const shown = [...context.state.coSigners.keys()].filter((pid) => parties.includes(pid));
  const stages =
    vault.scheme === 'ed25519'
      ? [{ label: '', rounds: FROST_KEYGEN, parties }]
      : [
          { label: 'Key generation', rounds: ECDSA_KEYGEN, parties },
          { label: 'Auxiliary information', rounds: AUXILIARY, parties },
        ];
  return { runId: vault.runId, shown, stages };
}

/** Number of the round in which every holder says that its share is stored. */
function lastRound({ stages }: Job): number {
  return CONFIRM_ROUND + (stages.length - 1) * STAGE_STEP;
}

function ceremonyState(
  vault: VaultState,
  job: Job,
  events: readonly { readonly round: number }[],
): CeremonyView['state'] {
  if (vault.status === 'active') return 'done';
  if (vault.status === 'failed') return vault.failure?.code === CEREMONY_CANCELLED ? 'cancelled' : 'failed';
  if (vault.confirmations.size > 0 || events.some(({ round }) => round === lastRound(job))) return 'confirming';
  return events.length > 0 ? 'running' : 'preparing';
}

function ceremonyRounds(context: ViewContext, vault: VaultState, job: Job): RoundView[] {
  // A holder confirms in the log once it has everybody's signed result, and that ends all rounds before.
  const proven = vault.confirmations.size === 0 ? [] : allVerified(job, [lastRound(job)]);
  const events = jobProgress(context, job)?.events ?? [];
  const rounds = jobRounds(context, job, {
    proven,
    rule: (cell, { round }, stage) => {
      if (round + stage * STAGE_STEP === lastRound(job)) return confirmCell(cell, vault);
      if (vault.scheme !== 'ed25519' || round !== FROST_KEY_ROUND) return cell;
      // Round 3 has no message of its own: whoever signs a confirmation has computed the public key.
      const at = firstSign(events, cell.pid, [CONFIRM_ROUND]);
      return { ...cell, state: at !== null || vault.confirmations.size > 0 ? 'verified' : 'waiting', at };
    },
  });
  return roundGrid(rounds, { now: context.now, isLive: vault.status === 'ceremony' });
}

/** Only the log's confirmation says that a holder stored its share; its signed result alone counts as received. */
function confirmCell(cell: CellFacts, vault: VaultState): CellFacts {
  if (vault.confirmations.has(cell.pid)) return { ...cell, state: 'verified' };
  return cell.state === 'verified' ? { ...cell, state: 'received' } : cell;
}

function ceremonyWaitingFor(
  context: ViewContext,
  { state, rounds, preflight }: Pick<CeremonyView, 'state' | 'rounds' | 'preflight'>,
): string {
  if (state === 'preparing') {
    const open = preflight.find((step) => step.state !== 'done');
    if (open !== undefined) return clipped(`${open.label}${open.detail === '' ? '' : `: ${open.detail}`}`, 200);
  }
  const current = rounds.find(({ isCurrent }) => isCurrent);
  if (current === undefined) return '';
  return clipped(`Waiting for ${awaited(context, pendingIn(current))}: ${current.name}, ${current.purpose}.`, 200);
}

function ceremonyError({ failure }: VaultState): WireError | null {
  if (failure === null) return null;
  const isCancelled = failure.code === CEREMONY_CANCELLED;
  return {
    code: failure.code,
    kind: isCancelled ? 'input' : 'peer',
    message: failure.text,
    safe: 'Nothing half-made was kept: there is no key, no address and no money at stake.',
    next: isCancelled ? 'Begin the ceremony anew when everybody is ready.' : 'Look at who is named, then try again.',
  };
}
