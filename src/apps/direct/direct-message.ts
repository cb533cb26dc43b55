/** What co-signers and consoles tell each other directly, inside sealed relay envelopes. Nothing here is a log fact. */
import { z } from 'zod';
import { utf8ToBytes } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { EcdsaProfile } from '../../treasury/chains/chain.ts';
import { EpochNumber, MAX_ORDERED } from '../../treasury/workspace/epoch-entry.ts';
import { decimal, Hash, hexBytes, hexId, hexUpTo, line, Pid, slug } from '../../treasury/workspace/wire.ts';

/** The largest piece of an envelope that travels in one message, in bytes: with its base64 it fills the relay's bucket of 256 KiB. */
export const MAX_PIECE = 180 * 1024;
/** Pieces of one envelope. */
export const MAX_PIECES = 48;
const MAX_MESSAGE = 256 * 1024 - 256;
/** Rounds are numbered from 0, their echoes from 100, disputes from 300, abort notices are 400 (protocol README, section 7). */
export const MAX_ROUND = 999;

const piece = z.codec(
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(Math.ceil((MAX_PIECE * 4) / 3) + 4),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length > 0 && value.length <= MAX_PIECE),
  {
    decode: (text) => Uint8Array.from(Buffer.from(text, 'base64url')),
    encode: (bytes) => Buffer.from(bytes).toString('base64url'),
  },
);

export const DirectMessage = z.discriminatedUnion('type', [
  /** A signed envelope of a protocol run, from one holder to another. */
  z.strictObject({ type: z.literal('mpc'), runId: Hash, envelope: piece }),
  /** A piece of an envelope that is too long for one message. */
  z.strictObject({
    type: z.literal('mpc.piece'),
    runId: Hash,
    /** Names the envelope among those of one sender in one run. */
    envelopeId: hexId(8),
    index: z
      .int()
      .min(0)
      .max(MAX_PIECES - 1),
    count: z.int().min(2).max(MAX_PIECES),
    piece,
  }),
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
  /** Asks a holder for the public part of the epoch in force: how a new holder learns the key's public shares. */
  z.strictObject({ type: z.literal('key.public.request'), vaultId: slug }),
  z.strictObject({ type: z.literal('key.public'), vaultId: slug, epoch: EpochNumber, publicData: hexUpTo(64 * 1024) }),
  /** Asks other holders to make a test signature with their shares of a new epoch; what is signed, each computes for itself. */
  z.strictObject({
    type: z.literal('epoch.test'),
    vaultId: slug,
    epoch: EpochNumber,
    /** The id of the run follows from it (`epoch-proof.ts`): whoever asks cannot choose that of another run. */
    nonce: Hash,
    signers: z.array(Pid).min(2).max(16),
  }),
  /** What a co-signer has ready: presignatures by the order that made them, and sets of primes. */
  z.strictObject({
    type: z.literal('stock'),
    presignatures: z
      .array(
        z.strictObject({
          vaultId: slug,
          order: Hash,
          indexes: z
            .array(
              z
                .int()
                .min(0)
                .max(MAX_ORDERED - 1),
            )
            .max(MAX_ORDERED),
        }),
      )
      .max(256),
    primes: z
      .array(
        z.strictObject({ profile: EcdsaProfile, ready: z.int().min(0).max(1000), target: z.int().min(0).max(1000) }),
      )
      .max(4),
    /** Why ECDSA is slow there: OpenSSL failed the self-test of arithmetic. Absent where it passed. */
    slowBecause: line(200).optional(),
  }),
  /** Asks a co-signer what it has ready. `announced`: ceremonies that are being prepared, for which it makes primes from now on. */
  z.strictObject({ type: z.literal('stock.request'), announced: z.array(EcdsaProfile).max(2) }),
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
