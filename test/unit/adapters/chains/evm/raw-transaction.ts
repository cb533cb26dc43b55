/** Transactions put together byte by byte, sound or not. Shares no code with what it tests. */
import { bytesFromHex, concatBytes } from '../../../../../src/base/bytes.ts';

export const PAYER = '0x9858EfFD232B4033E47d90003D41EC34EcaEda94';
export const PAYEE = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const TOKEN = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

/** An RLP string with its shortest header. */
export function item(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 1 && (bytes[0] ?? 0) < 0x80) return bytes;
  return concatBytes(header(0x80, bytes.length), bytes);
}

/** An RLP list of items that are encoded already. */
export function list(...items: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...items);
  return concatBytes(header(0xc0, content.length), content);
}

export function number(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return item(value === 0n ? new Uint8Array() : bytesFromHex(hex.length % 2 === 0 ? hex : `0${hex}`));
}

export function address(text: string): Uint8Array {
  return item(bytesFromHex(text.slice(2).toLowerCase()));
}

function header(base: number, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length);
  return length < 256 ? Uint8Array.of(base + 56, length) : Uint8Array.of(base + 57, length >> 8, length & 0xff);
}

/** The nine fields, each encoded already. */
export interface Fields {
  readonly chainId: Uint8Array;
  readonly nonce: Uint8Array;
  readonly priority: Uint8Array;
  readonly fee: Uint8Array;
  readonly gas: Uint8Array;
  readonly to: Uint8Array;
  readonly value: Uint8Array;
  readonly data: Uint8Array;
  readonly accessList: Uint8Array;
}

/** 1.5 ETH to PAYEE with nonce 7 on chain 31337, at most 30 gwei. */
export const FIELDS: Fields = {
  chainId: number(31_337n),
  nonce: number(7n),
  priority: number(10n ** 9n),
  fee: number(30n * 10n ** 9n),
  gas: number(21_000n),
  to: address(PAYEE),
  value: number(15n * 10n ** 17n),
  data: item(new Uint8Array()),
  accessList: list(),
};

/** The nine fields in their order. */
export function inOrder(fields: Fields): Uint8Array[] {
  const { chainId, nonce, priority, fee, gas, to, value, data, accessList } = fields;
  return [chainId, nonce, priority, fee, gas, to, value, data, accessList];
}

/** The bytes of a transaction with some fields replaced. */
export function raw(changes: Partial<Fields> = {}): Uint8Array {
  return concatBytes(Uint8Array.of(2), list(...inOrder({ ...FIELDS, ...changes })));
}
