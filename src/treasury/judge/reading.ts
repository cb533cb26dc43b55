/** What a share holder's own decoder found in the bytes it is asked to sign. */

/**
 * The meaning of an unsigned transaction, rebuilt from its bytes alone.
 * Only a reading with an empty `unexplained` is a plain transfer; with anything in it, the other fields describe the
 * first transfer found (empty addresses and amount 0 when there is none) and nobody signs.
 */
export interface TransactionReading {
  readonly chain: 'solana';
  readonly from: string;
  readonly to: string;
  readonly asset: 'SOL';
  /** Base units (lamports). */
  readonly amount: bigint;
  readonly feePayer: string;
  /** Base units (lamports) that the chain takes for the transaction. */
  readonly fee: bigint;
  /** What ends the transaction's validity: the recent blockhash, base58. */
  readonly lifetime: string;
  /** In plain words, everything in the bytes beyond exactly one transfer. */
  readonly unexplained: readonly string[];
}
