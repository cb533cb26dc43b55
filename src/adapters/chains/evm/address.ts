/** EVM addresses: 20 bytes as hex text whose capitals are a checksum (EIP-55). */
import { getAddress, isAddress } from 'viem/utils';
import { bytesFromHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { checksummed, evmAddressOfKey } from '../../../treasury/chains/evm-address.ts';

export interface EvmAddress {
  /** EIP-55 text, the only form the log holds. */
  readonly address: string;
  /** 20 bytes. */
  readonly bytes: Uint8Array;
  /** False for text in one case, which carries no checksum: a mistyped digit in it cannot be noticed. */
  readonly hadChecksum: boolean;
}

/** Addresses up to here belong to the machine: contracts that are part of the protocol. */
const LAST_BUILT_IN = 0x1ffn;
/** Where people burn money on purpose. */
const BURNED = new Set(['0x000000000000000000000000000000000000dEaD', '0xdEAD000000000000000042069420694206942069']);

/**
 * The address of a compressed secp256k1 key (33 bytes).
 * @throws AppError `EVM_ADDRESS_INVALID` for bytes that are no such key.
 */
export function encodeEvmAddress(publicKey: Uint8Array): string {
  const address = evmAddressOfKey(publicKey);
  if (address === null) throw invalidAddress('This is not the key of an EVM address.');
  return address;
}

/**
 * Parses an address strictly: `0x` and 40 hex digits, nothing around it. Mixed case must be a valid checksum.
 * @throws AppError `EVM_ADDRESS_INVALID`, `EVM_ADDRESS_CHECKSUM` when the capitals say that a character is wrong.
 */
export function parseEvmAddress(text: string): EvmAddress {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text))
    throw invalidAddress('This is not an EVM address: 0x and 40 hexadecimal digits.');
  const digits = text.slice(2);
  const hadChecksum = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  const address = checksummed(digits);
  // Two implementations of the checksum must agree before an address is believed.
  if (getAddress(`0x${digits.toLowerCase()}`) !== address) throw wrongChecksum();
  if (hadChecksum && (address !== text || !isAddress(text, { strict: true }))) throw wrongChecksum();
  return { address, bytes: bytesFromHex(digits.toLowerCase(), 20), hadChecksum };
}

/**
 * Parses the address of somebody to be paid.
 * @throws AppError as `parseEvmAddress`, and `EVM_ADDRESS_RESERVED` for the zero address, a built-in contract or an address where
 *   money is burned: what is sent there is lost.
 */
export function parseEvmPayee(text: string): EvmAddress {
  const parsed = parseEvmAddress(text);
  if (BigInt(parsed.address) > LAST_BUILT_IN && !BURNED.has(parsed.address)) return parsed;
  throw new AppError({
    code: 'EVM_ADDRESS_RESERVED',
    kind: 'input',
    message: 'This address belongs to nobody; money sent there is lost.',
    safe: 'Nothing was created.',
    next: "Enter the payee's own address.",
  });
}

function invalidAddress(message: string): AppError {
  return new AppError({
    code: 'EVM_ADDRESS_INVALID',
    kind: 'input',
    message,
    safe: 'Nothing was created.',
    next: 'Copy the address again from its source.',
  });
}

function wrongChecksum(): AppError {
  return new AppError({
    code: 'EVM_ADDRESS_CHECKSUM',
    kind: 'input',
    message: 'A character of this address is wrong: its capitals do not fit.',
    safe: 'Nothing was created.',
    next: 'Copy the address again from its source.',
  });
}
