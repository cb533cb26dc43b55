/** What may arrive from a peer: exactly what a run's worker accepts, because the worker ends a run over anything else. */
import { describe, expect, it } from 'vitest';
import { decodeDirect, encodeDirect, MAX_ENVELOPE } from '../../../../src/apps/direct/direct-message.ts';
import { runTask } from '../../../../src/apps/cosigner/run-task.ts';
import { utf8ToBytes } from '../../../../src/base/bytes.ts';

const runId = 'ab'.repeat(32);
const wire = (envelope: string) => utf8ToBytes(JSON.stringify({ type: 'mpc', runId, envelope }));
const ofLength = (byteLength: number) => wire(Buffer.alloc(byteLength, 7).toString('base64url'));

describe('an envelope of a run', () => {
  it.each([1, MAX_ENVELOPE])('of %i bytes arrives, and the worker takes it', (byteLength) => {
    const message = decodeDirect(ofLength(byteLength));
    if (message.type !== 'mpc') throw new Error('another message');
    expect(message.envelope.length).toBe(byteLength);
    const taken = runTask.inbound.safeParse({ from: new Uint8Array(32), envelope: message.envelope });
    expect(taken.success).toBe(true);
    expect(decodeDirect(encodeDirect(message))).toEqual(message);
  });

  it.each([
    ['empty once decoded', wire('A')],
    ['empty', wire('')],
    ['one byte too long', ofLength(MAX_ENVELOPE + 1)],
    ['three bytes too long', ofLength(MAX_ENVELOPE + 3)],
    ['no base64', wire('a+b')],
  ])('that is %s is dropped', (_, payload) => {
    expect(() => decodeDirect(payload)).toThrow(expect.objectContaining({ code: 'DIRECT_MALFORMED' }));
  });
});
