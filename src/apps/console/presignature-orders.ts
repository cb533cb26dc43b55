/** Orders presignatures: on an officer's word, and by itself on the host's console when the level is low and nobody signs. */
import { AppError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { EntryOf } from '../../treasury/workspace/entry.ts';
import { PRESIGNATURE_MAX_STOCK, type PresignatureName } from '../../treasury/workspace/epoch-entry.ts';
import type { VaultState } from '../../treasury/workspace/state.ts';
import type { LogReplica } from '../replica/log-replica.ts';
import { availablePresignatures, presignaturesWaiting } from './presignature-stock.ts';
import { firstPathOf, topUpOf } from './presignature-top-up.ts';
import { nextSigners } from './signing-set.ts';
import type { StockReport } from './views/context.ts';

export interface PresignatureOrdersOptions {
  readonly replica: Pick<LogReplica, 'state' | 'append'>;
  readonly clock: Clock;
  readonly online: () => ReadonlySet<string>;
  readonly stocks: () => ReadonlyMap<string, StockReport>;
  readonly report: (part: string, error: unknown) => void;
}

/** Milliseconds from an order that the log refused to the next try: doubled each time. */
const REFUSAL_PAUSE = 10_000n;
const MAX_REFUSAL_PAUSE = 600_000n;

export class PresignatureOrders {
  readonly #options: PresignatureOrdersOptions;
  #isOrdering = false;
  #refusals = 0;
  #refusedUntil = 0n;

  constructor(options: PresignatureOrdersOptions) {
    this.#options = options;
  }

  /**
   * Orders for the set that would sign now and the vault's first account.
   * @throws AppError `SIGNERS_OFFLINE`, `ACCOUNT_UNKNOWN` when the vault has no account yet, `PRESIGNATURE_STOCK_FULL`, or the log's refusal.
   */
  order(vault: VaultState, count: number): Promise<{ index: number }> {
    const { replica, online, clock } = this.#options;
    const { state } = replica;
    const signers = state === null ? null : nextSigners(state, vault, online());
    if (state === null || signers === null) throw signersOffline();
    const path = firstPathOf(state, vault);
    if (path === null) throw noAccount();
    const waiting = presignaturesWaiting(state, { vault, signers, path }, clock.now());
    if (waiting + count > PRESIGNATURE_MAX_STOCK) throw stockFull();
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

  /**
   * Fills up what is missing, unless somebody signs or changes shares now; after orders that made nothing, less and less often
   * (`presignature-top-up.ts`). An order that the log refuses is not repeated at once either. Call it when anything changed.
   */
  topUp(): void {
    const { replica, clock, stocks, online, report } = this.#options;
    const { state } = replica;
    const now = clock.now();
    if (state === null || this.#isOrdering || now < this.#refusedUntil) return;
    for (const vault of state.vaults.values()) {
      const next = topUpOf({ state, stocks: stocks(), online: online(), now }, vault);
      if (next.type !== 'order') continue;
      this.#isOrdering = true;
      this.order(vault, next.count)
        .then(() => (this.#refusals = 0))
        .catch((error: unknown) => {
          this.#refusals += 1;
          const pause = REFUSAL_PAUSE * 2n ** BigInt(Math.min(this.#refusals - 1, 16));
          this.#refusedUntil = clock.now() + (pause < MAX_REFUSAL_PAUSE ? pause : MAX_REFUSAL_PAUSE);
          report('presignatures', error);
        })
        .finally(() => (this.#isOrdering = false));
      return;
    }
  }
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
    next: 'Wait until its account is open.',
  });
}

function stockFull(): AppError {
  return new AppError({
    code: 'PRESIGNATURE_STOCK_FULL',
    kind: 'policy',
    message: `At most ${PRESIGNATURE_MAX_STOCK} presignatures wait to be used; with these there would be more.`,
    safe: 'Nothing was ordered.',
    next: 'Use those that are ready; room comes with every payment, and after a day.',
  });
}
