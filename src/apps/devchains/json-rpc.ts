/** JSON-RPC 2.0 over the chain: one request, one answer. Batches and notifications are refused. */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { parseJsonIntegers, stringifyJsonIntegers } from '../../adapters/chains/solana/json-integers.ts';
import type { Chain } from './chain.ts';
import { accountMethods } from './methods/account-methods.ts';
import { blockMethods } from './methods/block-methods.ts';
import { devMethods } from './methods/dev-methods.ts';
import { historyMethods } from './methods/history-methods.ts';
import type { Method } from './methods/method.ts';
import { transactionMethods } from './methods/transaction-methods.ts';
import { RpcError } from './rpc-error.ts';

const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...blockMethods, ...accountMethods, ...transactionMethods, ...historyMethods, ...devMethods }),
);

const Id = z.union([z.string().max(100), z.int(), z.bigint()]);
const Request = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id: Id,
  method: z.string().max(64),
  params: z.array(z.unknown()).max(8).optional(),
});
const WithId = z.looseObject({ id: Id });

/**
 * Answers one request body. Never throws: a failure that is nobody's fault outside is reported to `onFault`, because
 * the chain in memory may then be ahead of its journal.
 */
export function answerJsonRpc(chain: Chain, body: string, onFault: (error: unknown) => void): string {
  let id: z.output<typeof Id> | null = null;
  try {
    const raw = parseBody(body);
    id = WithId.safeParse(raw).data?.id ?? null;
    const request = Request.safeParse(raw);
    if (!request.success) throw new RpcError(-32600, 'Invalid request');
    return stringifyJsonIntegers({ jsonrpc: '2.0', result: call(chain, request.data), id });
  } catch (error) {
    const { code, message, data } = toRpcError(error, onFault);
    return stringifyJsonIntegers({
      jsonrpc: '2.0',
      error: { code, message, ...(data === undefined ? {} : { data }) },
      id,
    });
  }
}

function parseBody(body: string): unknown {
  try {
    return parseJsonIntegers(body);
  } catch {
    throw new RpcError(-32700, 'Parse error');
  }
}

function call(chain: Chain, { method: name, params }: z.output<typeof Request>): unknown {
  const run = METHODS.get(name);
  if (run === undefined) throw new RpcError(-32601, 'Method not found');
  return run(chain, params);
}

function toRpcError(error: unknown, onFault: (error: unknown) => void): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof AppError && error.kind === 'input') return new RpcError(-32602, error.message);
  onFault(error);
  return new RpcError(-32603, 'Internal error');
}
