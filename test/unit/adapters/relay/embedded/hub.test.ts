import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../../src/base/errors.ts';
import { createRelayHub } from '../../../../../src/adapters/relay/embedded/hub.ts';
import { portPair } from '../../../../../src/adapters/relay/embedded/port.ts';
import { connect, device, settled, startHub, textBytes, type Frame } from './relay-fixture.ts';

const alice = device(1);
const pid = 'a1'.repeat(32);
const attach = { kind: 'attach', version: 1, pid, hello: 'AAAA' };

/** A port that speaks frames by hand. */
function rawClient(hub: ReturnType<typeof startHub>['hub'], options?: { pid: string }) {
  const { a, b, close } = portPair();
  const frames: Frame[] = [];
  a.onMessage((message) => frames.push(message as Frame));
  hub.attach(b, options);
  return { frames, send: (frame: unknown) => a.send(frame), close };
}

describe('the hub', () => {
  test.each([
    ['no object', 'attach'],
    ['null', null],
    ['a list', [attach]],
    ['no kind', { pid }],
    ['an unknown kind', { kind: 'erase' }],
    ['an unknown field', { kind: 'read', id: 1, from: 1, all: true }],
    ['a missing field', { kind: 'read', id: 1 }],
    ['another version', { ...attach, version: 2 }],
    ['a pid in upper case', { ...attach, pid: 'A1'.repeat(32) }],
    ['a negative sequence', { kind: 'read', id: 1, from: -1 }],
    ['a fraction', { kind: 'read', id: 1.5, from: 1 }],
    ['a body that is no base64', { kind: 'publish', id: 1, body: 'no base64' }],
    ['an empty body', { kind: 'publish', id: 1, body: '' }],
    ['a body above the limit', { kind: 'publish', id: 1, body: 'A'.repeat(1_000_004) }],
    ['a frame of many megabytes', { kind: 'publish', id: 1, body: 'A'.repeat(8_000_000) }],
  ])('drops %s, says so, and serves the next frame', async (_, frame) => {
    const { hub, faults } = startHub();
    const { frames, send } = rawClient(hub);
    send(attach);
    send(frame);
    send({ kind: 'publish', id: 7, body: 'AAAA' });
    await settled();
    expect(frames).toEqual([
      { kind: 'head', head: 0 },
      { kind: 'refused', id: null, code: 'RELAY_FRAME_INVALID', count: 1 },
      { kind: 'published', id: 7, sequence: 1 },
      { kind: 'head', head: 1 },
    ]);
    expect([hub.refusals(), faults.length]).toEqual([new Map([['RELAY_FRAME_INVALID', 1]]), 1]);
  });

  test('serves nobody before it attached', async () => {
    const { hub } = startHub();
    const { frames, send } = rawClient(hub);
    send({ kind: 'publish', id: 1, body: 'AAAA' });
    send({ kind: 'read', id: 2, from: 1 });
    send({ kind: 'direct', id: 3, to: pid, body: 'AAAA' });
    await settled();
    expect(frames).toEqual([1, 2, 3].map((id) => ({ kind: 'refused', id, code: 'RELAY_NOT_ATTACHED', count: id })));
  });

  test('lets a child attach under the pid it was started for, and no other', async () => {
    const { hub } = startHub();
    const { frames, send } = rawClient(hub, { pid: alice.pid });
    send(attach);
    await settled();
    expect([frames, hub.present()]).toEqual([
      [{ kind: 'refused', id: null, code: 'RELAY_FRAME_INVALID', count: 1 }],
      [],
    ]);
    send({ ...attach, pid: alice.pid });
    await settled();
    expect(hub.present()).toEqual([alice.pid]);
  });

  test('does not let a client change its pid', async () => {
    const { hub } = startHub();
    const { frames, send } = rawClient(hub);
    send(attach);
    send({ ...attach, pid: alice.pid });
    send(attach);
    await settled();
    expect(hub.present()).toEqual([pid]);
    expect(frames.map(({ kind }) => kind)).toEqual(['head', 'refused', 'head']);
  });

  test('gives a pid to its newest connection', async () => {
    const { hub } = startHub();
    const [old, young, other] = [rawClient(hub), rawClient(hub), rawClient(hub)];
    old.send(attach);
    await settled();
    young.send(attach);
    other.send({ ...attach, pid: 'b2'.repeat(32) });
    await settled();
    old.close();
    other.send({ kind: 'direct', id: 1, to: pid, body: 'AAAA' });
    await settled();
    expect(hub.present()).toEqual([pid, 'b2'.repeat(32)]);
    expect(young.frames.at(-1)).toEqual({ kind: 'direct', from: 'b2'.repeat(32), body: 'AAAA' });
    expect(other.frames.some(({ kind }) => kind === 'absent')).toBe(false);
  });

  test('says which pid a message came from, whatever the sender would like', async () => {
    const { hub } = startHub();
    const [a, b] = [rawClient(hub), rawClient(hub)];
    a.send(attach);
    b.send({ ...attach, pid: alice.pid });
    a.send({ kind: 'direct', id: 1, to: alice.pid, body: 'AAAA', from: alice.pid });
    a.send({ kind: 'direct', id: 2, to: alice.pid, body: 'AAAA' });
    await settled();
    expect(b.frames.filter(({ kind }) => kind === 'direct')).toEqual([{ kind: 'direct', from: pid, body: 'AAAA' }]);
  });

  test('limits the rate of one client without touching another, and recovers with time', async () => {
    const { hub, clock } = startHub({ rate: { burst: 2, perSecond: 1 } });
    const [a, b] = [rawClient(hub), rawClient(hub)];
    const publish = { kind: 'publish', id: 1, body: 'AAAA' };
    for (const frame of [attach, publish, publish]) a.send(frame);
    b.send({ ...attach, pid: alice.pid });
    await settled();
    expect(a.frames.filter(({ kind }) => kind === 'refused')).toEqual([
      { kind: 'refused', id: 1, code: 'RELAY_RATE_LIMITED', count: 1 },
    ]);
    expect(hub.present()).toHaveLength(2);
    clock.time += 999n;
    a.send(publish);
    await settled();
    clock.time += 1n;
    a.send(publish);
    await settled();
    expect(a.frames.filter(({ kind }) => kind === 'published').map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('tells a client that its rate was exceeded', async () => {
    const { hub } = startHub({ rate: { burst: 2, perSecond: 0 } });
    const { client } = connect(hub, { enrolled: [alice], self: alice });
    await client.publish(textBytes('one'));
    await expect(client.publish(textBytes('two'))).rejects.toMatchObject({ code: 'RELAY_RATE_LIMITED', kind: 'peer' });
  });

  test('survives a stream that cannot be written, and says so to the author only', async () => {
    const full = new AppError({ code: 'STORAGE_FULL', kind: 'storage', message: 'The disk is full.' });
    let isFull = true;
    const append = () => {
      if (isFull) throw full;
      return 1;
    };
    const faults: AppError[] = [];
    const hub = createRelayHub({
      streamStore: { append, read: () => [], last: () => 0 },
      clock: { now: () => 0n },
      onFault: (fault) => faults.push(fault),
    });
    const { client } = connect(hub, { enrolled: [alice], self: alice });
    await expect(client.publish(textBytes('one'))).rejects.toMatchObject({ code: 'RELAY_STREAM_FAILED' });
    expect(faults).toMatchObject([{ code: 'RELAY_STREAM_FAILED', cause: full }]);
    isFull = false;
    expect(await client.publish(textBytes('two'))).toBe(1);
  });
});
