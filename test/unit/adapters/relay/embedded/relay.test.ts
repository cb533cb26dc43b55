import { describe, expect, test } from 'vitest';
import { bytesToHex } from '../../../../../src/base/bytes.ts';
import type { StreamCandidate } from '../../../../../src/adapters/relay/embedded/client.ts';
import { connect, device, settled, startHub, textBytes } from './relay-fixture.ts';

const [alice, bob, carol] = [device(1), device(2), device(3)];
const enrolled = [alice, bob, carol];

async function workspace() {
  const { hub, ...rest } = startHub();
  const [a, b, c] = [alice, bob, carol].map((self) => connect(hub, { enrolled, self }));
  if (!a || !b || !c) throw new Error('three clients');
  await settled();
  return { hub, a, b, c, ...rest };
}

/** The stream as one client sees it, as texts. */
function follow(connection: ReturnType<typeof connect>, from = 1) {
  const seen: string[] = [];
  const stop = connection.client.subscribe(from, ({ sequence, bytes }: StreamCandidate) => {
    seen.push(`${sequence} ${bytes === undefined ? '-' : new TextDecoder().decode(bytes)}`);
  });
  return { seen, stop };
}

describe('the stream', () => {
  test('reaches every client in one order, from wherever it reads', async () => {
    const { a, b, c } = await workspace();
    const early = follow(b);
    const sequences = await Promise.all([
      a.client.publish(textBytes('one')),
      c.client.publish(textBytes('two')),
      a.client.publish(textBytes('three')),
    ]);
    expect(sequences).toEqual([1, 2, 3]);
    await settled();
    const late = follow(c, 2);
    await settled();
    expect(early.seen).toEqual(['1 one', '2 two', '3 three']);
    expect(late.seen).toEqual(['2 two', '3 three']);
  });

  test('waits for a slow handler and keeps the order', async () => {
    const { a, b } = await workspace();
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    b.client.subscribe(1, async ({ sequence }) => {
      order.push(`begin ${sequence}`);
      if (sequence === 1) await gate.promise;
      order.push(`end ${sequence}`);
    });
    await a.client.publish(textBytes('one'));
    await a.client.publish(textBytes('two'));
    await settled();
    expect(order).toEqual(['begin 1']);
    gate.resolve();
    await settled();
    expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  test('is read in batches until its end', async () => {
    const { a, b } = await workspace();
    for (let i = 1; i <= 300; i += 1) await a.client.publish(textBytes(String(i)));
    const { seen } = follow(b);
    await settled();
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => `${i + 1} ${i + 1}`));
    expect(b.transcript.filter(({ kind }) => kind === 'read')).toHaveLength(2);
  });

  test('stops at a candidate that the replica could not take in, and goes on when asked again', async () => {
    const { a, b } = await workspace();
    const failure = new Error('disk full');
    b.client.subscribe(1, () => {
      throw failure;
    });
    await a.client.publish(textBytes('one'));
    await a.client.publish(textBytes('two'));
    await settled();
    expect(b.faults).toMatchObject([
      { code: 'RELAY_HANDLER_FAILED', kind: 'bug', details: { sequence: 1 }, cause: failure },
    ]);
    const { seen } = follow(b);
    await settled();
    expect(seen).toEqual(['1 one', '2 two']);
  });

  test('ends for a client that no longer wants it', async () => {
    const { a, b } = await workspace();
    const { seen, stop } = follow(b);
    await a.client.publish(textBytes('one'));
    await settled();
    stop();
    await a.client.publish(textBytes('two'));
    await settled();
    expect(seen).toEqual(['1 one']);
  });

  test('is replaced, not doubled, by a second subscription', async () => {
    const { a, b } = await workspace();
    const first = follow(b);
    const second = follow(b);
    await a.client.publish(textBytes('one'));
    await settled();
    expect([first.seen, second.seen]).toEqual([[], ['1 one']]);
  });

  test('refuses a candidate that is too large, and carries the next one', async () => {
    const { a } = await workspace();
    const tooLarge = a.client.publish(new Uint8Array(700 * 1024));
    await expect(tooLarge).rejects.toMatchObject({ code: 'RELAY_PAYLOAD_TOO_LARGE' });
    expect(await a.client.publish(new Uint8Array(700 * 1024 - 4))).toBe(1);
  });
});

