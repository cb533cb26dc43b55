/** Starts the worker thread of one protocol run. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import type { RunWorker } from './run-host.ts';
import type { FromWorker } from './run-message.ts';

/** A fresh thread; it shares no memory with the event loop, and its share goes with it. */
export function startMpcWorker(): RunWorker {
  const worker = new Worker(new URL('./mpc-worker.ts', import.meta.url));
  let isStopping = false;
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', (message: FromWorker) => listener(message)),
    onCrash: (listener) => {
      worker.on('error', (cause) => listener(crashed(cause)));
      worker.on('exit', () => {
        if (!isStopping) listener(crashed(undefined));
      });
    },
    stop: async () => {
      isStopping = true;
      await worker.terminate();
    },
  };
}

function crashed(cause: unknown): AppError {
  return new AppError({
    code: 'WORKER_CRASHED',
    kind: 'bug',
    message: 'The thread of a protocol run ended by itself.',
    safe: 'Nothing was signed; the share is sealed on disk.',
    next: 'Try again.',
    cause,
  });
}
