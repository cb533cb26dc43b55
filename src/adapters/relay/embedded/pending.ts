import type { AppError } from '../../../base/errors.ts';
import { relayError } from './relay-errors.ts';

const MAX_PENDING = 1024;

interface Waiting {
  readonly resolve: (value: number) => void;
  readonly reject: (error: AppError) => void;
}

/** Requests that wait for the hub's answer, by id. */
export interface PendingRequests {
  /**
   * Sends a request under a new id and waits for its answer.
   * @throws AppError `RELAY_CLOSED`, `RELAY_QUEUE_FULL`, `RELAY_CANCELLED` when the signal fires first, and what the answer says.
   */
  request(send: (id: number) => void, signal: AbortSignal | undefined): Promise<number>;
  /** Returns whether somebody was waiting. */
  resolve(id: number, value: number): boolean;
  reject(id: number, error: AppError): boolean;
  /** Refuses everything that waits, and everything that comes, with `RELAY_CLOSED`. */
  close(): void;
}

export function createPendingRequests(nextId: () => number): PendingRequests {
  const pending = new Map<number, Waiting>();
  let isClosed = false;

  function settle(id: number, finish: (waiting: Waiting) => void): boolean {
    const waiting = pending.get(id);
    if (waiting === undefined) return false;
    pending.delete(id);
    finish(waiting);
    return true;
  }

  function obstacle(signal: AbortSignal | undefined): AppError | undefined {
    if (isClosed) return relayError('RELAY_CLOSED');
    if (signal?.aborted === true) return relayError('RELAY_CANCELLED');
    return pending.size >= MAX_PENDING ? relayError('RELAY_QUEUE_FULL') : undefined;
  }

  return {
    request: async (send, signal) => {
      const error = obstacle(signal);
      if (error !== undefined) throw error;
      const id = nextId();
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      pending.set(id, { resolve, reject });
      const cancel = (): void => void settle(id, (waiting) => waiting.reject(relayError('RELAY_CANCELLED')));
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        send(id);
        return await promise;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    resolve: (id, value) => settle(id, (waiting) => waiting.resolve(value)),
    reject: (id, error) => settle(id, (waiting) => waiting.reject(error)),
    close: () => {
      isClosed = true;
      for (const id of [...pending.keys()]) settle(id, (waiting) => waiting.reject(relayError('RELAY_CLOSED')));
    },
  };
}
