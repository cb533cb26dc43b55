/** The one thing the relay needs of a process boundary: an ordered pipe for JSON values. Node's IPC, Electron's ports and `portPair` fit. */

/** One end of a pipe. `send` to a closed pipe does nothing. */
export interface RelayPort {
  send(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
  onClose(callback: () => void): void;
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
