/** Orders presignatures: on an officer's word, and by itself on the host's console when the level is low and nobody signs. */
import { AppError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { EntryOf } from '../../treasury/workspace/entry.ts';
import type { PresignatureName } from '../../treasury/workspace/epoch-entry.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { LogReplica } from '../replica/log-replica.ts';
import { availablePresignatures, PRESIGNATURE_TARGET, presignaturesUnderWay } from './presignature-stock.ts';
import { nextSigners } from './signing-set.ts';
import type { StockReport } from './views/context.ts';

export interface PresignatureOrdersOptions {
  readonly replica: LogReplica;
  readonly clock: Clock;
  readonly online: () => ReadonlySet<string>;
  readonly stocks: () => ReadonlyMap<string, StockReport>;
  readonly report: (part: string, error: unknown) => void;
}

export class PresignatureOrders {
  readonly #options: PresignatureOrdersOptions;
  #isOrdering = false;

  constructor(options: PresignatureOrdersOptions) {
    this.#options = options;
  }

  /**
   * Orders for the set that would sign now and the vault's first account.
   * @throws AppError `SIGNERS_OFFLINE`, `ACCOUNT_UNKNOWN` when the vault has no account yet, or the log's refusal.
   */
  order(vault: VaultState, count: number): Promise<{ index: number }> {
    const { replica, online } = this.#options;
    const { state } = replica;
    const signers = state === null ? null : nextSigners(state, vault, online());
    if (state === null || signers === null) throw signersOffline();
    const path = pathOf(state, vault);
    if (path === null) throw noAccount();
    const body: EntryOf<'presignatures.ordered'> = {
      type: 'presignatures.ordered',
      ...{ vaultId: vault.vaultId, epoch: vault.epoch, signers, path: [...path], count },
    };
    return replica.append(body);
  }

  /** One that all these signers have ready and no session named; `undefined` where there is none. */
  ready(vault: VaultState, signers: readonly string[], path: readonly number[]): PresignatureName | undefined {
    const { state } = this.#options.replica;
    if (state === null || vault.scheme !== 'ecdsa-secp256k1') return undefined;
    return availablePresignatures(state, this.#options.stocks(), { vault, signers, path })[0];
  }

  /** Fills up what is missing, unless somebody signs or changes shares now. Call it when anything changed. */
  topUp(): void {
    const { state } = this.#options.replica;
    if (state === null || this.#isOrdering || isBusy(state)) return;
    for (const vault of state.vaults.values()) {
      const missing = this.#missing(state, vault);
      if (missing <= 0) continue;
      this.#isOrdering = true;
      this.order(vault, missing)
        .catch((error: unknown) => this.#options.report('presignatures', error))
        .finally(() => (this.#isOrdering = false));
      return;
    }
  }

  #missing(state: WorkspaceState, vault: VaultState): number {
    const { online, stocks, clock } = this.#options;
    const path = pathOf(state, vault);
    const signers = nextSigners(state, vault, online());
    if (vault.scheme !== 'ecdsa-secp256k1' || vault.status !== 'active' || path === null || signers === null) return 0;
    // Of a signer that has not reported, nobody knows what it has.
    if (signers.some((pid) => !stocks().has(pid))) return 0;
    const use = { vault, signers, path };
    const there = availablePresignatures(state, stocks(), use).length;
    return PRESIGNATURE_TARGET - there - presignaturesUnderWay(state, stocks(), use, clock.now());
  }
}

/** Presignatures wait for signatures and for new shares, never the other way round. */
function isBusy(state: WorkspaceState): boolean {
  const signs = [...state.requests.values()].some(({ status }) => status === 'signing');
  const changes = [...state.vaults.values()].some(
    ({ status, sharing }) =>
      status === 'ceremony' || sharing.reshares.some((one) => one.status === 'pending' || one.status === 'running'),
  );
  return signs || changes;
}

function pathOf(state: WorkspaceState, { vaultId }: VaultState): readonly number[] | null {
  return [...state.accounts.values()].find((account) => account.vaultId === vaultId)?.path ?? null;
}

function signersOffline(): AppError {
  return new AppError({
    code: 'SIGNERS_OFFLINE',
    kind: 'peer',
    message: 'Too few holders are online to make presignatures.',
    safe: 'Nothing was ordered.',
    next: 'Start the missing co-signer and try again.',
  });
}

function noAccount(): AppError {
  return new AppError({
    code: 'ACCOUNT_UNKNOWN',
    kind: 'input',
    message: 'The vault has no account that a presignature could be for.',
    safe: 'Nothing was ordered.',
  });
}
