/** Runs a task in a worker thread of its own: for MPC sessions, which must not block the event loop. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { fromWireError, fromWorker, protocolError, toWireError, type Task } from './task.ts';

export interface ThreadOptions {
  /** The module that calls `serveTask` with the same task. */
  readonly entry: URL;
  /** Heap limit of the worker in MiB. */
  readonly memoryMib?: number;
  /** What the thread finds as its `workerData`; no secret, which would stay there. */
  readonly shared?: unknown;
}

export interface RunOptions<Init, Inbound, Outbound, Result> extends ThreadOptions {
  /** A fresh thread with the same `ThreadOptions`, from `startThread`; otherwise one is started now. It runs this task only. */
  readonly thread?: Worker;
  readonly task: Task<Init, Inbound, Outbound, Result>;
  readonly init: Init;
  /** Buffers inside `init` that move instead of being copied, so that no second copy of a secret stays here. */
  readonly transfer?: readonly ArrayBuffer[];
  /** If it throws, the task ends with that error. */
  readonly onMessage: (message: Outbound) => void;
  /** How long a cancelled task may take to wipe its secrets before it is ended by force, in milliseconds. */
  readonly cancelGraceMs?: number;
}

export interface RunningTask<Inbound, Result> {
  /**
   * The task's end. Rejects with the task's own `AppError`, or `WORKER_CANCELLED`, `WORKER_CRASHED` (the thread died, ran out of
   * memory or could not start) or `WORKER_PROTOCOL` (a message outside the task's schemas).
   */
  readonly result: Promise<Result>;
  /** Sends to the worker; after the end it does nothing. */
  readonly post: (message: Inbound) => void;
  /** Asks the task to stop; it is ended by force after the grace period. Resolves when the thread is gone. */
  readonly cancel: () => Promise<void>;
  /** Ends the thread at once; its `finally` blocks do not run. */
  readonly terminate: () => Promise<void>;
}

type Outcome<Result> = { readonly value: Result } | { readonly error: AppError };

/** Starts a thread that loads its modules and then waits for its task. */
export function startThread({ entry, memoryMib = 512, shared }: ThreadOptions): Worker {
  return new Worker(entry, {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMib },
    workerData: shared,
  });
}

export function runInWorker<Init, Inbound, Outbound, Result>(
  options: RunOptions<Init, Inbound, Outbound, Result>,
): RunningTask<Inbound, Result> {
  const { task, init, transfer = [], onMessage, cancelGraceMs = 2000 } = options;
  const worker = options.thread ?? startThread(options);
  const gone = Promise.withResolvers<void>();
  const { promise: result, resolve, reject } = Promise.withResolvers<Result>();
  let outcome: Outcome<Result> | undefined;
  let isCancelled = false;

  /** The first outcome counts; the thread ends in every case, and only then is the outcome told. */
  function finish(first: Outcome<Result>): void {
    outcome ??= first;
    void worker.terminate();
  }

  worker.on('message', (raw: unknown) => {
    // A thread that is being ended may have sent more already; a task that failed says nothing any more.
    if (outcome !== undefined) return;
    try {
      const end = readFrame(task, raw, onMessage);
      if (end !== undefined) finish(end);
    } catch (error) {
      finish({ error: fromWireError(toWireError(error)) });
    }
  });
  worker.on('messageerror', (error) => finish({ error: protocolError(error) }));
  worker.on('error', (error) => finish({ error: crashed(error) }));
  worker.on('exit', () => {
    gone.resolve();
    const end = outcome ?? { error: isCancelled ? cancelled() : crashed() };
    if ('value' in end) resolve(end.value);
    else reject(end.error);
  });
  worker.postMessage({ kind: 'start', init }, [...transfer]);

  return {
    result,
    post: (message) => worker.postMessage({ kind: 'message', message }),
    cancel: async () => {
      isCancelled = true;
      worker.postMessage({ kind: 'cancel' });
      const force = setTimeout(() => void worker.terminate(), cancelGraceMs);
      await gone.promise;
      clearTimeout(force);
    },
    terminate: async () => {
      isCancelled = true;
      await worker.terminate();
      await gone.promise;
    },
  };
}

/** Handles one message of the worker; returns how the task ended, if it did. */
function readFrame<Outbound, Result>(
  task: Pick<Task<unknown, unknown, Outbound, Result>, 'outbound' | 'result'>,
  raw: unknown,
  onMessage: (message: Outbound) => void,
): Outcome<Result> | undefined {
  const frame = fromWorker.safeParse(raw);
  if (!frame.success) return { error: protocolError(frame.error) };
  if (frame.data.kind === 'failed') return { error: fromWireError(frame.data.error) };
  if (frame.data.kind === 'done') {
    const result = task.result.safeParse(frame.data.result);
    return result.success ? { value: result.data } : { error: protocolError(result.error) };
  }
  const message = task.outbound.safeParse(frame.data.message);
  if (!message.success) return { error: protocolError(message.error) };
  onMessage(message.data);
  return undefined;
}

function cancelled(): AppError {
  return new AppError({
    code: 'WORKER_CANCELLED',
    kind: 'input',
    message: 'The computation was cancelled.',
    safe: 'Its secrets were discarded; it is never resumed.',
  });
}

function crashed(cause?: unknown): AppError {
  return new AppError({
    code: 'WORKER_CRASHED',
    kind: 'bug',
    message: 'The process that was computing died.',
    safe: 'Its session is abandoned and never resumed; stored shares are not affected.',
    next: 'Start again.',
    ...(cause === undefined ? {} : { cause }),
  });
}
