/** Amounts as views. */
import type { AmountView } from '../../../contract/views.ts';
import { ASSET_DECIMALS, type Asset } from '../../../treasury/intent/assets.ts';

/** Base units of an asset with its unit. */
export function amountView(value: bigint, asset: Asset): AmountView {
  return { value, decimals: ASSET_DECIMALS[asset], asset };
}
