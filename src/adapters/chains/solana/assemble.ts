/** From a signed message to the transaction that goes to the chain. */
import { base58, base64 } from '@scure/base';
import { concatBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { decodeSolanaMessage } from './decode-message.ts';
import { isSignedBy } from './verify-ed25519.ts';

export interface AssembledTransaction {
  /** What `sendTransaction` takes: base64 of signature count, signature and message. */
  readonly wire: string;
  /** The transaction's id on the chain: its signature, base58. */
  readonly transactionId: string;
}

/**
 * Joins a message of one signer with its 64-byte Ed25519 signature, after OpenSSL has verified the signature under the
 * fee payer's key as it stands in the message.
 * @throws AppError `SOLANA_MESSAGE_MALFORMED`, or `SOLANA_SIGNATURE_INVALID` when the signature does not verify or the
 * message needs another number of signatures than one.
 */
export function assembleTransaction(messageBytes: Uint8Array, signature: Uint8Array): AssembledTransaction {
  const { accountKeys, header } = decodeSolanaMessage(messageBytes);
  const [feePayer] = accountKeys;
  if (header.requiredSignatures !== 1 || feePayer === undefined) {
    throw invalidSignature('the message needs more than one signature');
  }
  if (!isSignedBy(feePayer, messageBytes, signature)) {
    throw invalidSignature("it does not verify under the fee payer's key");
  }
  return {
    wire: base64.encode(concatBytes(Uint8Array.of(1), signature, messageBytes)),
    transactionId: base58.encode(signature),
  };
}

function invalidSignature(reason: string): AppError {
  return new AppError({
    code: 'SOLANA_SIGNATURE_INVALID',
    kind: 'peer',
    message: `The transaction's signature is not usable: ${reason}.`,
    safe: 'Nothing was sent.',
    next: 'Start a new signing session.',
  });
}
