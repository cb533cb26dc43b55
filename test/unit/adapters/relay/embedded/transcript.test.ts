/** R02: what the relay sees and keeps decrypts to nothing without a key and names no field of any protocol. */
import { expect, test } from 'vitest';
import { taggedHash } from '../../../../../src/base/tagged-hash.ts';
import { encodeWith, structCodec, bytesCodec, textCodec } from '../../../../../src/base/tlv-decode.ts';
import { BUCKETS } from '../../../../../src/adapters/relay/embedded/padding.ts';
import { createStreamStore, streamMigrations } from '../../../../../src/adapters/storage/stream-store.ts';
import { scratchDatabase } from '../../storage/scratch.ts';
import { connect, device, settled, startHub, textBytes, type Frame } from './relay-fixture.ts';

const [alice, bob] = [device(1), device(2)];
const enrolled = [alice, bob];

/** Everything of an entry and of a protocol message that the relay must not learn. */
const ENTRY = JSON.stringify({
  body: { amount: '2500000000', kind: 'request.created', payee: 'Acme Supplies', purpose: 'invoice 4711' },
  workspace: 'Northwind',
});
const SECRETS = ['request.created', 'Acme', 'invoice', '2500000000', 'Northwind', 'frost-sign', 'payload', 'session'];
const roundMessage = encodeWith(structCodec({ protocol: textCodec(32), sid: bytesCodec({ exact: 32 }) }), {
  protocol: 'frost-sign',
  sid: taggedHash('test/kat'),
});
const ROUTING: Readonly<Record<string, readonly string[]>> = {
  attach: ['hello', 'kind', 'pid', 'version'],
  publish: ['body', 'id', 'kind'],
  read: ['from', 'id', 'kind'],
  direct: ['body', 'from', 'id', 'kind', 'to'],
  head: ['head', 'kind'],
  published: ['id', 'kind', 'sequence'],
  entries: ['entries', 'head', 'id', 'kind'],
  accepted: ['id', 'kind'],
  present: ['hello', 'kind', 'pid'],
};

async function recordedTranscript(): Promise<{ frames: readonly Frame[]; stored: readonly Uint8Array[] }> {
  const streamStore = createStreamStore(scratchDatabase(streamMigrations));
  const { hub } = startHub({ streamStore });
  const [a, b] = [connect(hub, { enrolled, self: alice }), connect(hub, { enrolled, self: bob })];
  await settled();
  const seen: string[] = [];
  b.client.subscribe(1, ({ bytes }) => void seen.push(new TextDecoder().decode(bytes)));
  await a.client.publish(textBytes(ENTRY));
  await a.client.publish(textBytes(ENTRY));
  await a.client.sendDirect(bob.pid, roundMessage);
  await b.client.sendDirect(alice.pid, roundMessage);
  await settled();
  expect([seen, a.received.length, b.received.length]).toEqual([[ENTRY, ENTRY], 1, 1]);
  return { frames: [...a.transcript, ...b.transcript], stored: streamStore.read(1, 10, 1e6).map(({ bytes }) => bytes) };
}

/** The body texts of a frame. */
function bodiesOf(frame: Frame): string[] {
  const entries = (frame['entries'] ?? []) as readonly { body: string }[];
  return [frame['body'], frame['hello'], ...entries.map(({ body }) => body)].filter((body) => typeof body === 'string');
}

test('a recorded transcript holds routing and ciphertext, and no plaintext of any protocol', async () => {
  const { frames, stored } = await recordedTranscript();
  for (const frame of frames) {
    expect(ROUTING[frame.kind]).toEqual(expect.arrayContaining(Object.keys(frame)));
    const seen = [
      JSON.stringify(frame),
      ...bodiesOf(frame).map((body) => Buffer.from(body, 'base64').toString('latin1')),
    ];
    for (const secret of SECRETS) expect(seen.some((text) => text.includes(secret))).toBe(false);
  }
  for (const bytes of stored) {
    for (const secret of SECRETS) expect(Buffer.from(bytes).includes(secret)).toBe(false);
  }
});

test('equal contents do not look equal, and sizes show the bucket only', async () => {
  const { frames } = await recordedTranscript();
  const sent = frames
    .filter(({ kind }) => kind === 'publish' || kind === 'direct' || kind === 'attach')
    .flatMap(bodiesOf);
  const fresh = new Set(frames.filter(({ kind, to }) => kind === 'publish' || to !== undefined).flatMap(bodiesOf));
  expect(fresh.size).toBe(4);
  // A candidate and a greeting add nonce and tag to the bucket, a direct message a key and a tag.
  const sizes = new Set(BUCKETS.flatMap((bucket) => [bucket + 28, bucket + 48]));
  expect(sent.filter((body) => !sizes.has(Buffer.from(body, 'base64').length))).toEqual([]);
});
