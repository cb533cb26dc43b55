/** The one place where a presignature changes from AVAILABLE to CONSUMED (cggmp24.md 8.1, 8.3). Storage implements it. */
import type { Presignature } from './presignature.ts';

export interface PresignatureUse {
  readonly presigId: Uint8Array;
  /** 32 bytes, computed by this node from the transaction that it judged itself, never taken from a caller or a peer. */
  readonly messageHash: Uint8Array;
}

/** Hands presignatures out, each once in all time. */
export interface PresignatureStore {
  /**
   * Marks the presignature as CONSUMED(messageHash), and only when that is on disk reads its secret and erases the stored copy. Of two callers one
   * wins; after a restart, a restored backup or a failed attempt it stays consumed.
   * @throws AppError when it is not AVAILABLE: used before, removed, too old, unknown
   */
  consume(use: PresignatureUse): Presignature;
}
