import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { messageSplitter, openDevTools, type Message } from '../../../../src/apps/browser-shell/devtools.ts';

function split(...chunks: Buffer[]): { messages: Message[]; faults: string[] } {
  const messages: Message[] = [];
  const faults: string[] = [];
  const feed = messageSplitter(
    (message) => messages.push(message),
    (error) => faults.push(error.code),
  );
  for (const chunk of chunks) feed(chunk);
  return { messages, faults };
}

describe('messageSplitter', () => {
  it('finds the same messages wherever the stream is cut', () => {
    const stream = Buffer.from('{"id":1}\0{"method":"é"}\0{"id":2}\0');
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const { messages, faults } = split(stream.subarray(0, cut), stream.subarray(cut));
      expect(messages).toEqual([{ id: 1 }, { method: 'é' }, { id: 2 }]);
      expect(faults).toEqual([]);
    }
  });

  it.each(['not json\0', '[1]\0', '{"id":"1"}\0', '\0'])('stops for good at %j', (broken) => {
    const { messages, faults } = split(Buffer.from(broken), Buffer.from('{"id":1}\0'));
    expect(messages).toEqual([]);
    expect(faults).toEqual(['BROWSER_MESSAGE']);
  });

  it('stops at a message beyond its limit, before it is complete', () => {
    const chunk = Buffer.alloc(8 * 1024 * 1024, 'x');
    const { faults } = split(...Array.from({ length: 9 }, () => chunk));
    expect(faults).toEqual(['BROWSER_MESSAGE']);
  });
});

describe('openDevTools', () => {
  function open() {
    const input = new PassThrough();
    const output = new PassThrough();
    const sent: Message[] = [];
    input.on(
      'data',
      messageSplitter((message) => sent.push(message), fail),
    );
    const devTools = openDevTools(input, output, fail);
    return { devTools, sent, answer: (message: Message) => output.write(`${JSON.stringify(message)}\0`) };
  }
  const fail = (error: Error): never => {
    throw error;
  };

  it('gives each answer to its own command', async () => {
    const { devTools, sent, answer } = open();
    const first = devTools.send('A.one');
    const second = devTools.send('B.two', { x: 1 }, 'S');
    expect(sent).toEqual([
      { id: 1, method: 'A.one', params: {} },
      { id: 2, method: 'B.two', params: { x: 1 }, sessionId: 'S' },
    ]);
    answer({ id: 2, result: { of: 'two' } });
    answer({ id: 1, result: { of: 'one' } });
    expect(await first).toEqual({ of: 'one' });
    expect(await second).toEqual({ of: 'two' });
  });

  it('throws Chromium’s refusal with its words', async () => {
    const { devTools, answer } = open();
    const refused = devTools.send('A.one');
    answer({ id: 1, error: { code: -32601, message: 'no such method' } });
    await expect(refused).rejects.toMatchObject({
      code: 'BROWSER_REFUSED',
      message: 'The window’s browser refused A.one: no such method.',
    });
  });

  it('fails what waits and what comes after when the browser is gone', async () => {
    const { devTools } = open();
    const waiting = devTools.send('A.one');
    devTools.close();
    await expect(waiting).rejects.toMatchObject({ code: 'BROWSER_GONE' });
    await expect(devTools.send('A.two')).rejects.toMatchObject({ code: 'BROWSER_GONE' });
  });

  it('tells every listener of an event and of its session', async () => {
    const { devTools, answer } = open();
    const heard = new Promise((resolve) => devTools.onEvent(resolve));
    answer({ method: 'Page.loaded', params: { at: 3 }, sessionId: 'S' });
    expect(await heard).toEqual({ method: 'Page.loaded', params: { at: 3 }, sessionId: 'S' });
  });
});
