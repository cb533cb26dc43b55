/** From what a client sent to a transaction that is safe to hand to the runtime. */
import { createHash } from 'node:crypto';
import { getTransactionDecoder, type Transaction } from '@solana/kit';
import { base58 } from '@scure/base';
import { AppError } from '../../base/errors.ts';
import {
  decodeSolanaMessage,
  MAX_TRANSACTION_BYTES,
  type DecodedMessage,
} from '../../adapters/chains/solana/decode-message.ts';
import { splitWireTransaction } from '../../adapters/chains/solana/split-wire.ts';
import { isSignedBy } from '../../adapters/chains/solana/verify-ed25519.ts';
import { invalidParams } from './rpc-error.ts';

export interface ParsedTransaction {
  readonly wire: Uint8Array;
  readonly transaction: Transaction;
  readonly message: DecodedMessage;
  readonly messageHash: Uint8Array;
  /** Base58; the first signature. */
  readonly signature: string;
  /** Base58 of the static accounts, in message order. */
  readonly addresses: readonly string[];
  readonly hasValidSignatures: boolean;
}

/** @throws RpcError -32602 for bytes that no node would even look at. */
export function parseTransaction(wire: Uint8Array): ParsedTransaction {
  if (wire.length > MAX_TRANSACTION_BYTES) {
    throw invalidParams(
      `decoded VersionedTransaction too large: ${wire.length} bytes (max: ${MAX_TRANSACTION_BYTES} bytes)`,
    );
  }
  const { signatures, messageBytes, message } = decode(wire);
  const [first] = signatures;
  if (first === undefined || signatures.length !== message.header.requiredSignatures) {
    throw invalidParams('invalid transaction: Transaction failed to sanitize accounts offsets correctly');
  }
  return {
    wire,
    transaction: getTransactionDecoder().decode(wire),
    message,
    messageHash: sha256(messageBytes),
    signature: base58.encode(first),
    addresses: message.accountKeys.map((key) => base58.encode(key)),
    hasValidSignatures: signatures.every((signature, index) =>
      isSignedBy(message.accountKeys[index] ?? new Uint8Array(), messageBytes, signature),
    ),
  };
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** @throws RpcError -32602. */
export function parseMessage(bytes: Uint8Array): DecodedMessage {
  try {
    return decodeSolanaMessage(bytes);
  } catch (error) {
    throw error instanceof AppError ? invalidParams(`failed to deserialize VersionedMessage: ${error.message}`) : error;
  }
}

function decode(wire: Uint8Array) {
  try {
    const { signatures, messageBytes } = splitWireTransaction(wire);
    return { signatures, messageBytes, message: decodeSolanaMessage(messageBytes) };
  } catch (error) {
    throw error instanceof AppError
      ? invalidParams(`failed to deserialize VersionedTransaction: ${error.message}`)
      : error;
  }
}
