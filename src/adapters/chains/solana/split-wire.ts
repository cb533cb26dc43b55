/** A transaction as the chain carries it: a short list of signatures, then the message. */
import { ByteReader } from './byte-reader.ts';
import { MAX_TRANSACTION_BYTES } from './decode-message.ts';
import { malformedMessage } from './malformed-message.ts';

export interface WireTransaction {
  /** 64 bytes each; the first one is the transaction's id. */
  readonly signatures: readonly Uint8Array[];
  readonly messageBytes: Uint8Array;
}

/**
 * Splits wire bytes into signatures and message without looking into the message.
 * @throws AppError `SOLANA_MESSAGE_MALFORMED` for more than 1232 bytes, no signature, or no message.
 */
export function splitWireTransaction(bytes: Uint8Array): WireTransaction {
  if (bytes.length > MAX_TRANSACTION_BYTES) throw malformedMessage('it is longer than a transaction can be');
  const reader = new ByteReader(bytes);
  const signatures = reader.list(64, () => reader.take(64));
  const messageBytes = reader.rest();
  if (signatures.length === 0 || messageBytes.length === 0) throw malformedMessage('it has no signature or no message');
  return { signatures, messageBytes };
}
