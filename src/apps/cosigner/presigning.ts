/** Makes the presignatures that the log orders: one after the other in the order of the log, when nothing is being signed. */
import { bytesToHex } from '../../base/bytes.ts';
import type { PresignOrderState } from '../../treasury/workspace/epoch-state.ts';
import { isOfAccount, presignatureRun } from '../../treasury/workspace/admit-presign.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import type { LogReplica } from '../replica/log-replica.ts';
import type { CoSignerContext } from './context.ts';
import { jobSetup, partyOf } from './key-jobs.ts';
import type { OneTimeStock } from './one-time-stock.ts';
import type { RunHost } from './run-host.ts';
import { isSigningNow } from './signing-duties.ts';
import { drawConsequences } from './suspects.ts';

const PRESIGN_PATIENCE_MS = 60_000n;

type Order = PresignOrderState['order'];
type Context = Pick<CoSignerContext, 'home' | 'clock' | 'epochs' | 'errorRounds' | 'isOnline' | 'report'> & {
  readonly replica: Pick<LogReplica, 'state' | 'onAdmitted'>;
  readonly runs: Pick<RunHost, 'run' | 'cancel'>;
  readonly sessions: Pick<CoSignerContext['sessions'], 'useRun'>;
  readonly stock: Pick<OneTimeStock, 'room' | 'key' | 'presignaturePath' | 'addPresignature' | 'remove'>;
};

export class Presigning {
  readonly #context: Context;
  readonly #onStock: () => void;
  #work: Promise<void> = Promise.resolve();
  /** The run under way and its signers. */
  #current: { readonly runId: string; readonly signers: readonly string[] } | null = null;

  /** @param onStock told after each run: one more is ready, or those with a cheat are gone */
  constructor(context: Context, onStock: () => void) {
    this.#context = context;
    this.#onStock = onStock;
  }

  /** Takes an order, if it is for this co-signer and for an account of the vault. Every signer works in the order of the log, so that nobody waits for who waits. */
  order(state: WorkspaceState, hash: string): void {
    const found = state.presignOrders.get(hash);
    if (found === undefined || !found.order.signers.includes(this.#context.home.pid)) return;
    if (!isOfAccount(state, found.order)) return;
    this.#work = this.#work
      .then(() => this.#make(state, found.order, hash))
      .catch((error: unknown) => this.#context.report('presigning', error));
  }

  /** A run whose signer is gone is given up at once: the officers order again. */
  onPresence(): void {
    const { runs } = this.#context;
    if (this.#current !== null && !this.#areOnline(this.#current.signers)) runs.cancel(this.#current.runId);
  }

  /** As far as there is room and the epoch stays in force. An order whose run fails is given up: its signers may be gone. */
  async #make(state: WorkspaceState, order: Order, hash: string): Promise<void> {
    const context = this.#context;
    const { vaultId, epoch, signers, path, count } = order;
    for (let index = 0; index < count; index += 1) {
      await untilNobodySigns(context);
      const isUsable = this.#isInForce(order) && !context.errorRounds.isStopped(vaultId, epoch, signers);
      const room = await context.stock.room({ vaultId, epoch, signers, path });
      if (!isUsable || room === 0 || !this.#areOnline(signers)) return;
      const run = presignatureRun({ order: hash, index });
      try {
        await this.#makeOne(state, order, run);
      } catch (error) {
        context.report('presigning', error);
        await drawConsequences(context, { runId: run, vaultId }, error);
        return;
      } finally {
        this.#onStock();
      }
    }
  }

  async #makeOne(state: WorkspaceState, order: Order, run: Uint8Array): Promise<void> {
    const { sessions, clock, stock, runs } = this.#context;
    const { vaultId, epoch, signers, path } = order;
    const runId = bytesToHex(run);
    sessions.useRun(run, clock.now());
    this.#current = { runId, signers };
    try {
      const { presigId } = await runs.run(
        {
          kind: 'presign',
          ...jobSetup(this.#context, { runId, vaultId, epoch, patienceMs: PRESIGN_PATIENCE_MS }),
          signers: signers.map((pid) => partyOf(state, pid)),
          path: [...path],
          oneTimeKey: stock.key(),
          presignaturePath: stock.presignaturePath(run),
        },
        () => undefined,
      );
      stock.addPresignature({ presigId, runId: run, vaultId, epoch, signers, path });
    } finally {
      this.#current = null;
    }
    // The epoch may have ended during the run, after what it had was removed.
    if (!this.#isInForce(order)) await stock.remove((one) => one.vaultId === vaultId && one.epoch === epoch, 'epoch');
  }

  #isInForce({ vaultId, epoch }: Order): boolean {
    return this.#context.epochs.active(vaultId)?.epoch === epoch;
  }

  #areOnline(signers: readonly string[]): boolean {
    const { home, isOnline } = this.#context;
    return signers.every((pid) => pid === home.pid || isOnline(pid));
  }
}

/** Presignatures give way: none is begun while a session is under way in which this co-signer signs. */
async function untilNobodySigns({ replica, home }: Context): Promise<void> {
  const isFree = (): boolean => replica.state === null || !isSigningNow(replica.state, home.pid);
  if (isFree()) return;
  await new Promise<void>((resolve) => {
    const stop = replica.onAdmitted(() => {
      if (!isFree()) return;
      stop();
      resolve();
    });
  });
}
