/** Key ceremonies: when the log proposes a vault that this co-signer shall hold, it generates its share and confirms. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { eraseShare } from '../../adapters/keystore/file/share-file.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import { NO_AUX } from '../../engine/mpc/reshare/index.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { CoSignerContext } from './context.ts';
import { failureOf } from './failure.ts';
import { jobSetup, partyOf, primesFor, reopenShare } from './key-jobs.ts';
import { RunAborted } from './run-host.ts';
import type { JobOf } from './run-task.ts';

const CEREMONY_PATIENCE_MS = 60_000n;
/** Another holder may still be searching its primes; officers can stop a ceremony at any time. */
const ECDSA_CEREMONY_PATIENCE_MS = 600_000n;

/**
 * Takes part in the ceremony of a proposed vault.
 * Order matters: the share is sealed and synced to disk, then recorded as PREPARED, then confirmed in the log.
 */
export async function takePartInCeremony(
  context: CoSignerContext,
  state: WorkspaceState,
  vault: VaultState,
): Promise<void> {
  const { home, runs, replica, clock } = context;
  const runId = bytesFromHex(vault.runId, 32);
  try {
    // One that had begun before a restart takes no primes; one that waits for them has not begun.
    if (context.sessions.isRunUsed(runId)) throw await abandoned(context, vault);
    const job = await ceremonyJob(context, state, vault);
    context.sessions.useRun(runId, clock.now());
    const result = await runs.run(job, () => undefined);
    context.primes.refill();
    const id = { vaultId: vault.vaultId, epoch: 0 };
    context.epochs.prepare({ ...id, publicData: result.publicData, at: clock.now() });
    const { sid, transcriptHash, auxHash } = result;
    context.activation.adoptTerms(vault.vaultId, { sid, transcriptHash, epoch: 0, auxHash: auxHash ?? NO_AUX });
    context.epochs.recordAnswer(id, 'ack');
    const digest = taggedHash('confirm', tlv.bytes(result.sid), tlv.bytes(result.transcriptHash));
    await replica.append({
      type: 'vault.confirmed',
      ...id,
      runId: vault.runId,
      groupKey: result.groupKey,
      chainCode: result.chainCode,
      transcriptHash: bytesToHex(result.transcriptHash),
      sid: bytesToHex(result.sid),
      ...(auxHash === null ? {} : { auxHash: bytesToHex(auxHash) }),
      confirmation: home.signer.sign(digest),
    });
  } catch (error) {
    await reportFailure(context, vault, error);
  }
}

async function ceremonyJob(
  context: CoSignerContext,
  state: WorkspaceState,
  vault: VaultState,
): Promise<JobOf<'keygen' | 'ecdsa-keygen'>> {
  const { vaultId, runId, minSigners, profile } = vault;
  // Before the clock of the run starts: what is not ready yet may take minutes.
  const isWanted = (): boolean => context.replica.state?.vaults.get(vaultId)?.status === 'ceremony';
  const primes = profile === null ? null : await primesFor(context, profile, isWanted);
  const patienceMs = primes === null ? CEREMONY_PATIENCE_MS : ECDSA_CEREMONY_PATIENCE_MS;
  const parties = vault.holders.map((pid) => partyOf(state, pid));
  const setup = {
    ...jobSetup(context, { runId, vaultId, epoch: 0, patienceMs }),
    minSigners,
    parties,
  };
  if (vault.scheme === 'ed25519') return { kind: 'keygen', ...setup };
  if (profile === null || primes === null) throw new Error('An ECDSA vault names no profile.');
  return { kind: 'ecdsa-keygen', ...setup, profile, primes };
}

/**
 * After a start: an active vault whose share is here. A holder that lost its records, but not its share, opens the share once to
 * know again what it holds. (What it may have released is judged by the log then, see `signing.ts`.)
 */
export async function takeUpVault(context: CoSignerContext, state: WorkspaceState, vault: VaultState): Promise<void> {
  const { home, epochs, clock } = context;
  const id = { vaultId: vault.vaultId, epoch: vault.epoch };
  const isConfirmed =
    vault.epoch === 0
      ? vault.confirmations.has(home.pid)
      : vault.sharing.epochs.at(-1)?.certificate.has(home.pid) === true;
  if (epochs.get(id) === undefined && isConfirmed) {
    const publicData = await reopenShare(context, vault.vaultId, vault.epoch);
    epochs.prepare({ ...id, publicData, at: clock.now() });
    adoptTerms(context, vault);
    epochs.recordAnswer(id, 'ack');
  }
  adoptTerms(context, vault);
  if (vault.epoch === 0) activateVault(context, vault);
  await context.change.advance(vault.vaultId, state);
}

/** The terms of the epoch in force, from the log, for a record that does not have them. */
function adoptTerms(
  { activation, home }: CoSignerContext,
  { vaultId, epoch, confirmations, sharing }: VaultState,
): void {
  const confirmed = epoch === 0 ? confirmations.get(home.pid) : sharing.epochs.at(-1)?.certificate.get(home.pid);
  if (confirmed === undefined) return;
  const { sid, transcriptHash, auxHash } = confirmed;
  activation.adoptTerms(vaultId, {
    sid: bytesFromHex(sid, 32),
    transcriptHash: bytesFromHex(transcriptHash, 32),
    epoch,
    auxHash: auxHash === undefined ? NO_AUX : bytesFromHex(auxHash, 32),
  });
}

/** Marks the share usable once every holder's confirmation is in the log. */
export function activateVault(context: CoSignerContext, vault: VaultState): void {
  const id = { vaultId: vault.vaultId, epoch: 0 };
  if (context.epochs.get(id)?.state !== 'PREPARED') return;
  for (const [holder, confirmed] of vault.confirmations) {
    context.epochs.confirm(id, { holder, signature: confirmed.confirmation });
  }
  context.epochs.activate(id, context.clock.now());
}

async function reportFailure(context: CoSignerContext, vault: VaultState, error: unknown): Promise<void> {
  context.report('ceremony', error);
  const current = context.replica.state?.vaults.get(vault.vaultId);
  if (current?.status !== 'ceremony') return;
  const blame = error instanceof RunAborted ? error.blame : [];
  await context.replica
    .append({
      type: 'vault.failed',
      vaultId: vault.vaultId,
      runId: vault.runId,
      ...failureOf(error),
      blame: [...blame],
    })
    .catch((cause: unknown) => context.report('ceremony', cause));
}

/**
 * Removes the share that a run of a ceremony left behind when it died between its two writes. A share that was sealed and not recorded was
 * not confirmed either; records that know nothing of the run are older than it, and say nothing.
 */
export async function eraseUnconfirmed(
  { home, epochs, sessions }: Pick<CoSignerContext, 'home' | 'epochs' | 'sessions'>,
  { vaultId, runId }: Pick<VaultState, 'vaultId' | 'runId'>,
): Promise<void> {
  if (!sessions.isRunUsed(bytesFromHex(runId, 32)) || epochs.get({ vaultId, epoch: 0 }) !== undefined) return;
  await eraseShare(home.sharePath(vaultId, 0));
}

async function abandoned(context: CoSignerContext, vault: VaultState): Promise<AppError> {
  await eraseUnconfirmed(context, vault);
  return new AppError({
    code: 'CEREMONY_ABANDONED',
    kind: 'peer',
    message: 'A co-signer restarted while the key ceremony ran; ceremonies are never resumed.',
    safe: 'No key was put to use.',
    next: 'Start the ceremony again.',
  });
}
