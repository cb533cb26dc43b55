/** The worker's side of a task. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { protocolError, toWireError, toWorker, type Task } from './task.ts';

/** What a task's code may use of its surroundings. */
export interface TaskContext<Init, Inbound, Outbound> {
  readonly init: Init;
  /** Aborted when the owner cancels: stop, wipe, and throw or return. */
  readonly signal: AbortSignal;
  /** Receives every message, also those that arrived before the handler was set. */
  readonly onMessage: (handler: (message: Inbound) => void) => void;
  readonly post: (message: Outbound) => void;
}

/**
 * Runs `work` once, for the owner that started this worker. A message outside the task's schemas fails the task with
 * `WORKER_PROTOCOL`; what `work` throws travels to the owner as an `AppError`.
 */
export function serveTask<Init, Inbound, Outbound, Result>(
  task: Task<Init, Inbound, Outbound, Result>,
  work: (context: TaskContext<Init, Inbound, Outbound>) => Promise<Result>,
): void {
  const port = ownerPort();
  const cancel = new AbortController();
  const inbox = createInbox<Inbound>();
  let isStarted = false;

  async function start(init: Init): Promise<void> {
    isStarted = true;
    const context = {
      init,
      signal: cancel.signal,
      onMessage: inbox.handle,
      post: (message: Outbound) => port.postMessage({ kind: 'message', message }),
    };
    const result = await work(context);
    // A cancelled task ends without a result, whatever it managed to compute.
    if (cancel.signal.aborted) port.close();
    else port.postMessage({ kind: 'done', result });
  }

  function fail(error: unknown): void {
    if (cancel.signal.aborted) port.close();
    else port.postMessage({ kind: 'failed', error: toWireError(error) });
  }

  port.on('message', (raw: unknown) => {
    try {
      const frame = toWorker.parse(raw);
      if (frame.kind === 'start' && !isStarted) start(task.init.parse(frame.init)).catch(fail);
      else if (frame.kind === 'message') inbox.push(task.inbound.parse(frame.message));
      else if (frame.kind === 'cancel') cancel.abort();
      else throw protocolError(undefined);
    } catch (error) {
      fail(error instanceof AppError ? error : protocolError(error));
    }
  });
}

interface Inbox<Inbound> {
  readonly push: (message: Inbound) => void;
  readonly handle: (handler: (message: Inbound) => void) => void;
}

function createInbox<Inbound>(): Inbox<Inbound> {
  const early: Inbound[] = [];
  let deliver = (message: Inbound): void => void early.push(message);
  return {
    push: (message) => deliver(message),
    handle: (handler) => {
      deliver = handler;
      for (const message of early.splice(0)) handler(message);
    },
  };
}

function ownerPort(): MessagePort {
  if (parentPort === null) {
    throw new AppError({
      code: 'WORKER_PROTOCOL',
      kind: 'bug',
      message: 'A worker entry was started outside a worker.',
    });
  }
  return parentPort;
}
