/**
 * A log entry as bytes. What is signed is the canonical JSON of the entry without its signature; what is hashed, chained and put
 * into the Merkle tree is the canonical JSON with it.
 */
import { z } from 'zod';
import { bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { Ed25519Signer } from '../../base/signatures.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import { LogEntry } from '../workspace/entry.ts';
import { decodeCanonical, encodeCanonical } from './canonical-json.ts';
import { leafHash } from './merkle-hash.ts';

const UnsignedLogEntry = LogEntry.omit({ signature: true });
/** An entry that its author has not signed yet. */
export type UnsignedEntry = z.output<typeof UnsignedLogEntry>;

/** An entry with everything that follows from its bytes, so that nothing is hashed twice. */
export interface SealedEntry {
  readonly entry: LogEntry;
  readonly bytes: Uint8Array;
  /** What the author signed: 32 bytes. */
  readonly digest: Uint8Array;
  /** The entry's hash, which is its Merkle leaf hash: 32 bytes. */
  readonly leafHash: Uint8Array;
  /** The same as hex: what the next entry names as `prev`. */
  readonly hash: string;
}

/** `H("treasury/log/entry", bytes)` over the canonical bytes without the signature: the 32 bytes that the author signs. */
export function entryDigest(entry: UnsignedEntry): Uint8Array {
  return digestOf(z.encode(UnsignedLogEntry, withoutSignature(entry)));
}

/** Signs an entry with its author's identity key. */
export function signEntry(entry: UnsignedEntry, signer: Ed25519Signer): LogEntry {
  return { ...entry, signature: signer.sign(entryDigest(entry)) };
}

/** Canonical bytes of a signed entry. */
export function encodeEntry(entry: LogEntry): Uint8Array {
  return encodeCanonical(z.encode(LogEntry, entry));
}

/** Reads canonical bytes of one entry. @throws AppError `CANONICAL_BYTES` or `ENTRY_MALFORMED`. */
export function decodeEntry(bytes: Uint8Array): LogEntry {
  return openEntry(bytes).entry;
}

/** The 32-byte hash of an entry's canonical bytes: its RFC 9162 leaf hash, so that chain and tree speak of the same value. */
export function entryHash(bytes: Uint8Array): Uint8Array {
  return leafHash(bytes);
}

/** Reads canonical bytes and computes digest and hash on the way. @throws AppError `CANONICAL_BYTES` or `ENTRY_MALFORMED`. */
export function openEntry(bytes: Uint8Array): SealedEntry {
  const wire = decodeCanonical(bytes);
  const parsed = LogEntry.safeDecode(wire as z.input<typeof LogEntry>);
  if (!parsed.success) throw malformed(parsed.error);
  return sealed(parsed.data, bytes, wire as object);
}

/** Encodes an entry and computes digest and hash on the way. */
export function sealEntry(entry: LogEntry): SealedEntry {
  const wire = z.encode(LogEntry, entry);
  return sealed(entry, encodeCanonical(wire), wire);
}

function sealed(entry: LogEntry, bytes: Uint8Array, wire: object): SealedEntry {
  const hash = entryHash(bytes);
  return { entry, bytes, digest: digestOf(withoutSignature(wire)), leafHash: hash, hash: bytesToHex(hash) };
}

function digestOf(unsignedWire: object): Uint8Array {
  return taggedHash('treasury/log/entry', tlv.bytes(encodeCanonical(unsignedWire)));
}

function withoutSignature<T extends object>(entry: T): Omit<T, 'signature'> {
  const { signature: _, ...unsigned } = entry as T & { signature?: unknown };
  return unsigned;
}

function malformed(cause: z.ZodError): AppError {
  const first = cause.issues[0];
  const place = first === undefined || first.path.length === 0 ? 'the entry' : first.path.join('.');
  return new AppError({
    code: 'ENTRY_MALFORMED',
    kind: 'peer',
    message: `A received log entry does not have the expected form at ${place}.`,
    cause,
  });
}
