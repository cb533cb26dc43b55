/** A thread that is ready before its job is there: to load the modules takes longer than many a job. */
import type { Worker } from 'node:worker_threads';
import { startThread, type ThreadOptions } from '../../adapters/workers/run-in-worker.ts';
import { modPowReport } from '../../engine/crypto/modpow.ts';

/** How long it waits for its job, in milliseconds: longer than a session waits for its verdicts. */
const READY_MS = 60_000;

/** What every thread for jobs is started with: it knows what the self-test of arithmetic found, and nothing else. */
export function jobThread(): ThreadOptions {
  return { entry: new URL('./mpc-worker.ts', import.meta.url), shared: modPowReport() };
}

/** At most one thread that waits for a job. It holds no secret and knows no job; each thread runs one. */
export class ReadyThread {
  readonly #start: (options: ThreadOptions) => Worker;
  #ready: { readonly thread: Worker; readonly timer: NodeJS.Timeout } | null = null;

  constructor(start: (options: ThreadOptions) => Worker = startThread) {
    this.#start = start;
  }

  /** A job is likely to come. Does nothing when a thread waits already. */
  makeReady(): void {
    if (this.#ready !== null) return;
    const thread = this.#start(jobThread());
    const drop = (): void => {
      if (this.#ready?.thread === thread) this.take();
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

  /** Hands it over, if there is one. */
  take(): Worker | undefined {
    const ready = this.#ready;
    this.#ready = null;
    clearTimeout(ready?.timer);
    ready?.thread.ref();
    return ready?.thread;
  }
}

/** The one of this process. */
export const readyThread = new ReadyThread();
