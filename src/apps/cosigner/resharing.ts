/** New shares of a key: this co-signer takes part in the run that the log ordered, and prepares what it gets. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { eraseShare } from '../../adapters/keystore/file/share-file.ts';
import { NO_AUX } from '../../engine/mpc/reshare/index.ts';
import { RESHARE_DEADLINE } from '../../treasury/workspace/admit-reshare.ts';
import type { ReshareState } from '../../treasury/workspace/epoch-state.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { CoSignerContext } from './context.ts';
import { failureOf } from './failure.ts';
import { jobSetup, partyOf, primesFor } from './key-jobs.ts';
import { isAsLogged } from './logged-key.ts';
import type { Statement } from './public-keys.ts';
import { RunAborted } from './run-host.ts';
import type { JobOf } from './run-task.ts';
import { drawConsequences } from './suspects.ts';

const RESHARE_PATIENCE_MS = 60_000n;
/** How far the clock of whoever proposed may be from ours, in milliseconds; as the judge of payments allows. */
const CLOCK_TOLERANCE = 120_000n;
/** Another new holder may still be searching its primes; officers can stop the change at any time. */
const ECDSA_RESHARE_PATIENCE_MS = 600_000n;

/** Whether a co-signer deals or gets a share. */
export function takesPart({ proposal }: ReshareState, pid: string): boolean {
  return proposal.dealers.includes(pid) || proposal.holders.some((holder) => holder.pid === pid);
}

/** Takes part in a resharing that runs. What comes of it is PREPARED; `EpochChange` does the rest. */
export async function takePartInReshare(
  context: CoSignerContext,
  state: WorkspaceState,
  vault: VaultState,
  reshare: ReshareState,
): Promise<void> {
  const { sessions, runs, clock, change } = context;
  const { vaultId } = vault;
  const runId = bytesFromHex(reshare.runId, 32);
  try {
    // One that had begun before a restart takes no primes; one that waits for them has not begun.
    if (sessions.isRunUsed(runId)) throw abandoned();
    assertApprovedInTime(reshare, clock.now());
    const job = await reshareJob(context, state, vault, reshare);
    sessions.useRun(runId, clock.now());
    const result = await runs.run(job, () => undefined);
    context.primes.refill();
    if (result.type === 'dealt') return;
    assertSameKey(vault, result.groupKey);
    const { sid, transcriptHash, auxHash, publicData } = result;
    const terms = { sid, transcriptHash, epoch: reshare.proposal.nextEpoch, auxHash: auxHash ?? NO_AUX };
    change.prepared(vaultId, terms, publicData);
    await change.advance(vaultId, context.replica.state ?? state);
  } catch (error) {
    await reportFailure(context, vaultId, reshare, error);
  }
}

/**
 * The log compares what proposer and approvers say of the time; an approval that was held back, and dated back, is caught here, by the
 * own clock. A refresh gives nobody anything and has no such end.
 * @param now own clock, milliseconds
 * @throws AppError `RESHARE_EXPIRED`
 */
function assertApprovedInTime({ needed, time }: ReshareState, now: bigint): void {
  const isTimely = now >= time - CLOCK_TOLERANCE && now <= time + RESHARE_DEADLINE + CLOCK_TOLERANCE;
  if (needed === 0 || isTimely) return;
  throw new AppError({
    code: 'RESHARE_EXPIRED',
    kind: 'policy',
    message: 'By the clock of this co-signer, the time to approve this change of shares is over, or has not begun.',
    safe: 'The old shares stay valid.',
    next: 'Compare the clocks of the machines, then propose the change again.',
  });
}

async function reshareJob(
  context: CoSignerContext,
  state: WorkspaceState,
  vault: VaultState,
  reshare: ReshareState,
): Promise<JobOf<'reshare'>> {
  const { home, epochs } = context;
  const { vaultId, scheme, profile } = vault;
  const { epoch, nextEpoch, dealers, holders, minSigners } = reshare.proposal;
  const own = epochs.get({ vaultId, epoch });
  const isHolder = own?.state === 'ACTIVE';
  const statements = isHolder ? [] : await askHolders(context, vault, epoch);
  const oldPublic = isHolder ? own.publicData : statements[0]?.publicData;
  if (oldPublic === undefined) throw new Error('Nobody said what is public about the key.');
  const isMember = holders.some(({ pid }) => pid === home.pid);
  const pids = [...new Set([...dealers, ...holders.map(({ pid }) => pid)])].toSorted();
  const isWanted = (): boolean =>
    context.replica.state?.vaults.get(vaultId)?.sharing.reshares.find(({ runId }) => runId === reshare.runId)
      ?.status === 'running';
  // Before the clock of the run starts: what is not ready yet may take minutes.
  const primes = isMember && profile !== null ? await primesFor(context, profile, isWanted) : null;
  const patienceMs = profile === null ? RESHARE_PATIENCE_MS : ECDSA_RESHARE_PATIENCE_MS;
  const run = { runId: reshare.runId, vaultId, epoch: nextEpoch, patienceMs };
  return {
    kind: 'reshare',
    ...jobSetup(context, run),
    scheme,
    oldPublic,
    oldEpoch: epoch,
    oldSharePath: isHolder ? home.sharePath(vaultId, epoch) : null,
    statements: statements.map(({ pid, publicData }) => ({ pid: bytesFromHex(pid, 32), publicData })),
    dealers: dealers.map((pid) => bytesFromHex(pid, 32)),
    members: holders.map(({ pid, id }) => ({ pid: bytesFromHex(pid, 32), id: BigInt(id) })),
    newMinSigners: minSigners,
    idCounter: BigInt(highestIdBefore(vault, reshare)),
    parties: pids.map((pid) => partyOf(state, pid)),
    primes,
  };
}

