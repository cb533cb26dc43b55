/**
 * What runs in the page before its own code. Chromium is given the *source* of the two functions below, so neither may
 * use anything from this module but its parameter.
 *
 * The isolated world alone holds the binding to the console. The main world gets one end of a message channel, wrapped in
 * a frozen `window.countersign`; page code sees no binding, no receiver and no port.
 */

export interface PreloadSettings {
  /** Runs only in a top frame of this origin. */
  readonly origin: string;
  /** Global of the isolated world that sends to the console. */
  readonly binding: string;
  /** Global of the isolated world that the console calls. */
  readonly receiver: string;
  /** Marks the one message that hands over the channel. */
  readonly handshake: string;
  readonly channels: readonly string[];
  readonly events: readonly string[];
  /** In UTF-16 code units of a call's JSON text. */
  readonly maxCallLength: number;
  /** Replies given without asking the console. */
  readonly unknownCall: unknown;
  readonly oversizedCall: unknown;
}

/** The script text that runs `body` with `settings`. */
export function preloadScript(body: (settings: PreloadSettings) => void, settings: PreloadSettings): string {
  return `(${body.toString()})(${JSON.stringify(settings)})`;
}

/** Isolated world: takes the page's channel once, checks names and sizes, and speaks to the console. */
export function isolatedWorld(settings: PreloadSettings): void {
  if (window !== window.top || location.origin !== settings.origin) return;
  const scope = globalThis as unknown as Record<string, unknown>;
  const send = scope[settings.binding] as (text: string) => void;
  let port: MessagePort | undefined;

  const onCall = (call: unknown): void => {
    if (!Array.isArray(call)) return;
    const [id, channel, text] = call as unknown[];
    if (!Number.isSafeInteger(id) || typeof channel !== 'string' || typeof text !== 'string') return;
    if (!settings.channels.includes(channel)) port?.postMessage([id, settings.unknownCall]);
    else if (text.length > settings.maxCallLength) port?.postMessage([id, settings.oversizedCall]);
    else send(JSON.stringify([id, channel, text]));
  };

  const takePort = (event: MessageEvent): void => {
    if (event.source !== window || event.data !== settings.handshake) return;
    event.stopImmediatePropagation();
    window.removeEventListener('message', takePort);
    port = event.ports[0];
    if (port !== undefined) port.onmessage = (message) => onCall(message.data);
  };
  window.addEventListener('message', takePort);
  scope[settings.receiver] = (message: unknown): void => port?.postMessage(message);
}

/** Main world: the bridge of `src/contract/client.ts`, over a channel whose other end goes to the isolated world. */
export function mainWorld(settings: PreloadSettings): void {
  if (window !== window.top || location.origin !== settings.origin) return;
  const { port1: port, port2 } = new MessageChannel();
  const waiting = new Map<number, (reply: unknown) => void>();
  const listeners = new Map<string, Set<(wire: unknown) => void>>(settings.events.map((name) => [name, new Set()]));
  let nextId = 1;

  port.onmessage = ({ data }: MessageEvent<[number | string, unknown]>) => {
    const [key, value] = data;
    if (typeof key === 'number') {
      waiting.get(key)?.(value);
      waiting.delete(key);
    } else {
      for (const listener of listeners.get(key) ?? []) listener(value);
    }
  };

  const bridge = {
    invoke: (channel: string, wire: unknown): Promise<unknown> =>
      new Promise((resolve) => {
        const text = JSON.stringify(wire) ?? '{}';
        const id = nextId;
        nextId += 1;
        waiting.set(id, resolve);
        port.postMessage([id, String(channel), text]);
      }),
    subscribe: (event: string, listener: (wire: unknown) => void): (() => void) => {
      const subscribed = listeners.get(event);
      subscribed?.add(listener);
      return () => void subscribed?.delete(listener);
    },
  };
  Object.defineProperty(window, 'countersign', { value: Object.freeze(bridge) });
  window.postMessage(settings.handshake, settings.origin, [port2]);
}
