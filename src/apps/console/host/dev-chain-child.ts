/** A local development chain as a supervised child process: started again at the same address when it dies. */
import { z } from 'zod';
import { AppError } from '../../../base/errors.ts';
import type { ChildHandle, ChildProgram, LaunchChild } from '../../processes/child-port.ts';

const Word = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), port: z.int().min(1).max(65535) }),
  z.object({
    ...{ type: z.literal('failed'), code: z.string().max(60), message: z.string().max(300) },
    ...{ safe: z.string().max(300).optional(), next: z.string().max(300).optional() },
  }),
]);
const NAMES = { devchain: 'development chain', 'evm-devchain': 'EVM development chain' } as const;
const START_PATIENCE_MS = 20_000;
const RESTART_MS = 1_000;

export interface DevChainChildOptions {
  readonly launch: LaunchChild;
  readonly program: Extract<ChildProgram, 'devchain' | 'evm-devchain'>;
  readonly dataDirectory: string;
  readonly report: (part: string, error: unknown) => void;
}

export class DevChainChild {
  readonly #options: DevChainChildOptions;
  #handle: ChildHandle | null = null;
  /** 0 until the first start has chosen a port; every later one takes the same, because others know the address. */
  #port = 0;
  #restart: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(options: DevChainChildOptions) {
    this.#options = options;
  }

  get processId(): number | undefined {
    return this.#handle?.processId;
  }

  get rpcUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the chain and waits until it answers; from then on it is supervised. @throws AppError `CHAIN_NOT_STARTED`, or the chain's own. */
  async start(): Promise<void> {
    this.#port = await this.#launch();
  }

  /** Ends the process for good; resolves when it is gone. */
  stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    const handle = this.#handle;
    if (handle === null) return Promise.resolve();
    return new Promise((resolve) => {
      handle.onClose(resolve);
      handle.kill();
    });
  }

  #launch(): Promise<number> {
    const { launch, program, dataDirectory } = this.#options;
    const handle = launch(program, ['--data', dataDirectory, '--port', `${this.#port}`]);
    this.#handle = handle;
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => reject(notStarted(NAMES[program])), START_PATIENCE_MS);
      handle.onClose(() => {
        clearTimeout(patience);
        reject(notStarted(NAMES[program]));
        this.#onEnd();
      });
      handle.onMessage((message) => {
        const word = Word.safeParse(message);
        if (!word.success) return;
        clearTimeout(patience);
        if (word.data.type === 'ready') return resolve(word.data.port);
        reject(toldBy(word.data));
      });
    });
  }

  #onEnd(): void {
    this.#handle = null;
    // A chain that never answered is the caller's to hear of; only one that ran is started again.
    if (this.#isStopped || this.#port === 0) return;
    this.#options.report(this.#options.program, died());
    this.#restart = setTimeout(() => {
      this.#launch().catch((error: unknown) => this.#options.report(this.#options.program, error));
    }, RESTART_MS);
  }
}

function toldBy({ code, message, safe, next }: Extract<z.output<typeof Word>, { type: 'failed' }>): AppError {
  const more = { ...(safe === undefined ? {} : { safe }), ...(next === undefined ? {} : { next }) };
  return new AppError({ code, kind: 'chain', message, ...more });
}

function notStarted(name: string): AppError {
  return new AppError({
    code: 'CHAIN_NOT_STARTED',
    kind: 'chain',
    message: `The ${name} of this demo did not start.`,
    safe: 'The log and the shares are untouched.',
    next: 'Close other copies of this demo and start again.',
  });
}

function died(): AppError {
  return new AppError({
    code: 'CHAIN_DIED',
    kind: 'chain',
    message: 'The development chain of this demo ended unexpectedly.',
    safe: 'What it had confirmed is in its journal.',
    next: 'It is started again by itself.',
  });
}
