/** What a co-signer does about keys: ceremonies, new shares, presignatures. Whatever of it a restart interrupted is taken up again. */
import type { ReshareState } from '../../treasury/workspace/epoch-state.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import { activateVault, eraseUnconfirmed, takePartInCeremony, takeUpVault } from './ceremony.ts';
import type { CoSignerContext } from './context.ts';
import { EpochProof } from './epoch-proof.ts';
import { Presigning } from './presigning.ts';
import { eraseUnrecorded, takePartInReshare, takesPart } from './resharing.ts';

export class KeyDuties {
  readonly #context: CoSignerContext;
  readonly #onStock: () => void;
  readonly proof: EpochProof;
  /** Resharings whose run this process began. */
  readonly #begun = new Set<string>();
  #epochs: Promise<void> = Promise.resolve();
  readonly #presigning: Presigning;

  /** @param onStock called when presignatures were made or removed */
  constructor(context: CoSignerContext, onStock: () => void) {
    this.#context = context;
    this.#onStock = onStock;
    this.#presigning = new Presigning(context, onStock);
    this.proof = new EpochProof({
      context,
      onStock,
      onProven: (vaultId, epoch) => {
        context.change.proven(vaultId, epoch);
        this.advance(vaultId);
      },
    });
  }

  /** An entry of a ceremony. */
  onVault(state: WorkspaceState, vaultId: string, isNew: boolean): void {
    const vault = state.vaults.get(vaultId);
    if (vault === undefined) return;
    this.#wantPrimes(vault);
    if (!vault.holders.includes(this.#context.home.pid)) return;
    if (isNew) this.#background(() => takePartInCeremony(this.#context, state, vault));
    else if (vault.status === 'active') {
      activateVault(this.#context, vault);
      // Its primes are gone from the pool, and the next are on their way.
      this.#onStock();
    } else if (vault.status === 'failed') this.#context.runs.cancel(vault.runId);
  }

  /** An entry of a resharing: runs that the log lets begin, begin; those that it gave up end. */
  onReshare(state: WorkspaceState, vaultId: string): void {
    const vault = state.vaults.get(vaultId);
    for (const reshare of vault?.sharing.reshares ?? []) {
      if (vault === undefined || !takesPart(reshare, this.#context.home.pid)) continue;
      const { nextEpoch } = reshare.proposal;
      const isPrepared = this.#context.activation.state(vaultId).epochs.some(({ epoch }) => epoch === nextEpoch);
      // From PREPARED on, what the log says of the waiting ends nothing here: `EpochChange` acknowledges, refuses and keeps (reshare.md
      // 6.7), and the thread goes on to help others to their verdict.
      if (isOver(reshare) && !isPrepared) this.#context.runs.cancel(reshare.runId);
      if (reshare.status !== 'running' || this.#begun.has(reshare.runId)) continue;
      this.#begun.add(reshare.runId);
      if (isPrepared) continue;
      this.#background(async () => {
        await takePartInReshare(this.#context, state, vault, reshare);
        this.advance(vaultId);
      });
    }
    this.advance(vaultId);
  }

  /** Acknowledges, activates and erases as far as it can be done now. One after the other: what concerns one key never crosses. */
  advance(vaultId: string | undefined): void {
    if (vaultId === undefined) return;
    this.#epochs = this.#epochs
      .then(async () => {
        const { change, replica } = this.#context;
        if (replica.state !== null) await change.advance(vaultId, replica.state);
        this.proof.pursue(vaultId);
        this.#onStock();
      })
      .catch((error: unknown) => this.#context.report('epoch', error));
  }

  /** An order of presignatures. It may follow on the entry that put its epoch in force: that is done here before it is looked at. */
  presign(state: WorkspaceState, hash: string): void {
    void this.#epochs.then(() => this.#presigning.order(state, hash));
  }

  /** Somebody came or went. */
  onPresence(): void {
    this.#presigning.onPresence();
  }

  /** After a start. @param queue what must be known before the first verdict */
  resume(state: WorkspaceState, queue: (part: string, work: () => Promise<void>) => void): void {
    const { home } = this.#context;
    for (const vault of state.vaults.values()) {
      this.#wantPrimes(vault);
      const isHolder = vault.holders.includes(home.pid);
      if (isHolder && vault.status === 'active')
        queue('vault', () => takeUpVault(this.#context, state, vault).then(() => this.proof.pursue(vault.vaultId)));
      if (isHolder && vault.status === 'ceremony' && !vault.confirmations.has(home.pid)) {
        // One that had begun before the restart is given up there: no run id is used twice.
        this.#background(() => takePartInCeremony(this.#context, state, vault));
      }
      if (isHolder && vault.status === 'failed') queue('vault', () => eraseUnconfirmed(this.#context, vault));
      // Given up while this co-signer was away, between the two writes of its share.
      const over = vault.sharing.reshares.filter(isOver);
      queue('reshare', async () => {
        for (const reshare of over) await eraseUnrecorded(this.#context, vault.vaultId, reshare);
        this.onReshare(state, vault.vaultId);
      });
    }
  }

  stop(): void {
    this.proof.stop();
  }

  /** Any co-signer may become a holder, and no change of the shares shall wait for primes. */
  #wantPrimes({ profile, status }: VaultState): void {
    if (profile !== null && status !== 'failed') this.#context.primes.want(profile, 1);
  }

  #background(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#context.report('key', error));
  }
}

/** Whether nobody waits for the run of a resharing any more. */
function isOver({ status }: ReshareState): boolean {
  return status === 'failed' || status === 'impossible';
}
