/** Builds the unsigned message of one SOL transfer. */
import {
  address,
  appendTransactionMessageInstruction,
  blockhash,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { AppError } from '../../../base/errors.ts';
import { parseSolanaAddress, parseSolanaPayee } from './address.ts';

export interface TransferParameters {
  /** Base58; pays the amount and the fee, and is the only signer. */
  readonly from: string;
  /** Base58. */
  readonly to: string;
  /** 1 to 2^64 - 1. */
  readonly lamports: bigint;
  /** Base58 of 32 bytes; the message is valid for 150 blocks from this one. */
  readonly blockhash: string;
  /** Which message format to build; both mean the same. */
  readonly version?: 'legacy' | 0;
}

const MAX_U64 = 2n ** 64n - 1n;

/**
 * The bytes to sign: one System transfer and nothing else.
 * @throws AppError `SOLANA_ADDRESS_INVALID`, `SOLANA_ADDRESS_RESERVED`, `SOLANA_TRANSFER_INVALID` (an amount out of
 * range, a payment to the paying account itself, a blockhash that is not 32 bytes).
 */
export function buildTransfer(parameters: TransferParameters): Uint8Array {
  const { lamports, version = 0 } = parameters;
  const from = address(parseSolanaAddress(parameters.from).address);
  const to = address(parseSolanaPayee(parameters.to).address);
  if (lamports < 1n || lamports > MAX_U64) throw invalidTransfer('the amount is not between 1 and 2^64 - 1 lamports');
  if (from === to) throw invalidTransfer('it would pay the account it comes from');
  const message = pipe(
    createTransactionMessage({ version }),
    (m) => setTransactionMessageFeePayer(from, m),
    // The height of expiry is kit's bookkeeping for sending; it is no part of the bytes.
    (m) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: toBlockhash(parameters.blockhash), lastValidBlockHeight: 0n },
        m,
      ),
    (m) =>
      appendTransactionMessageInstruction(
        getTransferSolInstruction({ source: createNoopSigner(from), destination: to, amount: lamports }),
        m,
      ),
  );
  return new Uint8Array(compileTransaction(message).messageBytes);
}

function toBlockhash(text: string): ReturnType<typeof blockhash> {
  try {
    return blockhash(text);
  } catch (cause) {
    throw invalidTransfer('its blockhash is not 32 bytes in base58', cause);
  }
}

function invalidTransfer(reason: string, cause?: unknown): AppError {
  return new AppError({
    code: 'SOLANA_TRANSFER_INVALID',
    kind: 'input',
    message: `This transfer cannot be built: ${reason}.`,
    safe: 'Nothing was signed.',
    next: 'Correct the transfer.',
    cause,
  });
}
