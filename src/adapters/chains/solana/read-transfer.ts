/** From message bytes to meaning: what every co-signer compares with the intent before it contributes. */
import { base58 } from '@scure/base';
import type { TransactionReading } from '../../../treasury/judge/reading.ts';
import { decodeSolanaMessage, type DecodedInstruction, type DecodedMessage } from './decode-message.ts';
import { describeProgram, describeSystemInstruction, SYSTEM_PROGRAM } from './known-programs.ts';

/** The chain's price of one signature, in lamports. A priority fee needs an instruction, which is never explained here. */
export const LAMPORTS_PER_SIGNATURE = 5000n;

/** A Solana message names who pays. */
export type SolanaReading = TransactionReading & Required<Pick<TransactionReading, 'from' | 'feePayer'>>;

interface Transfer {
  readonly source: number;
  readonly destination: number;
  readonly lamports: bigint;
}

const TRANSFER_DISCRIMINATOR = 2;

/**
 * Reads an unsigned Solana message. Whatever is not part of exactly one System transfer, paid and signed by its source
 * alone, is listed in `unexplained`.
 * @throws AppError `SOLANA_MESSAGE_MALFORMED` when the bytes are no message at all.
 */
export function readSolanaTransfer(messageBytes: Uint8Array): SolanaReading {
  const message = decodeSolanaMessage(messageBytes);
  const transfers = message.instructions.map((instruction) => readTransfer(message, instruction));
  const first = transfers.find((transfer) => transfer !== undefined);
  const nameOf = (index: number): string => base58.encode(message.accountKeys[index] ?? new Uint8Array());
  return {
    chain: 'solana',
    from: first === undefined ? '' : nameOf(first.source),
    to: first === undefined ? '' : nameOf(first.destination),
    asset: 'SOL',
    amount: first?.lamports ?? 0n,
    feePayer: nameOf(0),
    fee: LAMPORTS_PER_SIGNATURE * BigInt(message.header.requiredSignatures),
    lifetime: base58.encode(message.blockhash),
    unexplained: [
      ...unexplainedInstructions(message, transfers),
      ...unexplainedAuthority(message, first),
      ...unexplainedAccounts(message, first),
    ],
  };
}

/** The transfer an instruction makes, or undefined when it is anything else, down to one byte or one account more. */
function readTransfer(message: DecodedMessage, instruction: DecodedInstruction): Transfer | undefined {
  const { accountIndexes, data, programIndex } = instruction;
  const [source, destination] = accountIndexes;
  if (!isSystemProgram(message, programIndex) || data.length !== 12 || accountIndexes.length !== 2) return undefined;
  if (source === undefined || destination === undefined) return undefined;
  // An account from a lookup table has no address in these bytes, so nobody can say here who is paid.
  if (Math.max(source, destination) >= message.accountKeys.length) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (view.getUint32(0, true) !== TRANSFER_DISCRIMINATOR) return undefined;
  return { source, destination, lamports: view.getBigUint64(4, true) };
}

function unexplainedInstructions(message: DecodedMessage, transfers: readonly (Transfer | undefined)[]): string[] {
  const reasons: string[] = [];
  let seen = 0;
  message.instructions.forEach((instruction, index) => {
    const place = `Instruction ${index + 1}`;
    if (transfers[index] === undefined) reasons.push(`${place} ${describeInstruction(message, instruction)}.`);
    else if ((seen += 1) > 1) reasons.push(`${place} is a further transfer.`);
  });
  if (seen === 0) reasons.push('There is no plain transfer in the transaction.');
  return reasons;
}

function describeInstruction(message: DecodedMessage, { programIndex, data }: DecodedInstruction): string {
  if (!isSystemProgram(message, programIndex)) {
    return `calls ${describeProgram(message.accountKeys[programIndex] ?? new Uint8Array())}`;
  }
  const words = describeSystemInstruction(data);
  return words === 'transfers SOL' ? 'transfers SOL in an unusual form' : words;
}

function unexplainedAuthority({ header }: DecodedMessage, transfer: Transfer | undefined): string[] {
  const reasons: string[] = [];
  const extraSigners = header.requiredSignatures - 1;
  if (extraSigners > 0) reasons.push(`${extraSigners} more signature(s) than the fee payer's are required.`);
  if (transfer === undefined) return reasons;
  if (transfer.source !== 0) reasons.push('The fee payer is not the account that pays.');
  if (transfer.source >= header.requiredSignatures) reasons.push('The account that pays does not sign.');
  if (transfer.source === transfer.destination) reasons.push('The transfer pays the account it comes from.');
  return reasons;
}

function unexplainedAccounts(message: DecodedMessage, transfer: Transfer | undefined): string[] {
  const reasons = message.addressTableLookups.map(
    ({ table }) => `Accounts are hidden in the lookup table ${base58.encode(table)}.`,
  );
  if (transfer === undefined) return reasons;
  message.accountKeys.forEach((key, index) => {
    const address = base58.encode(key);
    if (index === 0) return;
    if (address === SYSTEM_PROGRAM) {
      if (isWritable(message, index)) reasons.push('The System program is marked writable.');
    } else if (index === transfer.source || index === transfer.destination) {
      if (!isWritable(message, index)) reasons.push(`The account ${address} of the transfer is not marked writable.`);
    } else if (!message.instructions.some(({ programIndex }) => programIndex === index)) {
      // A program that is called was named with its instruction already.
      reasons.push(`The account ${address} has no part in the transfer.`);
    }
  });
  return reasons;
}

function isSystemProgram({ accountKeys }: DecodedMessage, index: number): boolean {
  const key = accountKeys[index];
  return key !== undefined && base58.encode(key) === SYSTEM_PROGRAM;
}

/** Writability by position, as the header cuts the static keys. */
function isWritable({ header, accountKeys }: DecodedMessage, index: number): boolean {
  return index < header.requiredSignatures
    ? index < header.requiredSignatures - header.readonlySigned
    : index < accountKeys.length - header.readonlyUnsigned;
}