describe('direct messages', () => {
  test('arrive with their authenticated sender', async () => {
    const { a, b, c } = await workspace();
    await a.client.sendDirect(bob.pid, textBytes('round 1'));
    await b.client.sendDirect(alice.pid, textBytes('answer'));
    await settled();
    expect([a.received, b.received, c.received]).toEqual([[`${bob.pid}: answer`], [`${alice.pid}: round 1`], []]);
    expect([...a.faults, ...b.faults, ...c.faults]).toEqual([]);
  });

  test('carry every byte value and the largest payload', async () => {
    const { a, b } = await workspace();
    const largest = Uint8Array.from({ length: 700 * 1024 - 256 }, (_, i) => i & 0xff);
    const payloads: string[] = [];
    b.client.onDirect((_, payload) => payloads.push(bytesToHex(payload)));
    await a.client.sendDirect(bob.pid, largest);
    await a.client.sendDirect(bob.pid, new Uint8Array());
    await settled();
    expect(payloads).toEqual([bytesToHex(largest), '']);
    const tooLarge = a.client.sendDirect(bob.pid, new Uint8Array(700 * 1024 - 255));
    await expect(tooLarge).rejects.toMatchObject({ code: 'RELAY_PAYLOAD_TOO_LARGE' });
  });

  test('are refused for strangers and for peers that are away', async () => {
    const { a, b } = await workspace();
    await expect(a.client.sendDirect(device(9).pid, textBytes('x'))).rejects.toMatchObject({
      code: 'RELAY_RECIPIENT_UNKNOWN',
    });
    b.close();
    await settled();
    await expect(a.client.sendDirect(bob.pid, textBytes('x'))).rejects.toMatchObject({ code: 'RELAY_PEER_OFFLINE' });
  });

  test('go on after the recipient restarted', async () => {
    const { hub, a, b } = await workspace();
    await a.client.sendDirect(bob.pid, textBytes('before'));
    await settled();
    b.close();
    const restarted = connect(hub, { enrolled, self: bob });
    await settled();
    await a.client.sendDirect(bob.pid, textBytes('after'));
    await settled();
    expect(restarted.received).toEqual([`${alice.pid}: after`]);
    expect([...a.faults, ...restarted.faults]).toEqual([]);
  });

  test('do not arrive in another workspace', async () => {
    const { hub } = startHub();
    const a = connect(hub, { enrolled, self: alice });
    const b = connect(hub, { enrolled, self: bob, workspaceId: 'cd'.repeat(32) });
    await settled();
    expect([a.client.presence(), b.client.presence()]).toEqual([[], []]);
    expect(a.faults).toMatchObject([{ code: 'RELAY_DECRYPT_FAILED' }]);
  });
});

describe('presence', () => {
  test('follows who comes and goes', async () => {
    const { hub, a, b } = await workspace();
    let changes = 0;
    a.client.onPresence(() => (changes += 1));
    expect(a.client.presence()).toEqual([bob.pid, carol.pid].toSorted());
    b.close();
    await settled();
    expect([a.client.presence(), changes, hub.present()]).toEqual([[carol.pid], 1, [alice.pid, carol.pid].toSorted()]);
  });

  test('counts only enrolled peers', async () => {
    const { hub } = startHub();
    const a = connect(hub, { enrolled: [alice, bob], self: alice });
    connect(hub, { enrolled, self: carol });
    connect(hub, { enrolled, self: bob });
    await settled();
    expect([a.client.presence(), a.faults]).toEqual([[bob.pid], []]);
  });
});

describe('a closed connection', () => {
  test('refuses what waits and what comes', async () => {
    const { a } = await workspace();
    let closed = 0;
    a.client.onClose(() => (closed += 1));
    a.toHub = () => [];
    const waiting = a.client.publish(textBytes('lost'));
    a.close();
    await expect(waiting).rejects.toMatchObject({ code: 'RELAY_CLOSED' });
    await expect(a.client.publish(textBytes('late'))).rejects.toMatchObject({ code: 'RELAY_CLOSED' });
    expect([a.client.presence(), closed]).toEqual([[], 1]);
  });

  test('is not needed to stop waiting', async () => {
    const { a } = await workspace();
    a.toHub = () => [];
    const cancel = new AbortController();
    const waiting = a.client.publish(textBytes('lost'), { signal: cancel.signal });
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'RELAY_CANCELLED' });
    const late = a.client.sendDirect(bob.pid, textBytes('late'), { signal: cancel.signal });
    await expect(late).rejects.toMatchObject({ code: 'RELAY_CANCELLED' });
  });

  test('bounds what waits', async () => {
    const { a } = await workspace();
    a.toHub = () => [];
    const waiting = Array.from({ length: 1024 }, () =>
      a.client.publish(textBytes('x')).catch((error: unknown) => error),
    );
    await expect(a.client.publish(textBytes('one more'))).rejects.toMatchObject({ code: 'RELAY_QUEUE_FULL' });
    a.close();
    expect(new Set((await Promise.all(waiting)).map((error) => (error as { code: string }).code))).toEqual(
      new Set(['RELAY_CLOSED']),
    );
  });
});
