/** The relay can drop and delay. Everything else it tries has a name at the receiving end, and the next honest message works. */
import { describe, expect, test } from 'vitest';
import { sealDirect } from '../../../../../src/adapters/relay/embedded/direct-cipher.ts';
import { fromBase64, toBase64 } from '../../../../../src/adapters/relay/embedded/frames.ts';
import { x25519Agreement } from '../../../../../src/adapters/identity/device-identity.ts';
import {
  codes,
  connect,
  device,
  settled,
  startHub,
  textBytes,
  WORKSPACE,
  type Connection,
  type Frame,
  type Tamper,
} from './relay-fixture.ts';

const [alice, bob, carol, mallory] = [device(1), device(2), device(3), device(66)];
const enrolled = [alice, bob, carol];

async function workspace() {
  const { hub } = startHub();
  const [a, b, c] = [alice, bob, carol].map((self) => connect(hub, { enrolled, self }));
  if (!a || !b || !c) throw new Error('three clients');
  await settled();
  return { hub, a, b, c };
}

/** Applies a change to direct frames, or to those of another kind, and passes the rest. */
const tampering =
  (change: Tamper, kind = 'direct'): Tamper =>
  (frame) =>
    frame.kind === kind ? change(frame) : [frame];

function flipped(frame: Frame, bit: number): Frame {
  const bytes = fromBase64(String(frame['body']));
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return { ...frame, body: toBase64(bytes) };
}

async function sendsTo({ a, b }: { a: Connection; b: Connection }, text: string): Promise<readonly string[]> {
  await a.client.sendDirect(bob.pid, textBytes(text));
  await settled();
  return b.received;
}

