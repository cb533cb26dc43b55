/** What this version can move, and how its amounts are written. */
import { formatAmount } from '../../base/units.ts';

/** Decimals of an asset's base unit: lamports of SOL, wei of ETH. */
export const ASSET_DECIMALS = { SOL: 9, ETH: 18 } as const;
export type Asset = keyof typeof ASSET_DECIMALS;

/**
 * Largest amount of one transfer, in base units. Solana carries an unsigned 64-bit number. Ethereum could carry 256 bits; 96 are more
 * than all ether there will ever be, and the sum over any number of requests still fits the 39 digits of the log and the screens.
 */
export const MAX_BASE_UNITS: Readonly<Record<Asset, bigint>> = { SOL: 2n ** 64n - 1n, ETH: 2n ** 96n - 1n };

/** An amount with its unit, for example `2.5 SOL` for `2500000000n`. */
export function assetText(amount: bigint, asset: Asset): string {
  return `${formatAmount(amount, ASSET_DECIMALS[asset])} ${asset}`;
}
