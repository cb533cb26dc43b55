/** Key ceremonies: when the log proposes a vault that this co-signer shall hold, it generates its share and confirms. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { AppError, codeOf } from '../../base/errors.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import type { Scheme } from '../../treasury/chains/chain.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { CoSignerContext } from './context.ts';
import { failureOf } from './failure.ts';
import { RunAborted } from './run-host.ts';

const CEREMONY_PATIENCE_MS = 60_000n;

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
    assertSchemeServed(vault.scheme);
    context.sessions.useRun(runId, clock.now());
    const result = await runs.run(
      {
        kind: 'keygen',
        runId,
        self: bytesFromHex(home.pid, 32),
        identitySecret: home.identitySecret(),
        passphrase: home.passphrase(),
        sealCost: home.sealCost,
        sharePath: home.sharePath(vault.vaultId, 0),
        vaultId: vault.vaultId,
        epoch: 0,
        deadline: clock.now() + CEREMONY_PATIENCE_MS,
        minSigners: vault.minSigners,
        parties: vault.holders.map((pid) => partyOf(state, pid)),
      },
      () => undefined,
    );
    if (result.type !== 'generated') throw new Error('A key ceremony ended with a signature.');
    const id = { vaultId: vault.vaultId, epoch: 0 };
    context.epochs.prepare({ ...id, publicData: result.publicData, at: clock.now() });
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
      confirmation: home.signer.sign(digest),
    });
  } catch (error) {
    await reportFailure(context, vault, codeOf(error) === 'SESSION_RUN_USED' ? restarted(error) : error);
  }
}

/** The worker of this version generates and signs with Ed25519 keys; a vault of another scheme gets no share here. */
export function assertSchemeServed(scheme: Scheme | undefined): void {
  if (scheme === 'ed25519') return;
  throw new AppError({
    code: 'SCHEME_NOT_SERVED',
    kind: 'input',
    message: 'This co-signer holds no keys of the scheme that the vault asks for.',
    safe: 'No key was generated and nothing was signed.',
    next: 'Choose co-signers that serve the scheme.',
  });
}

/** What the workers of one run need to know of a peer. */
export function partyOf(state: WorkspaceState, pid: string): { pid: Uint8Array; identityKey: Uint8Array } {
  const coSigner = state.coSigners.get(pid);
  if (coSigner === undefined) throw new Error('The log names a holder that is no co-signer.');
  return { pid: bytesFromHex(pid, 32), identityKey: coSigner.identityKey };
}

/**
 * After a start: an active vault whose share is here. A holder that lost its records, but not its share, opens the share once to
 * know again what it holds. (What it may have released is judged by the log then, see `signing.ts`.)
 */
export async function takeUpVault(context: CoSignerContext, vault: VaultState): Promise<void> {
  const { home, runs, epochs, clock } = context;
  const id = { vaultId: vault.vaultId, epoch: vault.epoch };
  if (epochs.get(id) === undefined && vault.confirmations.has(home.pid)) {
    const publicData = await runs.reopen({
      kind: 'reopen',
      self: bytesFromHex(home.pid, 32),
      passphrase: home.passphrase(),
      sharePath: home.sharePath(vault.vaultId, vault.epoch),
      ...id,
    });
    epochs.prepare({ ...id, publicData, at: clock.now() });
    epochs.recordAnswer(id, 'ack');
  }
  activateVault(context, vault);
}

/** Marks the share usable once every holder's confirmation is in the log. */
export function activateVault(context: CoSignerContext, vault: VaultState): void {
  const id = { vaultId: vault.vaultId, epoch: vault.epoch };
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

function restarted(cause: unknown): AppError {
  return new AppError({
    code: 'CEREMONY_ABANDONED',
    kind: 'peer',
    message: 'A co-signer restarted while the key ceremony ran; ceremonies are never resumed.',
    safe: 'No key was put to use.',
    next: 'Start the ceremony again.',
    cause,
  });
}
