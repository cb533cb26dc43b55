/** The local development chain as a child process. */
import { z } from 'zod';
import { AppError } from '../../../base/errors.ts';
import type { ChildHandle, LaunchChild } from '../../processes/child-port.ts';

const Ready = z.object({ type: z.literal('ready'), port: z.int().min(1).max(65535) });
const START_PATIENCE_MS = 20_000;

export interface DevChainChild {
  readonly handle: ChildHandle;
  readonly rpcUrl: string;
}

/** Starts the chain and waits until it answers. @throws AppError `CHAIN_NOT_STARTED`. */
export async function startDevChainChild(launch: LaunchChild, dataDirectory: string): Promise<DevChainChild> {
  const handle = launch('devchain', ['--data', dataDirectory]);
  const port = await new Promise<number>((resolve, reject) => {
    const patience = AbortSignal.timeout(START_PATIENCE_MS);
    patience.addEventListener('abort', () => reject(notStarted()));
    handle.onClose(() => reject(notStarted()));
    handle.onMessage((message) => {
      const ready = Ready.safeParse(message);
      if (ready.success) resolve(ready.data.port);
    });
  });
  return { handle, rpcUrl: `http://127.0.0.1:${port}` };
}

function notStarted(): AppError {
  return new AppError({
    code: 'CHAIN_NOT_STARTED',
    kind: 'chain',
    message: 'The development chain of this demo did not start.',
    safe: 'The log and the shares are untouched.',
    next: 'Close other copies of this demo and start again.',
  });
}
