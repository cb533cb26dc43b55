/** The one thing the relay needs from an operating system: an ordered pipe for JSON values between two processes. */

/** One end of a pipe. `send` to a closed pipe does nothing. */
export interface RelayPort {
  send(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
  onClose(callback: () => void): void;
}

/** What `child_process` gives a parent (the child) and a child (its own `process`). */
export interface IpcEndpoint {
  readonly connected: boolean;
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/**
 * The relay's port on Node's IPC channel, of a forked child on the parent's side and of `process` on the child's side.
 * Its messages are `{ relay: ... }`, so that the application can use the same channel for its own.
 */
export function ipcPort(endpoint: IpcEndpoint): RelayPort {
  return {
    send: (message) => {
      // A failure to write means that the peer is gone, and `disconnect` says so.
      if (endpoint.connected) endpoint.send?.({ relay: message }, () => undefined);
    },
    onMessage: (callback) => {
      endpoint.on('message', (message) => {
        if (typeof message === 'object' && message !== null && 'relay' in message) callback(message.relay);
      });
    },
    onClose: (callback) => void endpoint.on('disconnect', callback),
  };
}

/** Two connected ports within one process, and the switch that closes both. Messages arrive in order, as copies, later. */
export function portPair(): { readonly a: RelayPort; readonly b: RelayPort; close(): void } {
  const ends = [createEnd(), createEnd()] as const;
  let isOpen = true;
  const portTo = (own: PairEnd, other: PairEnd): RelayPort => ({
    send: (message) => {
      const text = JSON.stringify(message);
      if (isOpen) queueMicrotask(() => other.receive(JSON.parse(text)));
    },
    onMessage: (callback) => own.listen(callback),
    onClose: (callback) => void own.closers.push(callback),
  });
  return {
    a: portTo(ends[0], ends[1]),
    b: portTo(ends[1], ends[0]),
    close: () => {
      isOpen = false;
      for (const end of ends) for (const callback of end.closers.splice(0)) callback();
    },
  };
}

interface PairEnd {
  readonly closers: (() => void)[];
  listen(callback: (message: unknown) => void): void;
  receive(message: unknown): void;
}

function createEnd(): PairEnd {
  const listeners: ((message: unknown) => void)[] = [];
  return {
    closers: [],
    listen: (callback) => void listeners.push(callback),
    receive: (message) => {
      for (const listener of listeners) listener(message);
    },
  };
}
