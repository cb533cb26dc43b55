/** Everything that can go wrong between us and a Solana RPC endpoint, as errors a person can act on. */
import {
  isSolanaError,
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_NOT_FOUND,
  SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED,
  SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND,
  SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_FEE,
  SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_RENT,
} from '@solana/kit';
import { AppError } from '../../../base/errors.ts';
import { endpointErrors } from '../json-rpc-errors.ts';

/** The errors of the endpoint itself. */
export const solanaEndpoint = endpointErrors({
  name: 'Solana',
  anEndpoint: 'A Solana endpoint',
  node: 'a Solana RPC node',
  argumentCode: 'SOLANA_ARGUMENT_INVALID',
});
export const { badAnswer, invalidArgument } = solanaEndpoint;

/** The blockhash of the transaction is too old, or the endpoint has never seen it. */
export function blockhashExpired(cause?: unknown): AppError {
  return new AppError({
    code: 'CHAIN_BLOCKHASH_EXPIRED',
    kind: 'chain',
    message: 'The transaction is too old for the chain: its blockhash has expired.',
    safe: 'This send moved no funds.',
    next: 'Start a new signing session; it takes a fresh blockhash.',
    cause,
  });
}

function insufficientFunds(cause: unknown): AppError {
  return new AppError({
    code: 'CHAIN_INSUFFICIENT_FUNDS',
    kind: 'chain',
    message: 'The account does not hold enough SOL for the amount, the fee and the least balance an account must keep.',
    safe: 'No funds moved.',
    next: 'Fund the account or lower the amount.',
    cause,
  });
}

function transactionRefused(reason: string, cause: unknown): AppError {
  return new AppError({
    code: 'CHAIN_TRANSACTION_REFUSED',
    kind: 'chain',
    message: `The chain refused the transaction: ${reason}`,
    safe: 'This send moved no funds.',
    next: 'Look up the transaction on the chain before anything is signed again.',
    details: {
      alreadyProcessed: isSolanaError(cause, SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED),
      ...(isSolanaError(cause) ? { solanaCode: Number(cause.context.__code) } : {}),
    },
    cause,
  });
}

/** Maps whatever a read-only call threw. */
export function toChainError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // Any JSON-RPC error, however well-formed, is no answer to a valid question.
  return badAnswer(isSolanaError(error) ? error.message : 'its shape is unknown', error);
}

/** Maps whatever `sendTransaction` threw, by the transaction error a node gives with a failed preflight. */
export function toSendError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!isSolanaError(error)) return badAnswer('its shape is unknown', error);
  if (!isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE)) {
    return transactionRefused(error.message, error);
  }
  const reason: unknown = error.cause;
  if (isSolanaError(reason, SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND)) return blockhashExpired(error);
  if (isSolanaError(reason) && lacksFunds(reason)) return insufficientFunds(error);
  return transactionRefused(isSolanaError(reason) ? reason.message : error.message, reason ?? error);
}

/** A payer that does not exist holds nothing. Custom error 1 is the System program's "result with negative lamports". */
function lacksFunds(reason: unknown): boolean {
  return (
    isSolanaError(reason, SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_NOT_FOUND) ||
    isSolanaError(reason, SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_FEE) ||
    isSolanaError(reason, SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_RENT) ||
    (isSolanaError(reason, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM) && reason.context.code === 1)
  );
}
