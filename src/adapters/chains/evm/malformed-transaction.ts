import { AppError } from '../../../base/errors.ts';

/** The one error for bytes that are no unsigned EIP-1559 transaction; whoever sent the bytes is at fault. */
export function malformedTransaction(reason: string): AppError {
  return new AppError({
    code: 'EVM_TRANSACTION_MALFORMED',
    kind: 'peer',
    message: `The bytes are not an unsigned EIP-1559 transaction: ${reason}.`,
    safe: 'Nothing was signed.',
    next: 'Build the transaction again.',
  });
}
