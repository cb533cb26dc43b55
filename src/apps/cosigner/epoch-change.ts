/**
 * What a co-signer does about new sharings of a key (reshare.md 6): whatever its stored state and the log leave to do, one step after
 * the other, each on disk before the next. Called after every event and after every start: a crash at any point loses nothing.
 */
import type { Clock } from '../../base/clock.ts';
import { codeOf } from '../../base/errors.ts';
import type { VerifyEd25519 } from '../../base/signatures.ts';
import type { ActivationStore } from '../../adapters/storage/activation-store.ts';
import {
  dutiesOf,
  type ActivationEvent,
  type ActivationTerms,
  type CommitCert,
  type Duty,
} from '../../engine/mpc/reshare/index.ts';
import type { EntryBody } from '../../treasury/workspace/entry.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import { acknowledgementEntry, refusalEntry, type Answering } from './epoch-answers.ts';
import { certificateOf } from './epoch-certificate.ts';

/** How long a device that is not needed for any signature keeps the share of a replaced epoch, in milliseconds. */
export const GRACE_MS = 7n * 24n * 3_600_000n;

/** The share of an epoch as a file. */
export interface ShareFiles {
  /** Opens the share from disk, checks it, and returns its public part. @throws AppError of the keystore, `KEY_SHARE_INVALID` */
  test(vaultId: string, epoch: number): Promise<Uint8Array>;
  /** Overwrites and removes it; one that is not there is no error. */
  erase(vaultId: string, epoch: number): Promise<void>;
}

export interface EpochChangeOptions extends Answering {
  readonly verify: VerifyEd25519;
  readonly store: ActivationStore;
  readonly files: ShareFiles;
  readonly clock: Clock;
  readonly append: (body: EntryBody) => Promise<unknown>;
  readonly report: (part: string, error: unknown) => void;
  /** Removes presignatures of lower epochs, records and secrets. */
  readonly deletePresignaturesBelow: (vaultId: string, epoch: number) => Promise<void>;
  /** Called before each step, with its name: tests stop the process here. */
  readonly atPoint?: (point: string) => void;
}

type Answered = 'done' | 'waiting';

export class EpochChange {
  readonly #options: EpochChangeOptions;
  #advancing: Promise<void> = Promise.resolve();

  constructor(options: EpochChangeOptions) {
    this.#options = options;
  }

  /** Records a share of a new epoch that is sealed on disk. The next call of `advance` acknowledges it. */
  prepared(vaultId: string, terms: ActivationTerms, publicData: Uint8Array): void {
    this.#apply(vaultId, { type: 'prepared', terms }, { publicData });
  }

  /** Records that a test signature with this device's share of the epoch was made. The next call of `advance` erases what it replaced. */
  proven(vaultId: string, epoch: number): void {
    const { certified, isProven } = this.#options.store.state(vaultId);
    if (certified?.epoch === epoch && !isProven) this.#apply(vaultId, { type: 'test-signed', epoch });
  }

  /** Does everything that can be done now for one vault, by the stored state and the log. Calls wait for each other. */
  advance(vaultId: string, workspace: WorkspaceState): Promise<void> {
    const done = this.#advancing.then(() => this.#advance(vaultId, workspace));
    this.#advancing = done.catch(() => undefined);
    return done;
  }

  async #advance(vaultId: string, workspace: WorkspaceState): Promise<void> {
    const vault = workspace.vaults.get(vaultId);
    if (vault === undefined) return;
    this.#follow(workspace, vault);
    const waiting = new Set<string>();
    for (;;) {
      const duty = dutiesOf(this.#options.store.state(vaultId)).find((one) => !waiting.has(nameOf(one)));
      if (duty === undefined) return;
      this.#options.atPoint?.(nameOf(duty));
      const answered = await this.#perform(workspace, vault, duty);
      // A duty that changed nothing is not looked at again before the log or the clock moves on.
      if (answered === 'waiting') waiting.add(nameOf(duty));
    }
  }

  /** Takes over what the log decided: certificates, and resharings that were given up. */
  #follow(workspace: WorkspaceState, vault: VaultState): void {
    const { store } = this.#options;
    const { vaultId, sharing } = vault;
    for (const reshare of sharing.reshares) {
      const { nextEpoch } = reshare.proposal;
      // One that never began dealt nothing, and leaves its number to the next.
      const isOver = reshare.startedAt !== null && reshare.status !== 'running' && reshare.status !== 'active';
      const isAbandoned = store.state(vaultId).abandoned.includes(nextEpoch);
      if (isOver && !isAbandoned) this.#apply(vaultId, { type: 'abandoned', epoch: nextEpoch });
    }
    for (const record of sharing.epochs) {
      const known = store.state(vaultId).certified;
      if (record.epoch === 0 || (known !== undefined && known.epoch >= record.epoch)) continue;
      const certificate = certificateOf(workspace, record.certificate, this.#options.verify);
      const { sid, transcriptHash, epoch, auxHash } = certificate;
      const terms = { sid, transcriptHash, epoch, auxHash };
      this.#options.atPoint?.(`certified ${record.epoch}`);
      this.#apply(vaultId, { type: 'certified', terms }, { certificate });
    }
    this.#endGrace(vault);
  }

