/** What only a development chain offers: time under a test's control, and every transaction of an address. */
import { z } from 'zod';

const Reply = z.object({ result: z.unknown() });
const Signatures = z.array(z.object({ signature: z.string(), err: z.unknown() }));

export interface DevChainRpc {
  /** No blockhash known now is valid afterwards, and finalized blocks are past all of them. */
  expireBlockhashes(): Promise<void>;
  /** Ids of all transactions that name an address, newest first. */
  transactionsOf(address: string): Promise<readonly string[]>;
  /** Lamports. */
  balanceOf(address: string): Promise<bigint>;
}

export function devChainRpc(url: string): DevChainRpc {
  async function call(method: string, params: readonly unknown[]): Promise<unknown> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return Reply.parse(await response.json()).result;
  }
  return {
    expireBlockhashes: async () => {
      await call('dev_expireBlockhash', []);
      // Co-signers count a finality's depth on top of the exact height.
      await call('dev_advanceSlots', [100]);
    },
    transactionsOf: async (address) =>
      Signatures.parse(await call('getSignaturesForAddress', [address, { commitment: 'confirmed' }])).map(
        ({ signature }) => signature,
      ),
    balanceOf: async (address) =>
      BigInt(
        z.object({ value: z.number() }).parse(await call('getBalance', [address, { commitment: 'confirmed' }])).value,
      ),
  };
}
