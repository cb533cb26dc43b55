/**
 * A strict decoder of unsigned EIP-1559 transactions that shares no code with the library that builds them: every co-signer judges by
 * what this file finds in the bytes.
 *
 * Layout (EIP-1559): 0x02 || rlp([chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit, to, value, data, accessList]).
 */
import { malformedTransaction } from './malformed-transaction.ts';
import { decodeRlp, type RlpItem } from './rlp-reader.ts';

export interface DecodedTransaction {
  readonly chainId: bigint;
  readonly nonce: bigint;
  /** Wei. */
  readonly maxPriorityFeePerGas: bigint;
  /** Wei; at least the priority fee. */
  readonly maxFeePerGas: bigint;
  readonly gasLimit: bigint;
  /** 20 bytes; `null` makes a contract. */
  readonly to: Uint8Array | null;
  /** Wei. */
  readonly value: bigint;
  readonly data: Uint8Array;
  /** Addresses that are declared in advance, 20 bytes each. */
  readonly accessList: readonly Uint8Array[];
}

/** What the log takes as bytes to sign. */
export const MAX_TRANSACTION_BYTES = 1232;
const TYPE_EIP1559 = 2;
const MAX_U64 = 2n ** 64n - 1n;

/**
 * Decodes a whole unsigned transaction.
 * @throws AppError `EVM_TRANSACTION_MALFORMED` for another type, a signed transaction, more than 1232 bytes, trailing bytes, a length
 *   or number not in its shortest form, a number too large for its field, or a priority fee above the whole fee.
 */
export function decodeEvmTransaction(bytes: Uint8Array): DecodedTransaction {
  if (bytes.length > MAX_TRANSACTION_BYTES)
    throw malformedTransaction('it is longer than a transaction of ours can be');
  if (bytes[0] !== TYPE_EIP1559) throw malformedTransaction(`its type is not ${TYPE_EIP1559}`);
  const fields = decodeRlp(bytes.subarray(1));
  if (fields instanceof Uint8Array || fields.length !== 9) throw malformedTransaction('it has not exactly nine fields');
  const [chainId, nonce, priority, fee, gas, to, value, data, accessList] = fields;
  const transaction = {
    chainId: readNumber(chainId, 8),
    nonce: readNumber(nonce, 8),
    maxPriorityFeePerGas: readNumber(priority, 32),
    maxFeePerGas: readNumber(fee, 32),
    gasLimit: readNumber(gas, 8),
    to: readRecipient(to),
    value: readNumber(value, 32),
    data: readBytes(data),
    accessList: readAccessList(accessList),
  };
  if (transaction.chainId === 0n) throw malformedTransaction('it is bound to no network');
  // EIP-2681: the last nonce cannot be used.
  if (transaction.nonce === MAX_U64) throw malformedTransaction('its nonce is larger than a chain takes');
  if (transaction.maxPriorityFeePerGas > transaction.maxFeePerGas)
    throw malformedTransaction('its priority fee is above its whole fee');
  return transaction;
}

function readBytes(item: RlpItem | undefined): Uint8Array {
  if (item instanceof Uint8Array) return item;
  throw malformedTransaction('a field has the wrong kind');
}

/** A big-endian number without leading zeros; zero is no byte at all. */
function readNumber(item: RlpItem | undefined, maxBytes: number): bigint {
  const bytes = readBytes(item);
  if (bytes.length > maxBytes) throw malformedTransaction('a number is larger than its field');
  if (bytes[0] === 0) throw malformedTransaction('a number is not in its shortest form');
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function readRecipient(item: RlpItem | undefined): Uint8Array | null {
  const bytes = readBytes(item);
  if (bytes.length === 0) return null;
  if (bytes.length !== 20) throw malformedTransaction('its recipient is not 20 bytes');
  return bytes;
}

function readAccessList(item: RlpItem | undefined): Uint8Array[] {
  if (item === undefined || item instanceof Uint8Array) throw malformedTransaction('a field has the wrong kind');
  return item.map((entry) => {
    const [address, keys, ...rest] = entry instanceof Uint8Array ? [] : entry;
    const isEntry = address instanceof Uint8Array && address.length === 20 && Array.isArray(keys) && rest.length === 0;
    if (!isEntry || !keys.every((key: RlpItem) => key instanceof Uint8Array && key.length === 32))
      throw malformedTransaction('its access list is out of form');
    return address;
  });
}
