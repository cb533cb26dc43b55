/** Verifies batches of signatures on all cores, so that an officer can go on working while a long log is checked. */
import { availableParallelism } from 'node:os';
import { runInWorker, type RunningTask } from '../../adapters/workers/run-in-worker.ts';
import type { SignatureCheck, VerifyBatch } from '../../treasury/log/verify-log.ts';
import { signatureTask } from './signature-task.ts';

export interface SignatureWorkers {
  readonly verifyBatch: VerifyBatch;
  /** Ends the threads. */
  close(): Promise<void>;
}

type Inbound = { id: number; checks: readonly SignatureCheck[] };

/** Starts `count` threads, one for each core unless told. A thread that dies fails the batches it holds. */
export function startSignatureWorkers(count = availableParallelism()): SignatureWorkers {
  const workers = Array.from({ length: count }, startOne);
  return {
    verifyBatch: async (checks) => {
      const share = Math.ceil(checks.length / workers.length);
      const parts = workers.map((worker, number) => worker.verify(checks.slice(number * share, (number + 1) * share)));
      return (await Promise.all(parts)).flat();
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function startOne() {
  const waiting = new Map<number, (answers: readonly boolean[]) => void>();
  let lastId = 0;
  const task: RunningTask<Inbound, null> = runInWorker({
    entry: new URL('./signature-worker.ts', import.meta.url),
    task: signatureTask,
    init: null,
    onMessage: ({ id, answers }) => {
      waiting.get(id)?.(answers);
      waiting.delete(id);
    },
  });
  // A rejection is told to whoever waits for a batch; nobody else asks for the result.
  task.result.catch(() => undefined);
  return {
    verify: (checks: readonly SignatureCheck[]): Promise<readonly boolean[]> => {
      if (checks.length === 0) return Promise.resolve([]);
      const id = (lastId += 1);
      const answered = new Promise<readonly boolean[]>((resolve) => waiting.set(id, resolve));
      task.post({ id, checks });
      return Promise.race([answered, task.result.then(() => [])]);
    },
    close: () => task.terminate(),
  };
}
