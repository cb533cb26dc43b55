/** What an account holds, what open requests reserve of it, and how old that knowledge is. */
import type { BalanceView, WireError } from '../../../contract/views.ts';
import { chainRules } from '../../../treasury/chains/chain-rules.ts';
import { reservedOn } from '../../../treasury/workspace/reserved.ts';
import type { AccountState } from '../../../treasury/workspace/state.ts';
import { amountView } from './amounts.ts';
import type { ViewContext } from './context.ts';
import { networkName } from './names.ts';

/** Figures older than this many milliseconds are stale. */
export const STALE_AFTER = 120_000n;

/** One reading of an account's balance. */
export interface BalanceReading {
  /** Base units (lamports, wei); null when the source could not be read. */
  readonly value: bigint | null;
  readonly sourceName: string;
  /** When the value was read, or when reading failed. */
  readonly readAt: bigint;
  readonly error: WireError | null;
  /** What a transfer usually needs as fee, with room, in base units: a form begins with it. */
  readonly usualFee: bigint;
}

export function balanceView(context: ViewContext, account: AccountState, reading: BalanceReading): BalanceView {
  const reserved = reservedOn(context.state, account.accountId, context.now);
  const { value, readAt } = reading;
  const { asset } = chainRules(account.chain);
  return {
    accountId: account.accountId,
    accountName: account.name,
    chain: account.chain,
    chainName: networkName(account),
    address: account.address,
    total: value === null ? null : amountView(value, asset),
    reserved: amountView(reserved, asset),
    available: value === null ? null : amountView(afterReserves(value, reserved), asset),
    feeCeiling: amountView(reading.usualFee, asset),
    source: { name: reading.sourceName, readAt, isStale: isStale(context, readAt) },
    error: reading.error,
  };
}

/** Whether a figure is too old to act on. */
export function isStale(context: ViewContext, readAt: bigint): boolean {
  return context.now - readAt > STALE_AFTER;
}

/** What remains of a balance after reserves; never less than nothing. */
export function afterReserves(balance: bigint, reserved: bigint): bigint {
  return balance > reserved ? balance - reserved : 0n;
}
