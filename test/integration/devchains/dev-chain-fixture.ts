/** A development chain in this process, whose slots advance only when a test says so. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSolanaClient, type SolanaClient } from '../../../src/adapters/chains/solana/client.ts';
import { startDevChain } from '../../../src/apps/devchains/dev-chain.ts';

export interface RpcAnswer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export interface DevChainFixture {
  readonly url: string;
  readonly port: number;
  readonly client: SolanaClient;
  /** One raw JSON-RPC call. */
  call(method: string, ...params: readonly unknown[]): Promise<RpcAnswer>;
  advance(slots: number): Promise<void>;
  /** Rejects when the chain reported a fault, which would have ended its process. */
  close(): Promise<void>;
}

/** Milliseconds since the epoch, for every block. */
export const BLOCK_TIME_MS = 1_700_000_000_000n;

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'countersign-devchain-'));
}

export async function openDevChain(): Promise<DevChainFixture> {
  const folder = makeFolder();
  const faults: unknown[] = [];
  const chain = await startDevChain(
    { dataFolder: folder, port: 0 },
    {
      clock: { now: () => BLOCK_TIME_MS },
      random: (byteLength) => new Uint8Array(randomBytes(byteLength)),
      ticker: () => () => undefined,
      onFault: (error) => faults.push(error),
    },
  );
  const url = `http://127.0.0.1:${chain.port}`;
  const call = (method: string, ...params: readonly unknown[]) => callRpc(url, method, params);
  return {
    url,
    port: chain.port,
    client: createSolanaClient({ url }),
    call,
    advance: async (slots) => void (await call('dev_advanceSlots', slots)),
    close: async () => {
      await chain.close();
      rmSync(folder, { recursive: true });
      if (faults.length > 0) throw new AggregateError(faults, 'the chain reported faults');
    },
  };
}

export async function callRpc(url: string, method: string, params: readonly unknown[]): Promise<RpcAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await response.json()) as RpcAnswer;
}
