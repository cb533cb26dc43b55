import { AppError } from '../../../base/errors.ts';

/** The one error for bytes that are no Solana message; whoever sent the bytes is at fault. */
export function malformedMessage(reason: string): AppError {
  return new AppError({
    code: 'SOLANA_MESSAGE_MALFORMED',
    kind: 'peer',
    message: `The bytes are not a Solana message: ${reason}.`,
    safe: 'Nothing was signed.',
    next: 'Build the transaction again.',
  });
}
