/** What is signed: bytes and the chain's hash. The digest is computed here; nobody hands one in (cggmp24.md 8.3, rule 6). */
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { AppError } from '../../../base/errors.ts';

/**
 * Bytes that this node has built or judged itself, for example an unsigned transaction, and how its chain hashes them. `sha256d` is SHA-256 twice.
 * A digest chosen after the nonce of a presignature is known makes forgeries easy, hence no function here takes one.
 */
export interface SignableMessage {
  readonly hash: 'keccak256' | 'sha256' | 'sha256d';
  readonly bytes: Uint8Array;
}

/** A message with its digest, and the bytes whose single SHA-256 the digest is, where there are such. */
export interface HashedMessage {
  /** 32 bytes. */
  readonly messageHash: Uint8Array;
  readonly preimage: Uint8Array | undefined;
}

/** @throws AppError `MESSAGE_INVALID` for an unknown hash or no bytes */
export function hashMessage({ hash, bytes }: SignableMessage): HashedMessage {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) throw invalid();
  switch (hash) {
    case 'keccak256':
      return { messageHash: keccak_256(bytes), preimage: undefined };
    case 'sha256':
      return { messageHash: sha256(bytes), preimage: bytes };
    case 'sha256d':
      return { messageHash: sha256(sha256(bytes)), preimage: sha256(bytes) };
    default:
      throw invalid();
  }
}

function invalid(): AppError {
  return new AppError({
    code: 'MESSAGE_INVALID',
    kind: 'input',
    message: 'A message to sign needs bytes and the hash of its chain.',
    safe: 'Nothing was signed.',
  });
}
