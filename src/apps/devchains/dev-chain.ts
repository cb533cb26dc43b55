/** The whole process, with what comes from outside passed in. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { Chain } from './chain.ts';
import { startHttpServer, type HttpServer } from './http-server.ts';
import { Journal } from './journal.ts';
import { answerJsonRpc } from './json-rpc.ts';
import type { DevChainOptions } from './options.ts';

/** Calls `tick` once a slot until the returned function is called. */
export type Ticker = (tick: () => void) => () => void;

export interface DevChainParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ticker: Ticker;
  /** Called after a failure that leaves memory and journal in doubt: the process must end and start again. */
  readonly onFault: (error: unknown) => void;
}

export interface DevChain {
  readonly port: number;
  close(): Promise<void>;
}

/** Opens the chain and serves it. @throws AppError `DEVCHAIN_JOURNAL`, `DEVCHAIN_PORT`. */
export async function startDevChain(options: DevChainOptions, parts: DevChainParts): Promise<DevChain> {
  const { ticker, onFault } = parts;
  const journal = Journal.open(options.dataFolder);
  const chain = Chain.open({ journal, clock: parts.clock, random: parts.random });
  const server = await serve(chain, options.port, onFault);
  const stopTicker = ticker(() => guarded(() => chain.advance(1n), onFault));
  return {
    port: server.port,
    close: async () => {
      stopTicker();
      await server.close();
      chain.close();
    },
  };
}

async function serve(chain: Chain, port: number, onFault: (error: unknown) => void): Promise<HttpServer> {
  try {
    return await startHttpServer(port, (body) => answerJsonRpc(chain, body, onFault));
  } catch (error) {
    chain.close();
    throw error;
  }
}

function guarded(act: () => void, onFault: (error: unknown) => void): void {
  try {
    act();
  } catch (error) {
    onFault(error);
  }
}
