/** A thread that is ready before its job: it is used once, by the next job, and nobody waits for one that died. */
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, expect, it, vi } from 'vitest';
import { startThread, type ThreadOptions } from '../../../../src/adapters/workers/run-in-worker.ts';
import { RunThreads } from '../../../../src/apps/cosigner/start-worker.ts';
import type { RunJob } from '../../../../src/apps/cosigner/run-task.ts';
import { outcomeOf } from '../../../apps-harness/codes.ts';
import { scratchFolder } from '../../adapters/storage/scratch.ts';

/** Opens a share that is not there: the thread says so, and is done. */
const job = (): RunJob => ({
  ...{ kind: 'reopen', self: new Uint8Array(32), vaultId: 'main', epoch: 0, passphrase: Uint8Array.of(1) },
  sharePath: join(scratchFolder(), 'none.share'),
});

function counted() {
  const started: Worker[] = [];
  const options: ThreadOptions[] = [];
  const threads = new RunThreads((one) => {
    options.push(one);
    const thread = startThread(one);
    started.push(thread);
    return thread;
  });
  const run = (): Promise<string> => outcomeOf(threads.startRun(job(), () => undefined).result);
  return { started, options, threads, run };
}

afterEach(() => void vi.useRealTimers());

it('takes the next job, and the one after it gets a thread of its own', async () => {
  const { started, options, threads, run } = counted();
  threads.makeReady();
  threads.makeReady();
  expect(started).toHaveLength(1);
  // It knows what the self-test of arithmetic found, and nothing else: no secret, no job.
  expect(options[0]?.shared).toEqual({ implementation: 'openssl' });
  expect(await run()).toBe('KEYSTORE_NOT_FOUND');
  expect(started[0]?.threadId).toBe(-1);
  expect(await run()).toBe('KEYSTORE_NOT_FOUND');
  expect(started).toHaveLength(1);
});

it('that died before its job is replaced', async () => {
  const { started, threads, run } = counted();
  threads.makeReady();
  await started[0]?.terminate();
  expect(await run()).toBe('KEYSTORE_NOT_FOUND');
  threads.makeReady();
  expect(started).toHaveLength(2);
  await started[1]?.terminate();
});

it('for which no job comes is gone after a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { started, threads } = counted();
  threads.makeReady();
  const gone = new Promise((resolve) => started[0]?.on('exit', resolve));
  vi.advanceTimersByTime(60_000);
  await gone;
  threads.makeReady();
  expect(started).toHaveLength(2);
  await started[1]?.terminate();
});
