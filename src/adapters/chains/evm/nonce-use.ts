/** Which transaction used a nonce: the question before a second attempt may be signed. */
import { bytesToHex } from '../../../base/bytes.ts';
import { checksummed } from '../../../treasury/chains/evm-address.ts';
import { badAnswer } from './chain-errors.ts';
import { decodeEvmTransaction } from './decode-transaction.ts';
import { AnyTransaction, Eip1559Transaction, FullBlock } from './rpc-answers.ts';

/** The two questions that finding a nonce needs. */
export interface HistoryReader {
  /** Transactions of the account in all blocks up to and with this one. */
  countAt(account: string, block: bigint): Promise<bigint>;
  /** The block with its transactions in full, unchecked. */
  fullBlock(block: bigint): Promise<unknown>;
}

/**
 * The transaction of the account with this nonce, by walking back from a block that is known to contain it or follow it: in growing
 * steps, then by halves. Blocks older than the endpoint keeps state for make it throw: then nothing is known.
 * @throws AppError `CHAIN_BAD_ANSWER` when the history contradicts itself.
 */
export async function findByNonce(
  reader: HistoryReader,
  account: string,
  nonce: bigint,
  newest: bigint,
): Promise<{ readonly block: bigint; readonly transaction: unknown }> {
  const block = await firstBlockWith(reader, account, nonce, newest);
  const shown = FullBlock.safeParse(await reader.fullBlock(block));
  if (!shown.success || shown.data?.number !== block) throw badAnswer('it shows another block than was asked for');
  const found = shown.data.transactions.find((transaction) => {
    const parsed = AnyTransaction.safeParse(transaction);
    return parsed.success && parsed.data.from === account && parsed.data.nonce === nonce;
  });
  if (found === undefined) throw badAnswer('a nonce was used in a block that does not show by what');
  return { block, transaction: found };
}

/** The first block after which the account has sent more transactions than `nonce`. */
async function firstBlockWith(reader: HistoryReader, account: string, nonce: bigint, newest: bigint): Promise<bigint> {
  const isUsedAt = async (block: bigint): Promise<boolean> => (await reader.countAt(account, block)) > nonce;
  if (!(await isUsedAt(newest))) throw badAnswer('a nonce that was used is unused in the same block');
  let used = newest;
  let unused = -1n;
  for (let step = 1n; used > 0n; step *= 2n) {
    const earlier = used > step ? used - step : 0n;
    if (!(await isUsedAt(earlier))) {
      unused = earlier;
      break;
    }
    used = earlier;
  }
  while (used - unused > 1n) {
    const middle = (used + unused) / 2n;
    if (await isUsedAt(middle)) used = middle;
    else unused = middle;
  }
  return used;
}

/** Whether a transaction of the chain carries exactly these unsigned bytes, whatever its signature. */
export function carries(transaction: unknown, unsigned: Uint8Array): boolean {
  const own = decodeEvmTransaction(unsigned);
  const parsed = Eip1559Transaction.safeParse(transaction);
  // A transaction of another type, or with fields we do not know, is another transaction.
  if (!parsed.success) return false;
  const theirs = parsed.data;
  return (
    theirs.chainId === own.chainId &&
    theirs.nonce === own.nonce &&
    theirs.maxPriorityFeePerGas === own.maxPriorityFeePerGas &&
    theirs.maxFeePerGas === own.maxFeePerGas &&
    theirs.gas === own.gasLimit &&
    theirs.to === (own.to === null ? null : checksummed(bytesToHex(own.to))) &&
    theirs.value === own.value &&
    theirs.input === `0x${bytesToHex(own.data)}` &&
    (theirs.accessList ?? []).length === own.accessList.length
  );
}
