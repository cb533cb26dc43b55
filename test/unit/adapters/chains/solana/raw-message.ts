/** Messages written byte by byte, so that tests can say what no honest library would. */

import { codeOf } from '../../../../../src/base/errors.ts';

export interface RawMessage {
  readonly version: 'legacy' | 0;
  /** requiredSignatures, readonlySigned, readonlyUnsigned. */
  readonly header: readonly [number, number, number];
  readonly keys: readonly Uint8Array[];
  readonly blockhash: Uint8Array;
  readonly instructions: readonly RawInstruction[];
  readonly lookups?: readonly RawLookup[];
}

export interface RawInstruction {
  readonly program: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

export interface RawLookup {
  readonly table: Uint8Array;
  readonly writable: readonly number[];
  readonly readonly: readonly number[];
}

export const SYSTEM_KEY = new Uint8Array(32);

/** A 32-byte key that is recognisable in a failure. */
export function keyOf(fill: number): Uint8Array {
  return new Uint8Array(32).fill(fill);
}

export function compactU16(value: number): number[] {
  if (value < 0x80) return [value];
  if (value < 0x4000) return [(value & 0x7f) | 0x80, value >> 7];
  return [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14];
}

export function transferData(lamports: bigint): Uint8Array {
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, lamports, true);
  return data;
}

export function encodeRaw({ version, header, keys, blockhash, instructions, lookups = [] }: RawMessage): Uint8Array {
  const tail = version === 0 ? [...compactU16(lookups.length), ...lookups.flatMap(encodeLookup)] : [];
  return Uint8Array.from([
    ...(version === 0 ? [0x80] : []),
    ...header,
    ...compactU16(keys.length),
    ...keys.flatMap((key) => [...key]),
    ...blockhash,
    ...compactU16(instructions.length),
    ...instructions.flatMap(encodeInstruction),
    ...tail,
  ]);
}

/** A plain transfer of 7 lamports from key 1 to key 2, to be bent by a test. */
export function plainTransfer(version: 'legacy' | 0 = 0): RawMessage {
  return {
    version,
    header: [1, 0, 1],
    keys: [keyOf(1), keyOf(2), SYSTEM_KEY],
    blockhash: keyOf(9),
    instructions: [{ program: 2, accounts: [0, 1], data: transferData(7n) }],
  };
}

function encodeInstruction({ program, accounts, data }: RawInstruction): number[] {
  return [program, ...compactU16(accounts.length), ...accounts, ...compactU16(data.length), ...data];
}

function encodeLookup({ table, writable, readonly }: RawLookup): number[] {
  return [...table, ...compactU16(writable.length), ...writable, ...compactU16(readonly.length), ...readonly];
}

/** What `read` returns, or undefined when it refuses the bytes as malformed; anything else it throws is a failure. */
export function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) === 'SOLANA_MESSAGE_MALFORMED') return undefined;
    throw error;
  }
}
