/** What co-signers and consoles tell each other directly, inside sealed relay envelopes. Nothing here is a log fact. */
import { z } from 'zod';
import { utf8ToBytes } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { decimal, Hash, hexBytes, Pid } from '../../treasury/workspace/wire.ts';

/** The largest envelope of a protocol run that is accepted, in bytes. */
export const MAX_ENVELOPE = 64 * 1024;
const MAX_MESSAGE = 256 * 1024;
/** Rounds are numbered from 0, their echoes from 100, disputes from 300, abort notices are 400 (protocol README, section 7). */
export const MAX_ROUND = 999;

const envelope = z.codec(
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(Math.ceil((MAX_ENVELOPE * 4) / 3) + 4),
  // Exactly what the worker of a run takes: anything else would end the run instead of being dropped here.
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length > 0 && value.length <= MAX_ENVELOPE),
  {
    decode: (text) => Uint8Array.from(Buffer.from(text, 'base64url')),
    encode: (bytes) => Buffer.from(bytes).toString('base64url'),
  },
);

export const DirectMessage = z.discriminatedUnion('type', [
  /** A signed envelope of a protocol run, from one holder to another. */
  z.strictObject({ type: z.literal('mpc'), runId: Hash, envelope }),
  /** What one party of a run has seen, for the grids that officers watch. */
  z.strictObject({
    type: z.literal('progress'),
    runId: Hash,
    events: z
      .array(
        z.strictObject({
          party: Pid,
          round: z.int().min(0).max(MAX_ROUND),
          state: z.enum(['received', 'verified', 'rejected']),
          at: decimal,
        }),
      )
      .max(256),
  }),
  /** A co-signer's signature over its log at one size; also says how far it has read. */
  z.strictObject({ type: z.literal('checkpoint'), size: z.int().min(1), rootHash: Hash, signature: hexBytes(64) }),
  /** Asks a co-signer for a checkpoint at its present size. */
  z.strictObject({ type: z.literal('checkpoint.request') }),
  /** Asks a co-signer to stop a run of a session before its share is released. */
  z.strictObject({ type: z.literal('run.cancel'), runId: Hash }),
]);
export type DirectMessage = z.output<typeof DirectMessage>;

/** Encodes a message as the payload of a direct relay envelope. */
export function encodeDirect(message: DirectMessage): Uint8Array {
  return utf8ToBytes(JSON.stringify(z.encode(DirectMessage, message)));
}

/** @throws AppError `DIRECT_MALFORMED` for anything that is not one message within its limits. */
export function decodeDirect(payload: Uint8Array): DirectMessage {
  try {
    if (payload.length > MAX_MESSAGE) throw new Error('too long');
    return DirectMessage.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
  } catch (cause) {
    throw new AppError({ code: 'DIRECT_MALFORMED', kind: 'peer', message: 'A direct message is malformed.', cause });
  }
}
