/**
 * Who makes the blocks: one as soon as a transaction waits, and after it as many empty ones as make it final. A chain on which nothing
 * happens stands still, so its state stays small however long a demo is open.
 */
import { z } from 'zod';
import { AppError } from '../../../base/errors.ts';

/** Asks the chain one question over JSON-RPC. */
export type AskChain = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** Blocks on top of one until anvil, with epochs of one slot, calls it final. */
const BLOCKS_TO_FINALITY = 2;
const PoolStatus = z.looseObject({ pending: z.string().regex(/^0x[0-9a-f]+$/) });

export class Miner {
  readonly #ask: AskChain;
  /** A chain that was just started may have ended before its last transaction was final. */
  #owed = BLOCKS_TO_FINALITY;

  constructor(ask: AskChain) {
    this.#ask = ask;
  }

  /** Makes at most one block. Call it about once a second. */
  async tick(): Promise<void> {
    const { pending } = PoolStatus.parse(await this.#ask('txpool_status', []));
    if (BigInt(pending) > 0n) this.#owed = BLOCKS_TO_FINALITY;
    else if (this.#owed > 0) this.#owed -= 1;
    else return;
    await this.#ask('evm_mine', []);
  }
}

const Answer = z.looseObject({
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

/** Asks the chain on this port. */
export function askOn(port: number): AskChain {
  return async (method, params) => {
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(5_000),
    });
    const { result, error } = Answer.parse(await response.json());
    if (error === undefined) return result;
    throw new AppError({ code: 'DEVCHAIN_FAULT', kind: 'chain', message: `anvil refuses ${method}: ${error.message}` });
  };
}