describe('a direct message', () => {
  test.each([
    ['drops it', tampering(() => []), [], []],
    ['duplicates it', tampering((frame) => [frame, frame]), ['RELAY_REPLAY'], ['bad']],
    [
      'claims another enrolled sender',
      tampering((frame) => [{ ...frame, from: carol.pid }]),
      ['RELAY_DECRYPT_FAILED'],
      [],
    ],
    [
      'claims a stranger as its sender',
      tampering((frame) => [{ ...frame, from: mallory.pid }]),
      ['RELAY_SENDER_UNKNOWN'],
      [],
    ],
    ['reflects it to its author', tampering((frame) => [{ ...frame, from: bob.pid }]), ['RELAY_DECRYPT_FAILED'], []],
    [
      'cuts it',
      tampering((frame) => [{ ...frame, body: String(frame['body']).slice(0, 400) }]),
      ['RELAY_DECRYPT_FAILED'],
      [],
    ],
    ['cuts it to nothing', tampering((frame) => [{ ...frame, body: 'AAAA' }]), ['RELAY_DECRYPT_FAILED'], []],
    [
      'replaces it by noise',
      tampering((frame) => [{ ...frame, body: toBase64(new Uint8Array(1500).fill(9)) }]),
      ['RELAY_DECRYPT_FAILED'],
      [],
    ],
    ['sends no base64', tampering((frame) => [{ ...frame, body: '!!!!' }]), ['RELAY_FRAME_INVALID'], []],
    ['adds a field', tampering((frame) => [{ ...frame, trusted: true }]), ['RELAY_FRAME_INVALID'], []],
    ['sends an unknown kind', tampering(() => [{ kind: 'shutdown' }]), ['RELAY_FRAME_INVALID'], []],
  ])('survives a relay that %s', async (_, tamper, faults, delivered) => {
    const { a, b } = await workspace();
    b.toClient = tamper;
    await sendsTo({ a, b }, 'bad');
    expect(codes(b.faults)).toEqual(faults);
    b.toClient = (frame) => [frame];
    expect(await sendsTo({ a, b }, 'good')).toEqual([...delivered, 'good'].map((text) => `${alice.pid}: ${text}`));
    expect(codes(b.faults)).toEqual(faults);
  });

  test('is refused for a flipped bit anywhere', async () => {
    const { a, b } = await workspace();
    const frames: Frame[] = [];
    b.toClient = tampering((frame) => {
      frames.push(frame);
      return [];
    });
    await sendsTo({ a, b }, 'bad');
    b.toClient = (frame) => [frame];
    const [frame] = frames;
    if (frame === undefined) throw new Error('a frame');
    const bits = fromBase64(String(frame['body'])).length * 8;
    // Every bit of the ephemeral key and of the tag, and one in 41 of the ciphertext between them.
    const chosen = Array.from({ length: bits }, (_, bit) => bit).filter(
      (bit) => bit < 256 || bit >= bits - 128 || bit % 41 === 0,
    );
    for (const bit of chosen) b.inject(flipped(frame, bit));
    await settled();
    // X25519 ignores the highest bit of a key, but it is part of what the key is derived from.
    expect(codes(b.faults)).toEqual(chosen.map(() => 'RELAY_DECRYPT_FAILED'));
    expect(await sendsTo({ a, b }, 'good')).toEqual([`${alice.pid}: good`]);
  });

  test('may be delayed and reordered, and is still accepted once', async () => {
    const { a, b } = await workspace();
    const held: Frame[] = [];
    b.toClient = tampering((frame) => {
      held.push(frame);
      return [];
    });
    for (const text of ['one', 'two', 'three']) await sendsTo({ a, b }, text);
    b.toClient = (frame) => [frame];
    for (const frame of held.toReversed()) b.inject(frame);
    for (const frame of held) b.inject(frame);
    await settled();
    expect(b.received).toEqual(['three', 'two', 'one'].map((text) => `${alice.pid}: ${text}`));
    expect(codes(b.faults)).toEqual(['RELAY_REPLAY', 'RELAY_REPLAY', 'RELAY_REPLAY']);
  });

  test('recorded before a restart of the recipient is worth nothing after it', async () => {
    const { hub, a, b } = await workspace();
    await sendsTo({ a, b }, 'old');
    const recorded = b.transcript.filter(({ kind, from }) => kind === 'direct' && from === alice.pid);
    b.close();
    const restarted = connect(hub, { enrolled, self: bob });
    await settled();
    for (const frame of recorded) restarted.inject(frame);
    await settled();
    expect([restarted.received, codes(restarted.faults)]).toEqual([[], ['RELAY_REPLAY']]);
    expect(await sendsTo({ a, b: restarted }, 'new')).toEqual([`${alice.pid}: new`]);
  });

  test('recorded before a restart of its sender is not accepted twice after it', async () => {
    const { hub, a, b } = await workspace();
    await sendsTo({ a, b }, 'old');
    const recorded = b.transcript.filter(({ kind }) => kind === 'direct');
    a.close();
    const restarted = connect(hub, { enrolled, self: alice });
    await settled();
    for (const frame of recorded) b.inject(frame);
    await settled();
    expect(codes(b.faults)).toEqual(['RELAY_REPLAY']);
    expect(await sendsTo({ a: restarted, b }, 'new')).toEqual([`${alice.pid}: old`, `${alice.pid}: new`]);
  });

  test('made by the relay itself in the name of a member is refused: it cannot sign', async () => {
    const { a, b } = await workspace();
    const toRun = new Uint8Array(16);
    const message = { from: alice.pid, to: bob.pid, fromRun: toRun, toRun, counter: 1n, payload: textBytes('pay me') };
    const forged = sealDirect({
      message,
      workspaceId: WORKSPACE,
      signer: mallory.identity.signer,
      recipientChannelKey: bob.keys.channelKey,
      ephemeral: x25519Agreement(new Uint8Array(32).fill(3)),
    });
    b.inject({ kind: 'direct', from: alice.pid, body: toBase64(forged) });
    await settled();
    expect([b.received, codes(b.faults)]).toEqual([[], ['RELAY_SIGNATURE_INVALID']]);
    expect(await sendsTo({ a, b }, 'good')).toEqual([`${alice.pid}: good`]);
  });

  test('from an enrolled peer in the name of another one is refused: it cannot sign either', async () => {
    const { b } = await workspace();
    const forged = sealDirect({
      message: {
        from: alice.pid,
        to: bob.pid,
        fromRun: new Uint8Array(16),
        toRun: new Uint8Array(16),
        counter: 1n,
        payload: textBytes('x'),
      },
      workspaceId: WORKSPACE,
      signer: carol.identity.signer,
      recipientChannelKey: bob.keys.channelKey,
      ephemeral: x25519Agreement(new Uint8Array(32).fill(3)),
    });
    b.inject({ kind: 'direct', from: alice.pid, body: toBase64(forged) });
    await settled();
    expect(codes(b.faults)).toEqual(['RELAY_SIGNATURE_INVALID']);
  });

  test('reaches the recipient again after the relay told an outdated greeting', async () => {
    const { hub, a, b } = await workspace();
    const outdated = a.transcript.filter(({ kind, pid }) => kind === 'present' && pid === bob.pid);
    b.close();
    const restarted = connect(hub, { enrolled, self: bob });
    await settled();
    for (const frame of outdated) a.inject(frame);
    await settled();
    expect(await sendsTo({ a, b: restarted }, 'lost')).toEqual([]);
    expect(codes(restarted.faults)).toEqual(['RELAY_REPLAY']);
    expect(await sendsTo({ a, b: restarted }, 'good')).toEqual([`${alice.pid}: good`]);
  });
});

