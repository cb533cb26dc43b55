import { promisify } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { AppError } from '../../../../../src/base/errors.ts';
import { serveTask, type TaskContext } from '../../../../../src/adapters/workers/serve-task.ts';
import { sumTask, type SumInit } from './sum-task.ts';

const nextTurn = promisify(setImmediate);

type Context = TaskContext<SumInit, number, string>;

/** Adds the secret's bytes and every message, until a zero arrives. */
function sum({ init, onMessage, post }: Context): Promise<bigint> {
  const { promise, resolve } = Promise.withResolvers<bigint>();
  let total = init.secret.reduce((all, byte) => all + BigInt(byte), 0n);
  onMessage((message) => {
    if (message === 0) return resolve(total);
    total += BigInt(message);
    post(`total ${total}`);
  });
  return promise;
}

async function wipeOnCancel({ signal, post }: Context): Promise<bigint> {
  const { promise, reject } = Promise.withResolvers<bigint>();
  signal.addEventListener('abort', () => reject(new Error('stopped')));
  post('ready');
  try {
    return await promise;
  } finally {
    post('wiped');
  }
}

serveTask(sumTask, async (context) => {
  switch (context.init.mode) {
    case 'sum':
      return sum(context);
    case 'late':
      // Lets the messages that are under way arrive before anybody listens.
      await nextTurn();
      return sum(context);
    case 'throw':
      throw new Error('an internal secret');
    case 'refuse':
      throw new AppError({
        code: 'TEST_REFUSED',
        kind: 'policy',
        message: 'No.',
        safe: 'Safe.',
        next: 'Next.',
        details: { round: 2 },
      });
    case 'exit':
      return process.exit(3);
    case 'overflow': {
      const kept: unknown[] = [];
      for (;;) kept.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));
    }
    case 'bad-message':
      parentPort?.postMessage({ kind: 'message', message: 42 });
      return new Promise<bigint>(() => undefined);
    case 'bad-result':
      parentPort?.postMessage({ kind: 'done', result: 'not a bigint' });
      return new Promise<bigint>(() => undefined);
    case 'hang':
      context.post('ready');
      return new Promise<bigint>(() => undefined);
    case 'spin':
      context.post('ready');
      for (;;);
    case 'wipe':
      return wipeOnCancel(context);
  }
});
