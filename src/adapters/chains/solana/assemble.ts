/** From a signed message to the transaction that goes to the chain. */
import { createPublicKey, verify } from 'node:crypto';
import { base58, base64 } from '@scure/base';
import { concatBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { decodeSolanaMessage } from './decode-message.ts';

export interface AssembledTransaction {
  /** What `sendTransaction` takes: base64 of signature count, signature and message. */
  readonly wire: string;
  /** The transaction's id on the chain: its signature, base58. */
  readonly transactionId: string;
}

/** DER of an Ed25519 SubjectPublicKeyInfo (RFC 8410) up to the 32 key bytes. */
const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);

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
  if (signature.length !== 64 || !isSignedBy(feePayer, messageBytes, signature)) {
    throw invalidSignature("it does not verify under the fee payer's key");
  }
  return {
    wire: base64.encode(concatBytes(Uint8Array.of(1), signature, messageBytes)),
    transactionId: base58.encode(signature),
  };
}

function isSignedBy(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(concatBytes(SPKI_PREFIX, publicKey)), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
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