describe('a greeting', () => {
  test.each([
    [
      'altered',
      (frame: Frame) => [{ ...frame, hello: toBase64(new Uint8Array(1060).fill(1)) }],
      'RELAY_DECRYPT_FAILED',
    ],
    ['under another name', (frame: Frame) => [{ ...frame, pid: carol.pid }], 'RELAY_SIGNATURE_INVALID'],
  ])('%s makes nobody present', async (_, change, code) => {
    const { hub } = startHub();
    const a = connect(hub, { enrolled, self: alice });
    a.toClient = tampering(change, 'present');
    connect(hub, { enrolled, self: bob });
    await settled();
    expect([a.client.presence(), codes(a.faults)]).toEqual([[], [code]]);
    a.toClient = (frame) => [frame];
    a.client.resync();
    await settled();
    expect(a.client.presence()).toEqual([bob.pid]);
  });
});

describe('the stream', () => {
  function follow(connection: Connection) {
    const seen: string[] = [];
    connection.client.subscribe(1, ({ sequence, bytes }) => {
      seen.push(`${sequence} ${bytes === undefined ? 'unreadable' : new TextDecoder().decode(bytes)}`);
    });
    return seen;
  }
  const entriesOf = (frame: Frame) => frame['entries'] as readonly { sequence: number; body: string }[];

  test.each([
    ['drops an entry', (frame: Frame) => [{ ...frame, entries: entriesOf(frame).slice(1) }]],
    ['reorders entries', (frame: Frame) => [{ ...frame, entries: entriesOf(frame).toReversed() }]],
    [
      'renumbers entries',
      (frame: Frame) => [
        { ...frame, entries: entriesOf(frame).map((entry) => ({ ...entry, sequence: entry.sequence + 1 })) },
      ],
    ],
    [
      'repeats an entry',
      (frame: Frame) => [{ ...frame, entries: [...entriesOf(frame).slice(0, 1), ...entriesOf(frame)] }],
    ],
  ])('is not taken from a relay that %s', async (_, change) => {
    const { a, b } = await workspace();
    await a.client.publish(textBytes('one'));
    await a.client.publish(textBytes('two'));
    b.toClient = tampering(change, 'entries');
    const seen = follow(b);
    await settled();
    expect([seen, codes(b.faults)]).toEqual([[], ['RELAY_STREAM_ORDER']]);
    b.toClient = (frame) => [frame];
    await a.client.publish(textBytes('three'));
    await settled();
    expect(seen).toEqual(['1 one', '2 two', '3 three']);
  });

  test('is asked for again after the relay swallowed an answer', async () => {
    const { a, b } = await workspace();
    await a.client.publish(textBytes('one'));
    b.toClient = tampering(() => [], 'entries');
    const seen = follow(b);
    await settled();
    b.toClient = (frame) => [frame];
    b.client.resync();
    await settled();
    expect([seen, b.faults]).toEqual([['1 one'], []]);
  });

  test('is not read twice when the relay repeats an answer, or sends one that nobody asked for', async () => {
    const { a, b } = await workspace();
    await a.client.publish(textBytes('one'));
    b.toClient = tampering((frame) => [frame, frame], 'entries');
    const seen = follow(b);
    await settled();
    b.inject({ kind: 'entries', id: 99, head: 9, entries: [{ sequence: 2, body: 'AAAA' }] });
    await settled();
    expect([seen, b.faults]).toEqual([['1 one'], []]);
  });

  test('does not spin on a relay that promises entries and gives none', async () => {
    const { b } = await workspace();
    b.toClient = (frame) => [frame.kind === 'entries' ? { ...frame, head: 50, entries: [] } : frame];
    follow(b);
    b.inject({ kind: 'head', head: 50 });
    await settled();
    expect(b.transcript.filter(({ kind }) => kind === 'read')).toHaveLength(1);
  });

  test('shows an altered candidate as unreadable, and as itself when it is read again', async () => {
    const { a, b } = await workspace();
    await a.client.publish(textBytes('one'));
    const alter = (entry: { sequence: number; body: string }) => ({
      ...entry,
      body: toBase64(fromBase64(entry.body).map((byte, i) => (i === 40 ? byte ^ 1 : byte))),
    });
    b.toClient = tampering((frame) => [{ ...frame, entries: entriesOf(frame).map(alter) }], 'entries');
    expect(follow(b)).toEqual([]);
    await settled();
    expect(b.faults).toMatchObject([{ code: 'RELAY_DECRYPT_FAILED', details: { sequence: 1 } }]);
    b.toClient = (frame) => [frame];
    const again = follow(b);
    await settled();
    expect(again).toEqual(['1 one']);
  });

  test('shows a candidate of somebody without the key as unreadable, and goes on behind it', async () => {
    const { hub, a, b } = await workspace();
    const outsider = connect(hub, { enrolled, self: mallory, logKey: new Uint8Array(32).fill(1) });
    await outsider.client.publish(textBytes('noise'));
    await a.client.publish(textBytes('one'));
    const seen = follow(b);
    await settled();
    expect(seen).toEqual(['1 unreadable', '2 one']);
  });
});