  /**
   * A device that no signature needed goes by the clock. One that was removed has nothing to prove: all new holders stored their shares,
   * and nobody will ever ask for its own (reshare.md 6, last paragraph).
   */
  #endGrace({ vaultId, sharing }: VaultState): void {
    const { store, clock, self } = this.#options;
    const { certified, isProven } = store.state(vaultId);
    if (certified === undefined || isProven) return;
    const { epoch } = certified;
    const isRemoved = sharing.epochs.find((record) => record.epoch === epoch)?.ids.has(self) === false;
    const storedAt = store.certificate(vaultId, epoch)?.storedAt;
    if (storedAt !== undefined && (isRemoved || clock.now() > storedAt + GRACE_MS))
      this.#apply(vaultId, { type: 'grace-over', epoch });
  }

  async #perform(workspace: WorkspaceState, vault: VaultState, duty: Duty): Promise<Answered> {
    const { vaultId } = vault;
    const { epoch } = duty;
    switch (duty.type) {
      case 'self-test':
        await this.#options.files.test(vaultId, epoch);
        this.#apply(vaultId, { type: 'self-tested', epoch });
        return 'done';
      case 'acknowledge':
        this.#apply(vaultId, { type: 'acknowledged', epoch });
        return 'done';
      case 'refuse':
        this.#apply(vaultId, { type: 'refused', epoch });
        return 'done';
      case 'send-ack':
        await this.#answer(vault, epoch, acknowledgementEntry);
        return 'waiting';
      case 'send-nack':
        await this.#answer(vault, epoch, refusalEntry);
        return 'waiting';
      // The log has it for everybody: `#follow` asks there.
      case 'ask-for-certificate':
      case 'offer-certificate':
        return 'waiting';
      case 'delete-presignatures-below':
        await this.#options.deletePresignaturesBelow(vaultId, epoch);
        return 'waiting';
      case 'test-sign':
        return this.#prove(workspace, vault, epoch);
      case 'erase':
        await this.#erase(vault, epoch);
        return 'done';
    }
  }

  async #answer(vault: VaultState, epoch: number, entryOf: typeof acknowledgementEntry): Promise<void> {
    const record = this.#options.store.state(vault.vaultId).epochs.find((one) => one.epoch === epoch);
    const entry = record === undefined ? undefined : entryOf(this.#options, vault, record.terms);
    if (entry !== undefined) await this.#append(entry);
  }

  /**
   * Beside the test signature (`epoch-proof.ts`), any verified signature of the new epoch to which this device contributed counts: it
   * proves the same.
   */
  #prove(workspace: WorkspaceState, { vaultId, sharing }: VaultState, epoch: number): Answered {
    const { self } = this.#options;
    const isSigned = [...workspace.requests.values()].some(({ sessions }) =>
      sessions.some(
        ({ proposal, outcome }) =>
          outcome.type === 'signed' &&
          proposal.vaultId === vaultId &&
          proposal.epoch === epoch &&
          proposal.signers.includes(self),
      ),
    );
    const isHolder = sharing.epochs.find((record) => record.epoch === epoch)?.ids.has(self) === true;
    if (isSigned && isHolder) this.#apply(vaultId, { type: 'test-signed', epoch });
    else return 'waiting';
    return 'done';
  }

  /** First the file, then the record, then the word: a crash between leaves a duty, never a share that counts as gone. */
  async #erase({ vaultId, sharing }: VaultState, epoch: number): Promise<void> {
    const { self, files, atPoint } = this.#options;
    await files.erase(vaultId, epoch);
    atPoint?.(`erased ${epoch}`);
    this.#apply(vaultId, { type: 'erased', epoch });
    const record = sharing.epochs.find((one) => one.epoch === epoch);
    if (record !== undefined && record.ids.has(self) && !record.erasedBy.has(self))
      await this.#append({ type: 'vault.epoch-erased', vaultId, epoch });
  }

  /** An entry that the log does not take now keeps nothing else from being done; it is sent again with the next event. */
  async #append(body: EntryBody): Promise<void> {
    try {
      await this.#options.append(body);
    } catch (error) {
      // Said already, by an event that came in between.
      if (codeOf(error) !== 'EPOCH_ANSWERED') this.#options.report('epoch', error);
    }
  }

  #apply(
    vaultId: string,
    event: ActivationEvent,
    record: { readonly publicData?: Uint8Array; readonly certificate?: CommitCert } = {},
  ): void {
    const { store, clock, atPoint } = this.#options;
    store.apply(vaultId, event, { ...record, at: clock.now() });
    atPoint?.(`after ${event.type}`);
  }
}

function nameOf({ type, epoch }: Duty): string {
  return `${type} ${epoch}`;
}
