/** Worker threads for jobs. */
import type { Worker } from 'node:worker_threads';
import { runInWorker, startThread, type ThreadOptions } from '../../adapters/workers/run-in-worker.ts';
import { modPowReport } from '../../engine/crypto/modpow.ts';
import type { RunHostOptions } from './run-host.ts';
import { runTask, secretsOf } from './run-task.ts';

type StartRun = RunHostOptions['startRun'];

/** How long a thread that was made ready waits for its job, in milliseconds: longer than a session waits for its verdicts. */
const READY_MS = 60_000;

/** A fresh thread for each job; it shares no memory with the event loop. The job's secrets move into it, and no copy of the job stays here. */
export const startRunInWorker: StartRun = (job, onMessage) => runOn(undefined, job, onMessage);

/**
 * Starts jobs as `startRunInWorker` does, and can have one thread ready before its job is there: to load its modules takes longer than
 * many a job. Such a thread holds nothing and knows nothing; each thread runs one job.
 */
export class RunThreads {
  readonly #start: (options: ThreadOptions) => Worker;
  #ready: { readonly thread: Worker; readonly timer: NodeJS.Timeout } | null = null;

  constructor(start: (options: ThreadOptions) => Worker = startThread) {
    this.#start = start;
  }

  readonly startRun: StartRun = (job, onMessage) => runOn(this.#take(), job, onMessage);

  /** A job is likely to come. Does nothing when a thread waits already. */
  makeReady(): void {
    if (this.#ready !== null) return;
    const thread = this.#start(threadOptions());
    const drop = (): void => {
      if (this.#ready?.thread === thread) this.#take();
    };
    const timer = setTimeout(() => {
      drop();
      void thread.terminate();
    }, READY_MS);
    // Neither keeps a process alive that is about to end.
    timer.unref();
    thread.unref();
    // One that dies while it waits is nobody's loss: the job gets another.
    thread.on('error', drop);
    thread.on('exit', drop);
    this.#ready = { thread, timer };
  }

  #take(): Worker | undefined {
    const ready = this.#ready;
    this.#ready = null;
    clearTimeout(ready?.timer);
    ready?.thread.ref();
    return ready?.thread;
  }
}

function threadOptions(): ThreadOptions {
  return { entry: new URL('./mpc-worker.ts', import.meta.url), shared: modPowReport() };
}

function runOn(thread: Worker | undefined, ...[job, onMessage]: Parameters<StartRun>): ReturnType<StartRun> {
  return runInWorker({
    ...threadOptions(),
    ...(thread === undefined ? {} : { thread }),
    task: runTask,
    init: job,
    transfer: secretsOf(job).map(bufferOf),
    onMessage,
  });
}

/** The secrets are fresh copies that own their memory, so moving the buffer moves nothing else. */
function bufferOf(secret: Uint8Array): ArrayBuffer {
  if (secret.buffer instanceof ArrayBuffer && secret.byteLength === secret.buffer.byteLength) return secret.buffer;
  throw new Error('A secret must own its memory.');
}
