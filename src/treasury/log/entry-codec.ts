/**
 * A log entry as bytes. What is signed is the canonical JSON of the entry without its signature; what is hashed, chained and put
 * into the Merkle tree is the canonical JSON with it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
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

/**
 * `H("treasury/log/entry", SHA-256(canonical bytes without the signature))`: the 32 bytes that the author signs. The inner hash
 * keeps long entries fast; the tagged one keeps the signature from meaning anything else.
 */
export function entryDigest(entry: UnsignedEntry): Uint8Array {
  return digestOf(encodeCanonical(z.encode(UnsignedLogEntry, withoutSignature(entry))));
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
  // What it claims to be until the schema has looked.
  const wire = decodeCanonical(bytes) as z.input<typeof LogEntry>;
  const parsed = LogEntry.safeDecode(wire);
  if (!parsed.success) throw malformed(parsed.error);
  return sealed(parsed.data, bytes, wire);
}

/** Encodes an entry and computes digest and hash on the way. */
export function sealEntry(entry: LogEntry): SealedEntry {
  const wire = z.encode(LogEntry, entry);
  return sealed(entry, encodeCanonical(wire), wire);
}

function sealed(entry: LogEntry, bytes: Uint8Array, wire: z.input<typeof LogEntry>): SealedEntry {
  const hash = entryHash(bytes);
  return { entry, bytes, digest: digestOf(...signedParts(bytes, wire)), leafHash: hash, hash: bytesToHex(hash) };
}

/**
 * The canonical bytes without the signature, cut out of those with it: keys are sorted, so the signature stands before three
 * members of known length. Encoding a second time would double the cost of replaying a log.
 */
function signedParts(bytes: Uint8Array, wire: z.input<typeof LogEntry>): [Uint8Array, Uint8Array] {
  const tail = `,"time":"${wire.time}","version":${wire.version},"workspaceId":"${wire.workspaceId}"}`.length;
  const signature = `,"signature":"${wire.signature}"`.length;
  return [bytes.subarray(0, bytes.length - tail - signature), bytes.subarray(bytes.length - tail)];
}

function digestOf(...parts: readonly Uint8Array[]): Uint8Array {
  const inner = sha256.create();
  for (const part of parts) inner.update(part);
  return taggedHash('treasury/log/entry', tlv.bytes(inner.digest()));
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
