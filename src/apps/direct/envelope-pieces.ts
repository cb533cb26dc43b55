/** Long envelopes travel in pieces: the relay carries messages of at most 700 KiB, and an error round has several of them. */
import { randomBytes } from 'node:crypto';
import { concatBytes } from '../../base/bytes.ts';
import { MAX_PIECE, MAX_PIECES, type DirectMessage } from './direct-message.ts';

/** The longest envelope that can travel at all, in bytes. */
export const MAX_ENVELOPE = MAX_PIECE * MAX_PIECES;

/** What one peer may have lying here in envelopes that are not complete: one longest, and the one after it. */
const MAX_PARTIAL_BYTES = MAX_ENVELOPE + MAX_PIECE * 8;
const MAX_PARTIAL = 8;

type Piece = Extract<DirectMessage, { type: 'mpc.piece' }>;

/** The messages that carry one envelope. @throws RangeError for an envelope longer than `MAX_ENVELOPE`, which no run makes. */
export function piecesOf(runId: string, envelope: Uint8Array): readonly DirectMessage[] {
  if (envelope.length <= MAX_PIECE) return [{ type: 'mpc', runId, envelope }];
  const count = Math.ceil(envelope.length / MAX_PIECE);
  if (count > MAX_PIECES) throw new RangeError('An envelope is longer than any run makes.');
  const envelopeId = randomBytes(8).toString('hex');
  return Array.from({ length: count }, (_, index) => ({
    type: 'mpc.piece' as const,
    runId,
    envelopeId,
    index,
    count,
    piece: envelope.subarray(index * MAX_PIECE, (index + 1) * MAX_PIECE),
  }));
}

interface Incomplete {
  readonly pieces: Map<number, Uint8Array>;
  readonly count: number;
  bytes: number;
}

/**
 * Puts envelopes together again. The limits are per peer: one that fills them loses its own oldest envelope, and costs nobody else
 * anything. The content needs no check here: the engine verifies the envelope's signature.
 */
export class EnvelopeAssembly {
  /** By peer, then by run and envelope, in order of arrival. */
  readonly #partial = new Map<string, Map<string, Incomplete>>();

  /** Takes one piece; returns the envelope when it is complete. Pieces that contradict each other drop the envelope. */
  add(from: string, { runId, envelopeId, index, count, piece }: Piece): Uint8Array | undefined {
    const mine = this.#partial.get(from) ?? new Map<string, Incomplete>();
    this.#partial.set(from, mine);
    const key = `${runId}/${envelopeId}`;
    const found: Incomplete = mine.get(key) ?? { pieces: new Map(), count, bytes: 0 };
    if (found.count !== count || index >= count || found.pieces.has(index)) {
      mine.delete(key);
      return undefined;
    }
    mine.set(key, found);
    found.pieces.set(index, piece);
    found.bytes += piece.length;
    if (found.pieces.size === count) {
      mine.delete(key);
      return concatBytes(...Array.from({ length: count }, (_, i) => found.pieces.get(i) ?? new Uint8Array()));
    }
    trim(mine);
    return undefined;
  }

  /** Bytes that lie here for one peer. */
  bytesOf(from: string): number {
    return sumOf(this.#partial.get(from) ?? new Map<string, Incomplete>());
  }

  /** Forgets what belongs to a run that is over. */
  forget(runId: string): void {
    for (const mine of this.#partial.values()) {
      for (const key of mine.keys()) if (key.startsWith(`${runId}/`)) mine.delete(key);
    }
  }
}

function trim(mine: Map<string, Incomplete>): void {
  while (mine.size > MAX_PARTIAL || sumOf(mine) > MAX_PARTIAL_BYTES) {
    const oldest = mine.keys().next();
    if (oldest.done === true) return;
    mine.delete(oldest.value);
  }
}

function sumOf(mine: ReadonlyMap<string, Incomplete>): number {
  let bytes = 0;
  for (const partial of mine.values()) bytes += partial.bytes;
  return bytes;
}
