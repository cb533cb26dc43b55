import { describe, expect, onTestFinished, test } from 'vitest';
import { runInWorker, type RunOptions } from '../../../../src/adapters/workers/run-in-worker.ts';
import { sumTask, type SumInit } from './entries/sum-task.ts';

const entry = new URL('./entries/sum-worker.ts', import.meta.url);
type Options = RunOptions<SumInit, number, string, bigint>;

/** Starts the task; `first` resolves with its first message. */
function start(mode: SumInit['mode'], options: Partial<Options> = {}) {
  const messages: string[] = [];
  const first = Promise.withResolvers<string>();
  const onMessage = (message: string): void => {
    messages.push(message);
    first.resolve(message);
  };
  const running = runInWorker({
    entry,
    task: sumTask,
    init: { mode, secret: Uint8Array.of(1, 2) },
    onMessage,
    ...options,
  });
  running.result.catch(() => undefined);
  onTestFinished(() => running.terminate());
  return { ...running, messages, first: first.promise };
}

describe('a task in a worker', () => {
  test('exchanges typed messages and ends with its result', async () => {
    const { post, result, messages } = start('sum');
    for (const message of [10, 20, 0]) post(message);
    expect(await result).toBe(33n);
    expect(messages).toEqual(['total 13', 'total 33']);
    post(5);
  });

  test('keeps what arrives before it listens', async () => {
    const { post, result, messages } = start('late');
    for (const message of [10, 20, 0]) post(message);
    expect(await result).toBe(33n);
    expect(messages).toEqual(['total 13', 'total 33']);
  });

  test('takes a secret over without leaving a copy behind', async () => {
    const secret = Uint8Array.of(7, 8);
    const { post, result } = start('sum', { init: { mode: 'sum', secret }, transfer: [secret.buffer] });
    expect(secret.length).toBe(0);
    post(0);
    expect(await result).toBe(15n);
  });

  test('ends with the AppError that it threw', async () => {
    await expect(start('refuse').result).rejects.toMatchObject({
      name: 'AppError',
      ...{ code: 'TEST_REFUSED', kind: 'policy', message: 'No.', safe: 'Safe.', next: 'Next.', details: { round: 2 } },
    });
  });

  test('does not let the text of an unexpected error out', async () => {
    const error: unknown = await start('throw').result.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'WORKER_TASK_FAILED', kind: 'bug' });
    expect(String(error)).not.toContain('secret');
  });

  test.each([
    ['its thread exits', 'exit', {}],
    ['it runs out of memory', 'overflow', { memoryMib: 16 }],
    ['its module is missing', 'sum', { entry: new URL('./entries/missing.ts', import.meta.url) }],
  ] as const)('is reported as crashed when %s', async (_, mode, options) => {
    await expect(start(mode, options).result).rejects.toMatchObject({ code: 'WORKER_CRASHED', kind: 'bug' });
  });

  test.each(['bad-message', 'bad-result'] as const)('is ended when it breaks the agreement: %s', async (mode) => {
    await expect(start(mode).result).rejects.toMatchObject({ code: 'WORKER_PROTOCOL', kind: 'bug' });
  });

  test('refuses a start and a message outside the agreement', async () => {
    const badInit = { mode: 'dance', secret: new Uint8Array() } as unknown as SumInit;
    await expect(start('sum', { init: badInit }).result).rejects.toMatchObject({ code: 'WORKER_PROTOCOL' });
    const { post, result } = start('sum');
    post(1.5);
    await expect(result).rejects.toMatchObject({ code: 'WORKER_PROTOCOL' });
  });

  test('ends when its owner fails to handle a message', async () => {
    const onMessage = (): void => {
      throw new Error('owner');
    };
    await expect(start('hang', { onMessage }).result).rejects.toMatchObject({ code: 'WORKER_TASK_FAILED' });
  });
});

describe('cancelling a task', () => {
  test('lets it wipe its secrets first', async () => {
    const { first, cancel, result, messages } = start('wipe');
    await first;
    await cancel();
    await expect(result).rejects.toMatchObject({ code: 'WORKER_CANCELLED' });
    expect(messages).toEqual(['ready', 'wiped']);
  });

  test.each(['hang', 'spin'] as const)('ends one that does not react: %s', async (mode) => {
    const { first, cancel, result } = start(mode, { cancelGraceMs: 10 });
    await first;
    await cancel();
    await expect(result).rejects.toMatchObject({ code: 'WORKER_CANCELLED' });
  });

  test('and terminating it are no error when it is over', async () => {
    const { post, result, cancel, terminate } = start('sum');
    post(0);
    expect(await result).toBe(3n);
    await cancel();
    await terminate();
  });

  test('can be done at once, without its consent', async () => {
    const { first, terminate, result } = start('spin');
    await first;
    await terminate();
    await expect(result).rejects.toMatchObject({ code: 'WORKER_CANCELLED' });
  });
});
