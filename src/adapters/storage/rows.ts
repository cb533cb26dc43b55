/** Schemas of the values that rows are made of, and the one way a row becomes a typed record. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { bytesEqual } from '../../base/bytes.ts';
import type { SqlRow } from './database.ts';
import { corrupt } from './storage-errors.ts';

/** A non-negative safe integer: sequence, index, epoch. */
export const count = z.bigint().min(0n).max(BigInt(Number.MAX_SAFE_INTEGER)).transform(Number);

/** Milliseconds since the Unix epoch. */
export const time = z.bigint().min(0n);

/** A short text: an id, a code. */
export const text = z.string().min(1).max(256);

/** A blob, of exactly `byteLength` bytes if given. */
export function blob(byteLength?: number): z.ZodType<Uint8Array> {
  return z.instanceof(Uint8Array).refine((value) => byteLength === undefined || value.length === byteLength);
}

/** Validates a row. @throws AppError `STORAGE_CORRUPT` when it is not what a store writes. */
export function parseRow<T>(schema: z.ZodType<T>, row: SqlRow): T {
  const parsed = schema.safeParse({ ...row });
  if (!parsed.success) throw corrupt('A stored record is damaged', parsed.error);
  return parsed.data;
}

/** SHA-256, kept beside stored bytes so that a flipped bit inside them is found when they are read. */
export function checksumOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** @throws AppError `STORAGE_CORRUPT` when the bytes are not those that were stored. */
export function assertChecksum(bytes: Uint8Array, checksum: Uint8Array): void {
  if (!bytesEqual(checksumOf(bytes), checksum)) throw corrupt('A stored record is damaged');
}