function askHolders(context: CoSignerContext, vault: VaultState, epoch: number): Promise<readonly Statement[]> {
  const { publicKeys, sendDirect, home } = context;
  const others = vault.holders.filter((pid) => pid !== home.pid);
  const ask = (pid: string): void => sendDirect(pid, { type: 'key.public.request', vaultId: vault.vaultId });
  return publicKeys.collect({ vaultId: vault.vaultId, epoch }, others, vault.minSigners, ask, (publicData) =>
    isAsLogged(vault, epoch, publicData),
  );
}

/** The highest Shamir point that any device of this key ever had, also by runs that came to nothing. */
function highestIdBefore({ sharing }: VaultState, reshare: ReshareState): number {
  const dealt = sharing.reshares.filter(({ index, startedAt }) => index < reshare.index && startedAt !== null);
  return Math.max(
    ...sharing.epochs.flatMap(({ ids }) => [...ids.values()]),
    ...dealt.flatMap(({ proposal }) => proposal.holders.map(({ id }) => id)),
  );
}

/** The engine checks this in the run; what would be acknowledged is compared with the log once more. */
function assertSameKey({ groupKey }: VaultState, found: Uint8Array): void {
  if (groupKey !== null && bytesToHex(groupKey) === bytesToHex(found)) return;
  throw new AppError({
    code: 'GROUP_KEY_DIFFERS',
    kind: 'bug',
    message: 'The new shares are of another key than that of the vault.',
    safe: 'They are not acknowledged; the old shares stay valid.',
  });
}

async function reportFailure(
  context: CoSignerContext,
  vaultId: string,
  reshare: ReshareState,
  error: unknown,
): Promise<void> {
  const { runId } = reshare;
  context.report('resharing', error);
  await eraseUnrecorded(context, vaultId, reshare);
  await drawConsequences(context, { runId: bytesFromHex(runId, 32), vaultId }, error);
  const current = context.replica.state?.vaults.get(vaultId)?.sharing.reshares.find((one) => one.runId === runId);
  if (current?.status !== 'running') return;
  const blame = error instanceof RunAborted ? [...error.blame] : [];
  await context.replica
    .append({ type: 'vault.reshare-failed', vaultId, runId, ...failureOf(error), blame })
    .catch((cause: unknown) => context.report('resharing', cause));
}

/**
 * A share that was sealed and not recorded belongs to no epoch that can come to be: nobody acknowledged it. Unless the log has our
 * acknowledgement, or these records do not know of the run at all: then it is the records that were lost, and the share may be needed
 * (reshare.md 6.7). To be called only when no run of the resharing is under way.
 */
export async function eraseUnrecorded(
  { home, sessions, activation, replica }: Pick<CoSignerContext, 'home' | 'sessions' | 'activation' | 'replica'>,
  vaultId: string,
  { runId, proposal: { nextEpoch, holders } }: ReshareState,
): Promise<void> {
  const logged = replica.state?.vaults.get(vaultId)?.sharing.reshares.find((one) => one.runId === runId);
  const isRecorded = activation.state(vaultId).epochs.some(({ epoch }) => epoch === nextEpoch);
  const isMine = holders.some(({ pid }) => pid === home.pid);
  if (!isMine || isRecorded || !sessions.isRunUsed(bytesFromHex(runId, 32))) return;
  if (logged === undefined || logged.acknowledgements.has(home.pid)) return;
  await eraseShare(home.sharePath(vaultId, nextEpoch));
}

function abandoned(): AppError {
  return new AppError({
    code: 'RESHARE_ABANDONED',
    kind: 'peer',
    message: 'A co-signer restarted while the new shares were made; such runs are never resumed.',
    safe: 'The old shares stay valid.',
    next: 'Start the change again.',
  });
}
