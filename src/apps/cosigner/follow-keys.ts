/** What a co-signer does about the epochs of its keys and the presignatures of an epoch, beside the sessions that it signs. */
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import { takeUpVault } from './ceremony.ts';
import type { CoSignerContext } from './context.ts';
import { makePresignatures } from './presigning.ts';
import { takePartInReshare, takesPart } from './resharing.ts';

export class KeyFollower {
  readonly #context: CoSignerContext;
  readonly #onStock: () => void;
  /** Resharings that this process began or found begun. */
  readonly #begun = new Set<string>();
  #epochs: Promise<void> = Promise.resolve();
  #presigning: Promise<void> = Promise.resolve();

  /** @param onStock told whenever a presignature was made */
  constructor(context: CoSignerContext, onStock: () => void) {
    this.#context = context;
    this.#onStock = onStock;
  }

  /** After a start: knows the share again, and does what is left to do for the vault. */
  async takeUp(state: WorkspaceState, vault: VaultState): Promise<void> {
    this.preparePrimes(vault);
    await takeUpVault(this.#context, state, vault);
  }

  /** A refresh shall not wait for primes. */
  preparePrimes({ profile }: VaultState): void {
    if (profile !== null) this.#context.primes.want(profile, 1);
  }

  /** Takes part in what runs, stops what was given up, and does what is left to do. */
  onReshare(state: WorkspaceState, vaultId: string): void {
    const vault = state.vaults.get(vaultId);
    for (const reshare of vault?.sharing.reshares ?? []) {
      if (vault === undefined || !takesPart(reshare, this.#context.home.pid)) continue;
      if (reshare.status === 'failed') this.#context.runs.cancel(reshare.runId);
      if (reshare.status !== 'running' || this.#begun.has(reshare.runId)) continue;
      this.#begun.add(reshare.runId);
      const { nextEpoch } = reshare.proposal;
      const isPrepared = this.#context.activation.state(vaultId).epochs.some(({ epoch }) => epoch === nextEpoch);
      if (!isPrepared) this.#background(() => takePartInReshare(this.#context, state, vault, reshare));
    }
    this.advanceLater(vaultId);
  }

  /** One after the other: acknowledgements, certificates and erasures of one key never cross. */
  advanceLater(vaultId: string | undefined): void {
    if (vaultId === undefined) return;
    this.#epochs = this.#epochs
      .then(async () => {
        const { change, replica } = this.#context;
        if (replica.state !== null) await change.advance(vaultId, replica.state);
      })
      .catch((error: unknown) => this.#context.report('epoch', error));
  }

  /** In the order of the log at every signer, so that nobody waits for somebody who waits. Signing goes on meanwhile. */
  presignLater(state: WorkspaceState, hash: string): void {
    const found = state.presignOrders.get(hash);
    if (found === undefined || !found.order.signers.includes(this.#context.home.pid)) return;
    this.#presigning = this.#presigning
      .then(() => makePresignatures(this.#context, state, { order: found.order, hash }, this.#onStock))
      .catch((error: unknown) => this.#context.report('presigning', error));
  }

  #background(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#context.report('resharing', error));
  }
}
