/** What a share holder's own decoder found in the bytes it is asked to sign. */
import type { Chain } from '../chains/chain.ts';
import type { Asset } from '../intent/assets.ts';

/**
 * The meaning of an unsigned transaction, rebuilt from its bytes alone.
 * Only a reading with an empty `unexplained` is a plain transfer; with anything in it, the other fields describe the
 * first transfer found (empty addresses and amount 0 when there is none) and nobody signs.
 */
export interface TransactionReading {
  readonly chain: Chain;
  /** The network that the bytes are bound to, as intents name it; absent where bytes do not say it (Solana). */
  readonly network?: string;
  /** Absent where bytes do not say it (EVM): the account whose key signs them pays amount and fee. */
  readonly from?: string;
  readonly to: string;
  readonly asset: Asset;
  /** Base units (lamports, wei). */
  readonly amount: bigint;
  /** Absent together with `from`. */
  readonly feePayer?: string;
  /** Base units (lamports, wei) that the chain takes for the transaction at most. */
  readonly fee: bigint;
  /** What ends the transaction's validity: the recent blockhash in base58, or the nonce in decimal. */
  readonly lifetime: string;
  /**
   * Of all transactions of one account with the same turn the chain takes one: network and nonce. Absent where the chain has no such
   * thing, and two transactions of an account can always both land.
   */
  readonly turn?: string;
  /** In plain words, everything in the bytes beyond exactly one transfer. */
  readonly unexplained: readonly string[];
}
