/** Solana's text forms: base58 of raw bytes. */
import { base58 } from '@scure/base';

/** Address of a 32-byte public key, or identifier of a 64-byte signature. */
export function solanaText(bytes: Uint8Array): string {
  return base58.encode(bytes);
}

/** Whether the text is an address: canonical base58 of 32 bytes. Says nothing about who can sign for it. */
export function isSolanaAddress(text: string): boolean {
  try {
    return base58.decode(text).length === 32;
  } catch {
    return false; // not base58 at all: the answer, not a fault
  }
}
