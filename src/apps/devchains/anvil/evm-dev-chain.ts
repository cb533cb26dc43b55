/** The whole process, with what comes from outside passed in. */
import type { DevChainOptions } from '../options.ts';
import { startAnvil } from './anvil-process.ts';
import { askOn, Miner } from './miner.ts';

export interface EvmDevChainParts {
  /** Calls `tick` about once a second until the returned function is called; a tick that is under way is waited for. */
  readonly ticker: (tick: () => Promise<void>) => () => void;
  /** Called when the chain has ended by itself or cannot be mined: the process must end and start again. */
  readonly onFault: (error: unknown) => void;
}

export interface EvmDevChain {
  readonly port: number;
  /** Writes the state and ends the chain. */
  close(): Promise<void>;
}

/** Starts the chain of a folder. @throws AppError `DEVCHAIN_ANVIL_MISSING`, `DEVCHAIN_JOURNAL`, `DEVCHAIN_PORT`. */
export async function startEvmDevChain(options: DevChainOptions, parts: EvmDevChainParts): Promise<EvmDevChain> {
  const anvil = await startAnvil(options);
  const miner = new Miner(askOn(anvil.port));
  let isClosing = false;
  const stopTicker = parts.ticker(async () => {
    try {
      await miner.tick();
    } catch (error) {
      if (!isClosing) parts.onFault(error);
    }
  });
  void anvil.ended.then(() => {
    stopTicker();
    if (!isClosing) parts.onFault(new Error('The EVM development chain ended by itself.'));
  });
  return {
    port: anvil.port,
    close: async () => {
      isClosing = true;
      stopTicker();
      await anvil.close();
    },
  };
}
