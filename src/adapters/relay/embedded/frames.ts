/**
 * What travels between a client and the hub: JSON with base64 bodies, every body opaque to the hub. Strict schemas on both
 * sides, because neither trusts the other.
 */
import { z } from 'zod';
import { REFUSALS } from './relay-errors.ts';

/** Longest frame: bodies are bounded so that every frame stays below 1 MiB of JSON. */
const MAX_BODY_CHARACTERS = 1_000_000;
/** Sum of the bodies of one `entries` frame, in bytes before base64. */
export const MAX_ENTRIES_BYTES = 512 * 1024;
/** Longest body in bytes, of a direct message or a candidate. */
export const MAX_BODY_BYTES = (MAX_BODY_CHARACTERS / 4) * 3;
export const MAX_ENTRIES = 256;

const body = z.base64().min(4).max(MAX_BODY_CHARACTERS);
const pid = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.int().min(1);
const sequence = z.int().min(1);
const head = z.int().min(0);
const hello = z.base64().min(4).max(4096);

/** Client to hub. */
export const clientFrame = z.discriminatedUnion('kind', [
  /** Becomes present under a pid; `hello` goes to everybody else. */
  z.strictObject({ kind: z.literal('attach'), version: z.literal(1), pid, hello }),
  z.strictObject({ kind: z.literal('publish'), id, body }),
  z.strictObject({ kind: z.literal('read'), id, from: sequence }),
  z.strictObject({ kind: z.literal('direct'), id, to: pid, body }),
]);
export type ClientFrame = z.output<typeof clientFrame>;

/** Hub to client. */
export const hubFrame = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('head'), head }),
  z.strictObject({ kind: z.literal('published'), id, sequence }),
  z.strictObject({
    kind: z.literal('entries'),
    id,
    entries: z.array(z.strictObject({ sequence, body })).max(MAX_ENTRIES),
    head,
  }),
  z.strictObject({ kind: z.literal('accepted'), id }),
  z.strictObject({ kind: z.literal('refused'), id: id.nullable(), code: z.enum(REFUSALS), count: z.int().min(1) }),
  z.strictObject({ kind: z.literal('direct'), from: pid, body }),
  z.strictObject({ kind: z.literal('present'), pid, hello }),
  z.strictObject({ kind: z.literal('absent'), pid }),
]);
export type HubFrame = z.output<typeof hubFrame>;

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
