/**
 * A strict decoder of Solana transaction messages, legacy and version 0, that shares no code with the library that
 * builds them: every co-signer judges by what this file finds in the bytes.
 *
 * Layout: [0x80 | version] header(3) compact(keys) blockhash(32) compact(instructions) [compact(lookups)].
 * Rules beyond the layout are those of the validator's `sanitize`, and two of ours: lengths in shortest form only, and
 * no account key twice.
 */
import { bytesToHex } from '../../../base/bytes.ts';
import { ByteReader } from './byte-reader.ts';
import { malformedMessage } from './malformed-message.ts';

export interface MessageHeader {
  readonly requiredSignatures: number;
  readonly readonlySigned: number;
  readonly readonlyUnsigned: number;
}

export interface DecodedInstruction {
  /** Index into `accountKeys`; never the fee payer. */
  readonly programIndex: number;
  /** Indexes into the static keys followed by the looked-up ones (writable before readonly). */
  readonly accountIndexes: Uint8Array;
  readonly data: Uint8Array;
}

export interface AddressTableLookup {
  /** 32 bytes. */
  readonly table: Uint8Array;
  readonly writableIndexes: Uint8Array;
  readonly readonlyIndexes: Uint8Array;
}

export interface DecodedMessage {
  readonly version: 'legacy' | 0;
  readonly header: MessageHeader;
  /** The static keys, 32 bytes each, all different: signers first, the fee payer being the first. */
  readonly accountKeys: readonly Uint8Array[];
  /** 32 bytes. */
  readonly blockhash: Uint8Array;
  readonly instructions: readonly DecodedInstruction[];
  readonly addressTableLookups: readonly AddressTableLookup[];
}

/** A whole transaction fits one packet of 1232 bytes; a message leaves room for one signature and their count. */
export const MAX_TRANSACTION_BYTES = 1232;
export const MAX_MESSAGE_BYTES = MAX_TRANSACTION_BYTES - 1 - 64;

const VERSION_FLAG = 0x80;

/**
 * Decodes a whole message.
 * @throws AppError `SOLANA_MESSAGE_MALFORMED` for anything a validator would not take, an unknown version, more than
 * 1167 bytes, trailing bytes, a length not in its shortest form, or an account key that appears twice.
 */
export function decodeSolanaMessage(bytes: Uint8Array): DecodedMessage {
  if (bytes.length > MAX_MESSAGE_BYTES) throw malformedMessage('it is longer than a transaction can carry');
  const reader = new ByteReader(bytes);
  const version = readVersion(reader);
  const header = { requiredSignatures: reader.u8(), readonlySigned: reader.u8(), readonlyUnsigned: reader.u8() };
  const accountKeys = reader.list(32, () => reader.take(32));
  const blockhash = reader.take(32);
  const instructions = reader.list(3, () => readInstruction(reader));
  const addressTableLookups = version === 0 ? reader.list(34, () => readLookup(reader)) : [];
  reader.end();
  const message = { version, header, accountKeys, blockhash, instructions, addressTableLookups };
  checkHeader(message);
  checkKeys(message);
  checkInstructions(message);
  return message;
}

function readVersion(reader: ByteReader): 'legacy' | 0 {
  if ((reader.peek() & VERSION_FLAG) === 0) return 'legacy';
  const version = reader.u8() & ~VERSION_FLAG;
  if (version !== 0) throw malformedMessage(`version ${version} is not known here`);
  return 0;
}

function readInstruction(reader: ByteReader): DecodedInstruction {
  return {
    programIndex: reader.u8(),
    accountIndexes: reader.take(reader.compactU16()),
    data: reader.take(reader.compactU16()),
  };
}

function readLookup(reader: ByteReader): AddressTableLookup {
  const lookup = {
    table: reader.take(32),
    writableIndexes: reader.take(reader.compactU16()),
    readonlyIndexes: reader.take(reader.compactU16()),
  };
  if (lookedUp([lookup]) === 0) throw malformedMessage('a lookup table is named but nothing is taken from it');
  return lookup;
}

function checkHeader({ header, accountKeys }: DecodedMessage): void {
  if (header.requiredSignatures === 0) throw malformedMessage('nobody signs it');
  if (header.readonlySigned >= header.requiredSignatures) throw malformedMessage('its fee payer is not writable');
  if (header.requiredSignatures + header.readonlyUnsigned > accountKeys.length) {
    throw malformedMessage('its header counts more accounts than it lists');
  }
  if (1 + 64 * header.requiredSignatures > MAX_TRANSACTION_BYTES)
    throw malformedMessage('it needs too many signatures');
}

function checkKeys({ accountKeys, addressTableLookups }: DecodedMessage): void {
  if (new Set(accountKeys.map(bytesToHex)).size !== accountKeys.length) {
    throw malformedMessage('an account is listed twice');
  }
  if (accountKeys.length + lookedUp(addressTableLookups) > 256) throw malformedMessage('it names too many accounts');
}

function checkInstructions({ accountKeys, instructions, addressTableLookups }: DecodedMessage): void {
  const accountCount = accountKeys.length + lookedUp(addressTableLookups);
  for (const instruction of instructions) {
    // Index 0 is the fee payer, which cannot be a program; programs cannot come from lookup tables.
    if (instruction.programIndex === 0 || instruction.programIndex >= accountKeys.length) {
      throw malformedMessage('an instruction names no program of the message');
    }
    if (instruction.accountIndexes.some((index) => index >= accountCount)) {
      throw malformedMessage('an instruction names an account that is not there');
    }
  }
}

function lookedUp(lookups: readonly AddressTableLookup[]): number {
  return lookups.reduce(
    (sum, { writableIndexes, readonlyIndexes }) => sum + writableIndexes.length + readonlyIndexes.length,
    0,
  );
}
