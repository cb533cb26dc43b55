/** Starts the worker thread of one job. */
import { runInWorker } from '../../adapters/workers/run-in-worker.ts';
import { jobThread, readyThread } from './ready-thread.ts';
import type { RunHostOptions } from './run-host.ts';
import { runTask, secretsOf } from './run-task.ts';

/**
 * A fresh thread, or the one that waits for a job; it shares no memory with the event loop. The job's secrets move into it, and no copy
 * of the job stays here.
 */
export const startRunInWorker: RunHostOptions['startRun'] = (job, onMessage) => {
  const thread = readyThread.take();
  return runInWorker({
    ...jobThread(),
    ...(thread === undefined ? {} : { thread }),
    task: runTask,
    init: job,
    transfer: secretsOf(job).map(bufferOf),
    onMessage,
  });
};

/** The secrets are fresh copies that own their memory, so moving the buffer moves nothing else. */
function bufferOf(secret: Uint8Array): ArrayBuffer {
  if (secret.buffer instanceof ArrayBuffer && secret.byteLength === secret.buffer.byteLength) return secret.buffer;
  throw new Error('A secret must own its memory.');
}
