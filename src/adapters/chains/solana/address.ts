/** Solana addresses: 32-byte Ed25519 keys as base58 text. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { base58 } from '@scure/base';
import { AppError } from '../../../base/errors.ts';
import { isBase58Of } from './base58-length.ts';
import { isReservedAddress } from './known-programs.ts';

export interface SolanaAddress {
  /** Canonical base58 text. */
  readonly address: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
  /** False for an address that no key can sign for (one derived by a program): a payee to warn about. */
  readonly isOnCurve: boolean;
}

/** The address of a 32-byte Ed25519 public key. @throws AppError `SOLANA_ADDRESS_INVALID` for another length. */
export function encodeSolanaAddress(publicKey: Uint8Array): string {
  if (publicKey.length !== 32) throw invalidAddress();
  return base58.encode(publicKey);
}

/**
 * Parses an address strictly: base58 of exactly 32 bytes, nothing around it.
 * @throws AppError `SOLANA_ADDRESS_INVALID`.
 */
export function parseSolanaAddress(text: string): SolanaAddress {
  if (!isBase58Of(32, text)) throw invalidAddress();
  const bytes = base58.decode(text);
  return { address: text, bytes, isOnCurve: isOnCurve(bytes) };
}

/**
 * Parses the address of somebody to be paid.
 * @throws AppError `SOLANA_ADDRESS_INVALID`, or `SOLANA_ADDRESS_RESERVED` for the System program (the all-zero
 * address), another built-in program, a system variable or the incinerator: money sent there is lost.
 */
export function parseSolanaPayee(text: string): SolanaAddress {
  const parsed = parseSolanaAddress(text);
  if (!isReservedAddress(parsed.address)) return parsed;
  throw new AppError({
    code: 'SOLANA_ADDRESS_RESERVED',
    kind: 'input',
    message: 'This address belongs to Solana itself; money sent there is lost.',
    safe: 'Nothing was created.',
    next: "Enter the payee's own address.",
  });
}

/** Whether 32 bytes are a point of the curve, by the validator's rule (any y that decompresses). */
function isOnCurve(bytes: Uint8Array): boolean {
  try {
    ed25519.Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false; // Decompression failed, and that is the answer.
  }
}

function invalidAddress(): AppError {
  return new AppError({
    code: 'SOLANA_ADDRESS_INVALID',
    kind: 'input',
    message: 'This is not a Solana address: 32 bytes in base58, 32 to 44 characters.',
    safe: 'Nothing was created.',
    next: 'Copy the address again from its source.',
  });
}
