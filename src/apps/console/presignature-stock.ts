/** Which presignatures a session could use now, and how many more to ask for. Planning only: every co-signer decides by its own records. */
import { PRESIGNATURE_MAX_AGE, type PresignatureName } from '../../treasury/workspace/epoch-entry.ts';
import type { PresignOrderState } from '../../treasury/workspace/epoch-state.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { StockReport } from './views/context.ts';

/** Presignatures of one signing set that are kept ready. */
export const PRESIGNATURE_TARGET = 4;
/** An order whose presignatures are not there after so many milliseconds is not waited for any more. */
export const ORDER_PATIENCE = 120_000n;

export interface PresignatureUse {
  readonly vault: VaultState;
  readonly signers: readonly string[];
  readonly path: readonly number[];
}

/** Those that every signer says it has and no session named, oldest order first. */
export function availablePresignatures(
  state: WorkspaceState,
  stocks: ReadonlyMap<string, StockReport>,
  use: PresignatureUse,
): PresignatureName[] {
  return ordersOf(state, use).flatMap(
    ([
      order,
      {
        order: { count },
        taken,
      },
    ]) =>
      range(count)
        .filter((index) => !taken.has(index) && use.signers.every((pid) => holds(stocks.get(pid), use, order, index)))
        .map((index) => ({ order, index })),
  );
}

/** How many of recent orders are neither ready everywhere nor taken. */
export function presignaturesUnderWay(
  state: WorkspaceState,
  stocks: ReadonlyMap<string, StockReport>,
  use: PresignatureUse,
  now: bigint,
): number {
  const ready = new Set(availablePresignatures(state, stocks, use).map(({ order, index }) => `${order}/${index}`));
  return ordersOf(state, use)
    .filter(([, { time }]) => isAwaited(time, now))
    .flatMap(
      ([
        order,
        {
          order: { count },
          taken,
        },
      ]) => range(count).filter((index) => !taken.has(index) && !ready.has(`${order}/${index}`)),
    ).length;
}

/** Whether an order of this time is still waited for. Times are claims: one of the far future would be waited for for ever. */
export function isAwaited(time: bigint, now: bigint): boolean {
  return now - time < ORDER_PATIENCE && time - now < ORDER_PATIENCE;
}

/**
 * What was ordered and may still wait to be used. Times are claims, also those of the future: one that is more than an age away does not count, and every
 * co-signer limits its own stock by its own clock.
 */
export function presignaturesWaiting(state: WorkspaceState, use: PresignatureUse, now: bigint): number {
  return ordersOf(state, use)
    .filter(([, { time }]) => now - time < PRESIGNATURE_MAX_AGE && time - now < PRESIGNATURE_MAX_AGE)
    .reduce((sum, [, { order, taken }]) => sum + order.count - taken.size, 0);
}

/** Orders for exactly this key, epoch, signing set and path, oldest first. */
export function ordersOf(
  state: WorkspaceState,
  { vault, signers, path }: PresignatureUse,
): [string, PresignOrderState][] {
  const wanted = [...signers].sort().join();
  return [...state.presignOrders].filter(
    ([, { order }]) =>
      order.vaultId === vault.vaultId &&
      order.epoch === vault.epoch &&
      order.signers.join() === wanted &&
      order.path.join() === path.join(),
  );
}

function holds(report: StockReport | undefined, { vault }: PresignatureUse, order: string, index: number): boolean {
  return (
    report?.presignatures.some(
      (one) => one.vaultId === vault.vaultId && one.order === order && one.indexes.includes(index),
    ) ?? false
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
