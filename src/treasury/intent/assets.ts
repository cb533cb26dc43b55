/** What this version can move, and how its amounts are written. */
import { formatAmount } from '../../base/units.ts';

/** Decimals of an asset's base unit: lamports of SOL. */
export const ASSET_DECIMALS = { SOL: 9 } as const;
export type Asset = keyof typeof ASSET_DECIMALS;

/** Largest amount a chain can carry in one transfer, in base units (Solana: an unsigned 64-bit number). */
export const MAX_BASE_UNITS = 2n ** 64n - 1n;

/** An amount with its unit, for example `2.5 SOL` for `2500000000n`. */
export function assetText(amount: bigint, asset: Asset): string {
  return `${formatAmount(amount, ASSET_DECIMALS[asset])} ${asset}`;
}
