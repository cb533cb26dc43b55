/**
 * Whether presignatures shall be ordered now without anybody's asking, and if not, why not. It follows from the log, from what
 * co-signers report, and from the clock alone, so a restart changes nothing about it.
 */
import { MAX_ORDERED, PRESIGNATURE_MAX_AGE, PRESIGNATURE_MAX_STOCK } from '../../treasury/workspace/epoch-entry.ts';
import type { VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import {
  availablePresignatures,
  isAwaited,
  ORDER_PATIENCE,
  ordersOf,
  PRESIGNATURE_TARGET,
  presignaturesUnderWay,
  presignaturesWaiting,
  type PresignatureUse,
} from './presignature-stock.ts';
import { nextSigners } from './signing-set.ts';
import type { ViewContext } from './views/context.ts';

/** Milliseconds: the longest pause after orders that made nothing. A day of them stays below what may wait. */
const MAX_PAUSE = 7_200_000n;

export type TopUp =
  | { readonly type: 'order'; readonly count: number }
  /** In words; empty where nothing is missing. */
  | { readonly type: 'wait'; readonly why: string };

/** What is to be done now about the stock of a vault's first account. */
export function topUpOf(context: Pick<ViewContext, 'state' | 'stocks' | 'online' | 'now'>, vault: VaultState): TopUp {
  const { state, stocks, online, now } = context;
  const path = firstPathOf(state, vault);
  if (vault.scheme !== 'ecdsa-secp256k1' || vault.status !== 'active' || path === null) return wait('');
  const signers = nextSigners(state, vault, online);
  if (signers === null) return wait('Too few holders are online to make any.');
  const silent = signers
    .filter((pid) => !stocks.has(pid))
    .map((pid) => state.coSigners.get(pid)?.name ?? 'A co-signer');
  // Of a signer that has not reported, nobody knows what it has.
  if (silent.length > 0) return wait(`${silent.join(' and ')} has not said yet what is ready.`);
  const use = { vault, signers, path };
  const missing =
    PRESIGNATURE_TARGET -
    availablePresignatures(state, stocks, use).length -
    presignaturesUnderWay(state, stocks, use, now);
  if (missing <= 0) return wait('');
  if (isBusy(state)) return wait('They wait until signatures and changes of shares are done.');
  const room = PRESIGNATURE_MAX_STOCK - presignaturesWaiting(state, use, now);
  if (room <= 0) return wait(`${PRESIGNATURE_MAX_STOCK} ordered within a day were not used: no more are asked for.`);
  const { count, pause, until } = fruitlessOrders(context, use);
  if (now < until) return wait(`${orders(count)} made none. The next one follows ${minutes(pause)} after the last.`);
  return { type: 'order', count: Math.min(missing, room, MAX_ORDERED) };
}

/** Path of the account that presignatures are made for by themselves. */
export function firstPathOf(state: WorkspaceState, { vaultId }: VaultState): readonly number[] | null {
  return [...state.accounts.values()].find((account) => account.vaultId === vaultId)?.path ?? null;
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

/** The newest orders of this use of which nothing came, whoever gave them, and until when they keep the next one back. */
function fruitlessOrders(
  { state, stocks, now }: Pick<ViewContext, 'state' | 'stocks' | 'now'>,
  use: PresignatureUse,
): { count: number; pause: bigint; until: bigint } {
  const fruitful = new Set(availablePresignatures(state, stocks, use).map(({ order }) => order));
  const recent = ordersOf(state, use).filter(([, { time }]) => now - time < PRESIGNATURE_MAX_AGE && time <= now);
  const over = recent.filter(([, { time }]) => !isAwaited(time, now)).toReversed();
  const end = over.findIndex(([hash, { taken }]) => taken.size > 0 || fruitful.has(hash));
  const failed = end === -1 ? over : over.slice(0, end);
  const last = failed[0]?.[1].time;
  if (last === undefined) return { count: 0, pause: 0n, until: 0n };
  const doubled = ORDER_PATIENCE * 2n ** BigInt(Math.min(failed.length, 16));
  const pause = doubled < MAX_PAUSE ? doubled : MAX_PAUSE;
  return { count: failed.length, pause, until: last + pause };
}

function wait(why: string): TopUp {
  return { type: 'wait', why };
}

function orders(count: number): string {
  return count === 1 ? 'The last order' : `The last ${count} orders`;
}

function minutes(milliseconds: bigint): string {
  return `${milliseconds / 60_000n} minutes`;
}
