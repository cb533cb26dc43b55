/** Builds the unsigned EIP-1559 transaction of one transfer of ether. */
import { serializeTransaction } from 'viem/utils';
import { bytesFromHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { chainIdOf } from '../../../treasury/chains/evm-network.ts';
import { MAX_BASE_UNITS } from '../../../treasury/intent/assets.ts';
import { parseEvmAddress, parseEvmPayee } from './address.ts';
import type { TransferFees } from './fees.ts';
import { TRANSFER_GAS } from './read-transfer.ts';

export interface TransferParameters {
  /** As intents name it: `eip155:` and the chain id. */
  readonly network: string;
  /** EIP-55; whose key will sign. It is no part of the bytes. */
  readonly from: string;
  /** EIP-55. */
  readonly to: string;
  /** 1 to 2^96 - 1. */
  readonly wei: bigint;
  /** The account's next nonce. */
  readonly nonce: bigint;
  readonly fees: TransferFees;
}

/**
 * The bytes to sign: one plain transfer, no data, 21,000 gas.
 * @throws AppError `EVM_ADDRESS_INVALID`, `EVM_ADDRESS_CHECKSUM`, `EVM_ADDRESS_RESERVED`, `EVM_TRANSFER_INVALID` (an amount, nonce or
 *   network out of range, a payment to the paying account itself, a priority fee above the whole fee).
 */
export function buildEvmTransfer({ network, from, to, wei, nonce, fees }: TransferParameters): Uint8Array {
  const payee = parseEvmPayee(to).address;
  const chainId = chainIdOf(network);
  if (chainId === null) throw invalidTransfer('its network has no chain id');
  if (parseEvmAddress(from).address === payee) throw invalidTransfer('it would pay the account it comes from');
  if (wei < 1n || wei > MAX_BASE_UNITS.ETH) throw invalidTransfer('the amount is not between 1 and 2^96 - 1 wei');
  // The library counts nonces as numbers.
  if (nonce < 0n || nonce > BigInt(Number.MAX_SAFE_INTEGER)) throw invalidTransfer('its nonce is out of range');
  const { maxFeePerGas, maxPriorityFeePerGas } = fees;
  if (maxPriorityFeePerGas < 0n || maxFeePerGas < 1n || maxPriorityFeePerGas > maxFeePerGas)
    throw invalidTransfer('its fees are out of range');
  const hex = serializeTransaction({
    type: 'eip1559',
    chainId: Number(chainId),
    nonce: Number(nonce),
    maxPriorityFeePerGas,
    maxFeePerGas,
    gas: TRANSFER_GAS,
    to: payee as `0x${string}`,
    value: wei,
  });
  return bytesFromHex(hex.slice(2));
}

function invalidTransfer(reason: string): AppError {
  return new AppError({
    code: 'EVM_TRANSFER_INVALID',
    kind: 'input',
    message: `This transfer cannot be built: ${reason}.`,
    safe: 'Nothing was signed.',
    next: 'Correct the transfer.',
  });
}
