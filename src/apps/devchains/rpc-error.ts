/** An error as JSON-RPC carries it. Codes below -32000 are Solana's own. */
import { describeTransactionError, type TransactionErrorJson } from './transaction-error.ts';

export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

export function invalidParams(reason: string): RpcError {
  return new RpcError(-32602, reason);
}

export interface FailedSimulation {
  readonly err: TransactionErrorJson;
  readonly logs: readonly string[];
  readonly unitsConsumed: bigint;
}

/** -32002, with the data that clients take the reason from. */
export function preflightFailure({ err, logs, unitsConsumed }: FailedSimulation): RpcError {
  return new RpcError(-32002, `Transaction simulation failed: ${describeTransactionError(err)}`, {
    accounts: null,
    err,
    fee: null,
    innerInstructions: null,
    loadedAccountsDataSize: null,
    loadedAddresses: null,
    logs,
    postBalances: null,
    postTokenBalances: null,
    preBalances: null,
    preTokenBalances: null,
    replacementBlockhash: null,
    returnData: null,
    unitsConsumed,
  });
}
