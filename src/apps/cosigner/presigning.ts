/** Makes the presignatures that the log orders: one after the other in the order of the log, beside whatever is being signed. */
import { bytesToHex } from '../../base/bytes.ts';
import type { PresignOrderState } from '../../treasury/workspace/epoch-state.ts';
import { presignatureRun } from '../../treasury/workspace/admit-presign.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import type { CoSignerContext } from './context.ts';
import { jobSetup, partyOf } from './key-jobs.ts';
import { RunAborted } from './run-host.ts';

const PRESIGN_PATIENCE_MS = 120_000n;

/**
 * Makes what one order asks for, as far as there is room and the epoch stays in force. An order whose run fails is given up: its
 * signers may be gone. `onMade` is told after each.
 */
export async function makePresignatures(
  context: CoSignerContext,
  state: WorkspaceState,
  { order, hash }: { readonly order: PresignOrderState['order']; readonly hash: string },
  onMade: () => void,
): Promise<void> {
  const { vaultId, epoch, signers, path, count } = order;
  const { stock, sessions, runs, clock, home } = context;
  const binding = { vaultId, epoch, signers, path };
  for (let index = 0; index < count; index += 1) {
    if (context.epochs.active(vaultId)?.epoch !== epoch || (await stock.room(binding)) === 0) return;
    const runId = presignatureRun({ order: hash, index });
    try {
      sessions.useRun(runId, clock.now());
      const { presigId } = await runs.run(
        {
          kind: 'presign',
          ...jobSetup(context, { runId: bytesToHex(runId), vaultId, epoch, patienceMs: PRESIGN_PATIENCE_MS }),
          signers: signers.map((pid) => partyOf(state, pid)),
          path: [...path],
          oneTimeKey: stock.key(),
          presignaturePath: stock.presignaturePath(runId),
        },
        () => undefined,
      );
      stock.addPresignature({ presigId, runId, ...binding });
      onMade();
    } catch (error) {
      context.report('presigning', error);
      await removeBlamed(context, vaultId, error, home.pid);
      return;
    }
  }
}

/** Presignatures with a party that provably broke the protocol are never used (cggmp24.md 8.3, rule 3). */
export async function removeBlamed(
  { stock }: CoSignerContext,
  vaultId: string,
  error: unknown,
  self: string,
): Promise<void> {
  const blame = error instanceof RunAborted ? error.blame : [];
  const guilty = blame.filter(({ certainty, pid }) => certainty === 'proven' && pid !== self).map(({ pid }) => pid);
  if (guilty.length === 0) return;
  await stock.remove((one) => one.vaultId === vaultId && one.signers.some((pid) => guilty.includes(pid)), 'blame');
}
