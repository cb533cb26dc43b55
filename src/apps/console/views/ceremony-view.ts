/** The key ceremony of one vault, live or as far as the log proves it. */
import type { CeremonyView, RoundView, WireError } from '../../../contract/views.ts';
import type { VaultState } from '../../../treasury/workspace/state.ts';
import type { RunProgress, ViewContext } from './context.ts';
import { keyFingerprint } from './key-fingerprint.ts';
import { awaited, holdersOf, SCHEME_NAME } from './names.ts';
import {
  cellFacts,
  firstSign,
  latest,
  observationsOf,
  startOf,
  type CellFacts,
  type Observation,
} from './observations.ts';
import { elapsedSince, pendingIn, roundGrid, type RoundFacts } from './round-grid.ts';
import { clipped } from './sentence.ts';
import { coSignerView } from './workspace-view.ts';

/** Code of the log entry that ends a ceremony which an officer stopped. */
export const CEREMONY_CANCELLED = 'CANCELLED';

const KEY_ROUND = 3;
const CONFIRM_ROUND = 200;
const ROUNDS = [
  { round: 0, name: 'Ready', purpose: 'fresh session nonces' },
  { round: 1, name: 'Round 1', purpose: 'commitments' },
  { round: 2, name: 'Round 2', purpose: 'shares' },
  { round: KEY_ROUND, name: 'Round 3', purpose: 'public key' },
  { round: CONFIRM_ROUND, name: 'Confirm', purpose: 'same key, share stored' },
] as const;

/** The ceremony of a vault. `preflight` are the checks before it, as the console ran them. */
export function ceremonyView(
  context: ViewContext,
  vault: VaultState,
  preflight: CeremonyView['preflight'],
): CeremonyView {
  const run = context.runs.get(vault.runId);
  const rounds = ceremonyRounds(context, vault, run);
  const state = ceremonyState(vault, run);
  const startedAt = startOf(run);
  const isConfirmed = vault.groupKey !== null && vault.holders.every((pid) => vault.confirmations.has(pid));
  const account = [...context.state.accounts.values()].find(({ vaultId }) => vaultId === vault.vaultId);
  return {
    vaultId: vault.vaultId,
    vaultName: vault.name,
    scheme: SCHEME_NAME[vault.scheme],
    minSigners: vault.minSigners,
    state,
    preflight,
    parties: holdersOf(context.state, vault).map(({ pid }) => coSignerView(context, pid)),
    rounds,
    waitingFor: ceremonyWaitingFor(context, { state, rounds, preflight }),
    startedAt,
    elapsed: startedAt === null ? null : elapsedSince(startedAt, endOfRun(vault, run) ?? context.now),
    fingerprint: isConfirmed && vault.groupKey !== null ? keyFingerprint(vault.groupKey) : null,
    address: isConfirmed ? (account?.address ?? null) : null,
    confirmedBy: vault.holders.filter((pid) => vault.confirmations.has(pid)),
    error: ceremonyError(vault),
    blamed: (vault.failure?.blame ?? []).map((record) => ({ ...record })),
  };
}

function ceremonyState(vault: VaultState, run: RunProgress | undefined): CeremonyView['state'] {
  if (vault.status === 'active') return 'done';
  if (vault.status === 'failed') return vault.failure?.code === CEREMONY_CANCELLED ? 'cancelled' : 'failed';
  const events = run?.events ?? [];
  if (vault.confirmations.size > 0 || events.some(({ round }) => round === CONFIRM_ROUND)) return 'confirming';
  return events.length > 0 ? 'running' : 'preparing';
}

function ceremonyRounds(context: ViewContext, vault: VaultState, run: RunProgress | undefined): RoundView[] {
  const codes = ROUNDS.map(({ round }) => round);
  const observations = [...observationsOf(run, codes, vault.holders), ...provenByConfirmation(vault)];
  const parties = holdersOf(context.state, vault).map(({ pid }) => pid);
  const cell = (pid: string, round: number): CellFacts => {
    if (round === KEY_ROUND) return keyCell(pid, vault, run);
    const facts = cellFacts(pid, round, vault.holders, observations);
    return round === CONFIRM_ROUND ? confirmCell(facts, vault) : facts;
  };
  const rounds = ROUNDS.map((round): RoundFacts => ({
    ...round,
    participants: vault.holders,
    cells: parties.map((pid) => cell(pid, round.round)),
    ...(round.round === 0 ? { startedAt: startOf(run) } : {}),
  }));
  return roundGrid(rounds, { now: context.now, isLive: vault.status === 'ceremony' });
}

/** Round 3 has no message of its own: whoever signs a confirmation has computed the public key. */
function keyCell(pid: string, vault: VaultState, run: RunProgress | undefined): CellFacts {
  const at = firstSign(run?.events ?? [], pid, [CONFIRM_ROUND]);
  return { pid, state: at !== null || vault.confirmations.size > 0 ? 'verified' : 'waiting', at };
}

/** Only the log's confirmation says that a holder stored its share; its signed result alone counts as received. */
function confirmCell(cell: CellFacts, vault: VaultState): CellFacts {
  if (vault.confirmations.has(cell.pid)) return { ...cell, state: 'verified' };
  return cell.state === 'verified' ? { ...cell, state: 'received' } : cell;
}

/** A holder confirms in the log once it has everybody's signed result, and that ends all rounds before. */
function provenByConfirmation({ confirmations, holders }: VaultState): Observation[] {
  if (confirmations.size === 0) return [];
  return ROUNDS.filter(({ round }) => round !== CONFIRM_ROUND).flatMap(({ round }) =>
    holders.flatMap((observer) =>
      holders.map((party): Observation => ({ observer, party, round, state: 'verified', at: null })),
    ),
  );
}

/** When the last step of an ended ceremony was seen. */
function endOfRun(vault: VaultState, run: RunProgress | undefined): bigint | null {
  return vault.status === 'ceremony' ? null : latest((run?.events ?? []).map(({ at }) => at));
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
