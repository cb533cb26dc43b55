/** What a transfer offers the chain, within what its officers approved. */
import { AppError } from '../../../base/errors.ts';
import { TRANSFER_GAS } from './read-transfer.ts';

/** Wei for one unit of gas. */
export interface TransferFees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** What a network asks for now, in wei for one unit of gas. */
export interface GasPrice {
  /** Of the newest block; burned. */
  readonly baseFee: bigint;
  /** What validators are usually given on top. */
  readonly priorityFee: bigint;
}

/** What a transfer costs if it is included now, in wei. */
export function expectedFee({ baseFee, priorityFee }: GasPrice): bigint {
  return TRANSFER_GAS * (baseFee + priorityFee);
}

/** A fee ceiling that lasts while the base fee doubles, in wei: what a form proposes. */
export function comfortableFee({ baseFee, priorityFee }: GasPrice): bigint {
  return TRANSFER_GAS * (2n * baseFee + priorityFee);
}

/**
 * Fees for one transfer: room for the base fee to double, never above the ceiling in total.
 * @param ceiling the intent's fee ceiling, wei
 * @throws AppError `CHAIN_FEE_ABOVE_CEILING` when the next block may already ask for more: the transaction would wait, signed.
 */
export function transferFees(price: GasPrice, ceiling: bigint): TransferFees {
  const affordable = ceiling / TRANSFER_GAS;
  // A base fee grows by at most an eighth from one block to the next (EIP-1559), rounded up here.
  const nextBase = price.baseFee + (price.baseFee + 7n) / 8n;
  const priority = price.priorityFee > 0n ? price.priorityFee : 1n;
  const needed = nextBase + priority;
  if (needed > affordable) throw aboveCeiling(TRANSFER_GAS * needed, ceiling);
  const wanted = 2n * price.baseFee + priority;
  const comfortable = wanted > needed ? wanted : needed;
  return { maxFeePerGas: comfortable < affordable ? comfortable : affordable, maxPriorityFeePerGas: priority };
}

function aboveCeiling(needed: bigint, ceiling: bigint): AppError {
  return new AppError({
    code: 'CHAIN_FEE_ABOVE_CEILING',
    kind: 'chain',
    message: 'The network asks for a higher fee now than the officers approved.',
    safe: 'Nothing was signed.',
    next: 'Wait for a lower fee, or ask for the transfer again with a higher fee ceiling.',
    details: { needed: needed.toString(), ceiling: ceiling.toString() },
  });
}
