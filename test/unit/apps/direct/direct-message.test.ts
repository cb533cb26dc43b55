/** What may arrive from a peer: exactly what a run's worker accepts, because the worker ends a run over anything else. */
import { describe, expect, it } from 'vitest';
import { decodeDirect, encodeDirect, MAX_PIECE } from '../../../../src/apps/direct/direct-message.ts';
import { utf8ToBytes } from '../../../../src/base/bytes.ts';

const runId = 'ab'.repeat(32);
const wire = (envelope: string) => utf8ToBytes(JSON.stringify({ type: 'mpc', runId, envelope }));
const ofLength = (byteLength: number) => wire(Buffer.alloc(byteLength, 7).toString('base64url'));

describe('an envelope of a run', () => {
  it.each([1, MAX_PIECE])('of %i bytes arrives', (byteLength) => {
    const message = decodeDirect(ofLength(byteLength));
    if (message.type !== 'mpc') throw new Error('another message');
    expect(message.envelope.length).toBe(byteLength);
    expect(decodeDirect(encodeDirect(message))).toEqual(message);
  });

  it.each([
    ['empty once decoded', wire('A')],
    ['empty', wire('')],
    ['one byte too long', ofLength(MAX_PIECE + 1)],
    ['three bytes too long', ofLength(MAX_PIECE + 3)],
    ['no base64', wire('a+b')],
  ])('that is %s is dropped', (_, payload) => {
    expect(() => decodeDirect(payload)).toThrow(expect.objectContaining({ code: 'DIRECT_MALFORMED' }));
  });
});
