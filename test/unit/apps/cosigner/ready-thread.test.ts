/** A thread that is ready before its job: it is used once, by the next job, and nobody waits for one that died. */
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, expect, it, vi } from 'vitest';
import { startThread, type ThreadOptions } from '../../../../src/adapters/workers/run-in-worker.ts';
import { readyThread, ReadyThread } from '../../../../src/apps/cosigner/ready-thread.ts';
import type { RunJob } from '../../../../src/apps/cosigner/run-task.ts';
import { startRunInWorker } from '../../../../src/apps/cosigner/start-worker.ts';
import { outcomeOf } from '../../../apps-harness/codes.ts';
import { scratchFolder } from '../../adapters/storage/scratch.ts';

/** Opens a share that is not there: the thread says so, and is done. */
const run = (): Promise<string> => {
  const job: RunJob = {
    ...{ kind: 'reopen', self: new Uint8Array(32), vaultId: 'main', epoch: 0, passphrase: Uint8Array.of(1) },
    sharePath: join(scratchFolder(), 'none.share'),
  };
  return outcomeOf(startRunInWorker(job, () => undefined).result);
};

function counted() {
  const started: Worker[] = [];
  const options: ThreadOptions[] = [];
  const ready = new ReadyThread((one) => {
    options.push(one);
    const thread = startThread(one);
    started.push(thread);
    return thread;
  });
  return { started, options, ready };
}

afterEach(() => void vi.useRealTimers());

it('is one at a time, without a secret, and is handed over once', async () => {
  const { started, options, ready } = counted();
  ready.makeReady();
  ready.makeReady();
  expect(started).toHaveLength(1);
  expect(options[0]?.shared).toEqual({ implementation: 'openssl' });
  expect(ready.take()).toBe(started[0]);
  expect(ready.take()).toBeUndefined();
  await started[0]?.terminate();
});

it('runs the next job; the one after it gets a thread of its own', async () => {
  readyThread.makeReady();
  expect(await run()).toBe('KEYSTORE_NOT_FOUND');
  expect(readyThread.take()).toBeUndefined();
  expect(await run()).toBe('KEYSTORE_NOT_FOUND');
});

it('that died before its job is forgotten', async () => {
  const { started, ready } = counted();
  ready.makeReady();
  await started[0]?.terminate();
  expect(ready.take()).toBeUndefined();
});

it('for which no job comes is gone after a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { started, ready } = counted();
  ready.makeReady();
  const gone = new Promise((resolve) => started[0]?.on('exit', resolve));
  vi.advanceTimersByTime(60_000);
  await gone;
  expect(ready.take()).toBeUndefined();
});
