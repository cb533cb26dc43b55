/** From bytes to meaning: what every co-signer compares with the intent before it contributes. */
import { bytesToHex } from '../../../base/bytes.ts';
import { checksummed } from '../../../treasury/chains/evm-address.ts';
import { evmNetwork } from '../../../treasury/chains/evm-network.ts';
import type { TransactionReading } from '../../../treasury/judge/reading.ts';
import { decodeEvmTransaction, type DecodedTransaction } from './decode-transaction.ts';
import { assertSecondDecoderAgrees } from './second-decoder.ts';

/** The chain's price of a plain transfer of ether, in gas: any other limit pays for something else. */
export const TRANSFER_GAS = 21_000n;

/** An EVM transaction is bound to a network and takes one turn of its account. */
export type EvmReading = TransactionReading & Required<Pick<TransactionReading, 'network' | 'turn'>>;

/**
 * Reads an unsigned EIP-1559 transaction. Whatever is not a plain transfer of ether is listed in `unexplained`. Who pays is not in the
 * bytes: it is whoever signs them.
 * @throws AppError `EVM_TRANSACTION_MALFORMED` when the bytes are no such transaction, in exactly one encoding.
 */
export function readEvmTransfer(bytes: Uint8Array): EvmReading {
  const transaction = decodeEvmTransaction(bytes);
  assertSecondDecoderAgrees(bytes, transaction);
  const { chainId, nonce, to, value, gasLimit, maxFeePerGas } = transaction;
  const network = evmNetwork(chainId);
  return {
    chain: 'evm',
    network,
    to: to === null ? '' : checksummed(bytesToHex(to)),
    asset: 'ETH',
    amount: value,
    fee: gasLimit * maxFeePerGas,
    lifetime: nonce.toString(),
    turn: turnOf(network, nonce),
    unexplained: unexplainedParts(transaction),
  };
}

/** Of all transactions of an account with this network and nonce, the chain takes one. */
export function turnOf(network: string, nonce: bigint): string {
  return `${network} nonce ${nonce}`;
}

function unexplainedParts({ to, data, accessList, gasLimit }: DecodedTransaction): string[] {
  const reasons: string[] = [];
  if (to === null) reasons.push('It makes a contract instead of paying somebody.');
  if (data.length > 0) reasons.push(`It carries ${data.length} bytes of data${selectorWords(data)}.`);
  if (accessList.length > 0) {
    const names = accessList.map((address) => checksummed(bytesToHex(address)));
    reasons.push(`It declares access to ${names.join(', ')}.`);
  }
  if (gasLimit !== TRANSFER_GAS)
    reasons.push(`Its gas limit is ${gasLimit}, a plain transfer takes exactly ${TRANSFER_GAS}.`);
  return reasons;
}

function selectorWords(data: Uint8Array): string {
  return data.length < 4 ? '' : `, a call of 0x${bytesToHex(data.subarray(0, 4))}`;
}
