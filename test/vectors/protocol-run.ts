/** The complete runs of `transcript-2of3.json` as its replayers see them: messages by type, sender and recipient. */
import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';
import { bytesFromHex, bytesToHex, concatBytes } from '../../src/base/bytes.ts';
import { decodeWith, DecodeError, type TlvCodec } from '../../src/base/tlv-decode.ts';

const hexBytes = z.string().transform((hex) => bytesFromHex(hex));
const edit = z.tuple([z.number(), z.number(), z.string()]);

/** A message, or how to make one from the message of the same type, sender and recipient. */
const messageSchema = z
  .object({
    type: z.string(),
    from: z.number(),
    to: z.number().nullable(),
    payload: z.string().optional(),
    payload64: z.string().optional(),
    edits: z.array(edit).optional(),
  })
  .transform(({ type, from, to, payload, payload64, edits = [] }) => {
    const long = payload64 === undefined ? undefined : new Uint8Array(Buffer.from(payload64, 'base64'));
    return { type, from, to, payload: payload === undefined ? long : bytesFromHex(payload), edits };
  });

export const replacements = z.array(messageSchema);
export type Replacement = z.infer<typeof messageSchema>;

const messages = z.array(messageSchema);

/** The fields that every protocol of the file needs; each replayer reads its own part of `raw` besides. */
export const transcriptSchema = z.object({
  profile: z.string(),
  suite: z.string(),
  keyId: z.string(),
  epoch: z.number(),
  t: z.number(),
  pids: z.array(hexBytes),
  ids: z.array(z.union([z.number(), z.string()])).transform((ids) => ids.map((id) => BigInt(id))),
  keygen: z.object({ messages }),
  aux: z.object({ messages }),
  presign: z.object({ messages }),
  sign: z.object({ messages }),
});
export type TranscriptFile = z.infer<typeof transcriptSchema>;

/** What a receiver concludes: a check code, and the index of the blamed party or `null` for nobody. */
export interface Finding {
  readonly code: string;
  readonly blamed: number | null;
}

/** All messages of all protocols of the file, some of them replaced. */
export class VectorRun {
  readonly file: TranscriptFile;
  /** The file as it was read, for the fields that only one replayer knows. */
  readonly raw: unknown;
  readonly #payloads: ReadonlyMap<string, Uint8Array>;

  private constructor(file: TranscriptFile, raw: unknown, payloads: ReadonlyMap<string, Uint8Array>) {
    this.file = file;
    this.raw = raw;
    this.#payloads = payloads;
  }

  static read(raw: unknown): VectorRun {
    const file = transcriptSchema.parse(raw);
    const all = [file.keygen, file.aux, file.presign, file.sign].flatMap((part) => part.messages);
    return new VectorRun(
      file,
      raw,
      new Map(all.map((message) => [keyOf(message), message.payload ?? new Uint8Array()])),
    );
  }

  /** The same run with some messages replaced, or added. */
  with(changes: readonly Replacement[]): VectorRun {
    const payloads = new Map(this.#payloads);
    for (const change of changes) {
      const base = change.payload ?? this.payload(change.type, change.from, change.to);
      payloads.set(keyOf(change), change.edits.reduce(applyEdit, base));
    }
    return new VectorRun(this.file, this.raw, payloads);
  }

  /** The payload bytes of a message; `to` is `null` for a broadcast. */
  payload(type: string, from: number, to: number | null = null): Uint8Array {
    const found = this.#payloads.get(keyOf({ type, from, to }));
    if (found === undefined) throw new Error(`there is no ${type} from ${from} to ${to ?? 'all'}`);
    return found;
  }

  /** The decoded message, or `undefined` if it does not decode. */
  decode<M>(codec: TlvCodec<M>, type: string, from: number, to: number | null = null): M | undefined {
    try {
      return decodeWith(codec, this.payload(type, from, to));
    } catch (error) {
      if (error instanceof DecodeError) return undefined;
      throw error;
    }
  }
}

function keyOf({ type, from, to }: { type: string; from: number; to: number | null }): string {
  return `${type} ${from} ${to ?? 'all'}`;
}

function applyEdit(bytes: Uint8Array, [offset, deleteCount, insert]: z.infer<typeof edit>): Uint8Array {
  return concatBytes(bytes.slice(0, offset), bytesFromHex(insert), bytes.slice(offset + deleteCount));
}

const known = new Map<string, unknown>();

/** Computes once for the same inputs: tampered runs share all messages but one, and the checks are pure functions. */
export function once<T>(name: string, inputs: readonly Uint8Array[], compute: () => T): T {
  const key = `${name} ${bytesToHex(sha256(concatBytes(...inputs.map((input) => sha256(input)))))}`;
  if (!known.has(key)) known.set(key, compute());
  return known.get(key) as T;
}
