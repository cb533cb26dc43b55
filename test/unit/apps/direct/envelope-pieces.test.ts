import { describe, expect, it } from 'vitest';
import { MAX_PAYLOAD_BYTES } from '../../../../src/adapters/relay/embedded/direct-cipher.ts';
import {
  decodeDirect,
  encodeDirect,
  MAX_PIECE,
  type DirectMessage,
} from '../../../../src/apps/direct/direct-message.ts';
import { envelopeLimit } from '../../../../src/apps/direct/envelope-limit.ts';
import { EnvelopeAssembly, MAX_ENVELOPE, piecesOf } from '../../../../src/apps/direct/envelope-pieces.ts';

const [peer, flooder] = ['aa'.repeat(32), 'bb'.repeat(32)];
const runId = 'ab'.repeat(32);
type Piece = Extract<DirectMessage, { type: 'mpc.piece' }>;
const isPiece = (message: DirectMessage): message is Piece => message.type === 'mpc.piece';
const pattern = (byteLength: number): Uint8Array => Uint8Array.from({ length: byteLength }, (_, i) => (i * 31) & 0xff);
const cut = (byteLength: number): Piece[] => piecesOf(runId, pattern(byteLength)).filter(isPiece);

function assembled(pieces: readonly Piece[], assembly = new EnvelopeAssembly()): (Uint8Array | undefined)[] {
  return pieces.map((piece) => assembly.add(peer, piece));
}

describe('a long envelope', () => {
  it('that fits travels in one message', () => {
    const envelope = pattern(MAX_PIECE);
    expect(piecesOf(runId, envelope)).toEqual([{ type: 'mpc', runId, envelope }]);
  });

  it.each([
    ['one byte more', MAX_PIECE + 1, 2],
    ['an error round of three signers at 3072 bits', 919_000, 5],
  ])('%s: travels in pieces that the relay carries, and is whole again', (_, byteLength, count) => {
    const pieces = cut(byteLength);
    expect(pieces).toHaveLength(count);
    const carried = pieces.map((piece) => encodeDirect(piece));
    for (const bytes of carried) expect(bytes.length).toBeLessThan(MAX_PAYLOAD_BYTES);
    const answers = assembled(carried.map(decodeDirect).filter(isPiece));
    expect(answers.slice(0, -1).every((answer) => answer === undefined)).toBe(true);
    expect(answers.at(-1)).toEqual(pattern(byteLength));
  });

  it('is whole again in any order of its pieces', () => {
    expect(assembled(cut(3 * MAX_PIECE).reverse()).at(-1)).toEqual(pattern(3 * MAX_PIECE));
  });

  it('of the longest kind arrives, a longer one is never sent', () => {
    expect(assembled(cut(MAX_ENVELOPE)).at(-1)?.length).toBe(MAX_ENVELOPE);
    expect(() => piecesOf(runId, new Uint8Array(MAX_ENVELOPE + 1))).toThrow(RangeError);
  });

  it('whose pieces contradict each other is dropped', () => {
    const [first, second] = cut(2 * MAX_PIECE) as [Piece, Piece];
    const assembly = new EnvelopeAssembly();
    expect(assembled([first, first, second], assembly)).toEqual([undefined, undefined, undefined]);
    expect(assembled([first, { ...second, count: 3 }], new EnvelopeAssembly())).toEqual([undefined, undefined]);
    expect(assembled([{ ...first, index: 2 }], new EnvelopeAssembly())).toEqual([undefined]);
  });

  it('that never ends costs only its sender, within a limit', () => {
    const assembly = new EnvelopeAssembly();
    const [first, second] = cut(2 * MAX_PIECE) as [Piece, Piece];
    assembly.add(peer, first);
    for (let i = 0; i < 400; i += 1) {
      const envelopeId = i.toString(16).padStart(16, '0');
      for (const index of [0, 1, 2]) assembly.add(flooder, { ...first, envelopeId, index, count: 48 });
    }
    expect(assembly.bytesOf(flooder)).toBeLessThanOrEqual(MAX_ENVELOPE + 8 * MAX_PIECE);
    expect(assembly.add(peer, second)).toEqual(pattern(2 * MAX_PIECE));
  });

  it('of a run that is over is forgotten', () => {
    const assembly = new EnvelopeAssembly();
    assembly.add(peer, cut(2 * MAX_PIECE)[0] as Piece);
    assembly.forget(runId);
    expect(assembly.bytesOf(peer)).toBe(0);
  });
});

describe('the limit of an envelope', () => {
  it.each([
    // Pi-prm and Pi-mod at 3072 bits, with their integers in TLV.
    ['aux', 2, 98_304 + 256 * 5 + 4 * 400 + 500],
    ['aux', 3, 99_585 + 129 * 4 * 10 + 500],
    // 200 KB of Pi-dec, and 343 KB for each other signer.
    ['presign', 2, 200_000 + 128 * 40 + 343_500 + 128 * 45],
    ['presign', 3, 200_000 + 128 * 40 + 2 * (343_500 + 128 * 45)],
    ['presign', 7, 200_000 + 128 * 40 + 6 * (343_500 + 128 * 45)],
    ['online', 2, 1000],
    ['reshare', 16, 16 * 33 + 1000],
    ['frost', 3, 64 * 1024],
  ] as const)('%s of %i parties lets an honest message of %i bytes through', (family, parties, byteLength) => {
    expect(envelopeLimit(family, parties)).toBeGreaterThanOrEqual(byteLength);
  });

  it('is small where messages are small', () => {
    expect(envelopeLimit('frost', 3)).toBeLessThan(100_000);
    expect(envelopeLimit('online', 3)).toBeLessThan(100_000);
    expect(envelopeLimit('presign', 16)).toBe(MAX_ENVELOPE);
  });
});
