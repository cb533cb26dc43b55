/** An EVM development chain of a test, whose blocks come only when the test asks for them. */
import { rmSync } from 'node:fs';
import { createEvmClient, type EvmClient } from '../../../src/adapters/chains/evm/client.ts';
import { startEvmDevChain } from '../../../src/apps/devchains/anvil/evm-dev-chain.ts';
import { askOn, type AskChain } from '../../../src/apps/devchains/anvil/miner.ts';
import { makeFolder } from './dev-chain-fixture.ts';

export interface EvmFixture {
  readonly url: string;
  readonly client: EvmClient;
  readonly ask: AskChain;
  mine(blocks: number): Promise<void>;
  /** Makes the account hold exactly so much. */
  endow(account: string, wei: bigint): Promise<void>;
  /** Rejects when the chain reported a fault, which would have ended its process. */
  close(): Promise<void>;
}

export async function openEvmChain(): Promise<EvmFixture> {
  const folder = makeFolder();
  const faults: unknown[] = [];
  const chain = await startEvmDevChain(
    { dataFolder: folder, port: 0 },
    { ticker: () => () => undefined, onFault: (error) => faults.push(error) },
  );
  const url = `http://127.0.0.1:${chain.port}`;
  const ask = askOn(chain.port);
  return {
    url,
    client: createEvmClient({ url }),
    ask,
    mine: async (blocks) => void (await ask('anvil_mine', [blocks])),
    endow: async (account, wei) => void (await ask('anvil_setBalance', [account, `0x${wei.toString(16)}`])),
    close: async () => {
      await chain.close();
      rmSync(folder, { recursive: true });
      if (faults.length > 0) throw new AggregateError(faults, 'the chain reported faults');
    },
  };
}
