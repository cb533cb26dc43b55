/** A client of the DevTools protocol over Chromium's pipe: JSON messages that end in a zero byte. */
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';

/** The largest message Chromium may send. The biggest honest one is a full-page screenshot under test. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** Error code of answers that Chromium did not live to give. */
export const BROWSER_GONE = -1;

const GONE = { code: BROWSER_GONE, message: 'the browser is gone' };

const Params = z.record(z.string(), z.unknown());
const Message = z.object({
  id: z.int().optional(),
  method: z.string().optional(),
  params: Params.optional(),
  result: Params.optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
  sessionId: z.string().optional(),
});
export type Message = z.output<typeof Message>;
export type Params = z.output<typeof Params>;

/** An event of a session; `undefined` is the browser's own session. */
export interface DevToolsEvent {
  readonly method: string;
  readonly params: Params;
  readonly sessionId: string | undefined;
}

export interface DevTools {
  /** Runs a command. @throws AppError `BROWSER_REFUSED` with Chromium's words, `BROWSER_GONE` when the pipe closed. */
  send(method: string, params?: Params, sessionId?: string): Promise<Params>;
  /** Hears every event of every session. */
  onEvent(listener: (event: DevToolsEvent) => void): void;
  /** Sends a command whose whole answer goes to `onAnswer`, for a second client on the same pipe. */
  relay(message: Message, onAnswer: (answer: Message) => void): void;
  /** Fails everything that waits; called when Chromium ended. */
  close(): void;
}

/** Speaks DevTools over `input` (Chromium's fd 3) and `output` (its fd 4). `onFault` hears a broken message. */
export function openDevTools(input: Writable, output: Readable, onFault: (error: AppError) => void): DevTools {
  const waiting = new Map<number, (answer: Message) => void>();
  const listeners: ((event: DevToolsEvent) => void)[] = [];
  let nextId = 1;
  let isClosed = false;

  const relay = (message: Message, onAnswer: (answer: Message) => void): void => {
    if (isClosed) return onAnswer({ error: GONE });
    const id = nextId;
    nextId += 1;
    waiting.set(id, onAnswer);
    input.write(`${JSON.stringify({ ...message, id })}\0`);
  };

  const receive = (message: Message): void => {
    if (message.id !== undefined) {
      const answer = waiting.get(message.id);
      waiting.delete(message.id);
      answer?.(message);
    } else if (message.method !== undefined) {
      const event = { method: message.method, params: message.params ?? {}, sessionId: message.sessionId };
      for (const listener of listeners) listener(event);
    }
  };

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const answer of waiting.values()) answer({ error: GONE });
    waiting.clear();
  };

  output.on('data', messageSplitter(receive, onFault));
  output.on('close', close);
  // A write to a browser that has just died is no news: its exit is what counts.
  input.on('error', close);

  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        relay({ method, params, ...(sessionId === undefined ? {} : { sessionId }) }, (answer) => {
          if (answer.error === undefined) resolve(answer.result ?? {});
          else
            reject(answer.error.code === BROWSER_GONE ? browserGone() : browserRefused(method, answer.error.message));
        });
      }),
    onEvent: (listener) => void listeners.push(listener),
    relay,
    close,
  };
}

/** Cuts a byte stream at zero bytes and parses what is between. Stops for good at the first broken or oversized message. */
export function messageSplitter(
  onMessage: (message: Message) => void,
  onFault: (error: AppError) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  let isBroken = false;
  const fault = (message: string): void => {
    isBroken = true;
    onFault(new AppError({ code: 'BROWSER_MESSAGE', kind: 'peer', message, safe: 'Nothing was done.' }));
  };
  return (chunk) => {
    let start = 0;
    while (!isBroken && start < chunk.length) {
      const end = chunk.indexOf(0, start);
      const part = chunk.subarray(start, end === -1 ? chunk.length : end);
      length += part.length;
      if (length > MAX_MESSAGE_BYTES) return fault('The browser sent a message beyond its limit.');
      parts.push(part);
      if (end === -1) return;
      const parsed = parseMessage(Buffer.concat(parts).toString('utf8'));
      if (parsed === undefined) return fault('The browser sent a message that cannot be read.');
      parts = [];
      length = 0;
      start = end + 1;
      onMessage(parsed);
    }
  };
}

function parseMessage(text: string): Message | undefined {
  try {
    return Message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function browserGone(): AppError {
  return new AppError({ code: 'BROWSER_GONE', kind: 'peer', message: 'The window’s browser has ended.' });
}

function browserRefused(method: string, reason: string): AppError {
  return new AppError({
    code: 'BROWSER_REFUSED',
    kind: 'peer',
    message: `The window’s browser refused ${method}: ${reason.slice(0, 200)}.`,
  });
}
