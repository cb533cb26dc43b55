/** viem's reading of the same bytes: a second decoder, written by others, that must agree with ours to the byte. */
import type { TransactionSerializableEIP1559 } from 'viem';
import { parseTransaction, serializeTransaction } from 'viem/utils';
import { bytesEqual, bytesFromHex, bytesToHex } from '../../../base/bytes.ts';
import type { DecodedTransaction } from './decode-transaction.ts';
import { malformedTransaction } from './malformed-transaction.ts';

/**
 * Reads the bytes with viem, compares every field, and encodes what it read again.
 * @throws AppError `EVM_TRANSACTION_MALFORMED` when viem cannot read them, reads another transaction, or encodes it differently.
 */
export function assertSecondDecoderAgrees(bytes: Uint8Array, own: DecodedTransaction): void {
  const theirs = parse(bytes);
  const isSame =
    BigInt(theirs.chainId) === own.chainId &&
    BigInt(theirs.nonce ?? 0) === own.nonce &&
    (theirs.maxPriorityFeePerGas ?? 0n) === own.maxPriorityFeePerGas &&
    (theirs.maxFeePerGas ?? 0n) === own.maxFeePerGas &&
    (theirs.gas ?? 0n) === own.gasLimit &&
    (theirs.to ?? '0x').toLowerCase() === `0x${bytesToHex(own.to ?? new Uint8Array())}` &&
    (theirs.value ?? 0n) === own.value &&
    (theirs.data ?? '0x') === `0x${bytesToHex(own.data)}` &&
    (theirs.accessList ?? []).length === own.accessList.length;
  if (!isSame) throw malformedTransaction('a second decoder reads another transaction in it');
  const again = bytesFromHex(serializeTransaction(theirs).slice(2));
  if (!bytesEqual(again, bytes)) throw malformedTransaction('it is not the encoding of what it says');
}

function parse(bytes: Uint8Array): TransactionSerializableEIP1559 & { readonly chainId: number } {
  try {
    const parsed = parseTransaction(`0x02${bytesToHex(bytes.subarray(1))}`);
    return { ...parsed, type: 'eip1559' };
  } catch {
    // viem's own words speak of its API; what matters is that the two decoders do not agree.
    throw malformedTransaction('a second decoder cannot read it');
  }
}
