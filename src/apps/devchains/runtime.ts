/** litesvm, the validator's own execution engine in this process, behind the few calls the chain needs. */
import { address, lamports, type Transaction } from '@solana/kit';
import { Clock, LiteSVM, SimulatedTransactionInfo, TransactionMetadata, type FailedTransactionMetadata } from 'litesvm';
import type { StoredAccount } from './journal.ts';
import { toTransactionErrorJson, type TransactionErrorJson } from './transaction-error.ts';

export interface Outcome {
  readonly err: TransactionErrorJson | null;
  readonly logs: readonly string[];
  readonly unitsConsumed: bigint;
}

export interface Simulation extends Outcome {
  /** Base58 of every account a successful execution writes, those from lookup tables included. */
  readonly writes: readonly string[];
}

const LOG_BYTES = 10_000n;

export class Runtime {
  // The chain above decides about blockhashes and replay, durably; litesvm knows one blockhash and forgets on exit.
  readonly #svm = new LiteSVM().withBlockhashCheck(false).withTransactionHistory(0n).withLogBytesLimit(LOG_BYTES);

  setClock(slot: bigint, unixSeconds: bigint): void {
    this.#svm.setClock(new Clock(slot, unixSeconds, 0n, 0n, unixSeconds));
  }

  account(text: string): StoredAccount | undefined {
    const account = this.#svm.getAccount(address(text));
    if (!account.exists || account.lamports === 0n) return undefined;
    const { executable, data, lamports: balance, programAddress } = account;
    return { address: text, lamports: balance, owner: programAddress, executable, data: new Uint8Array(data) };
  }

  restore(account: StoredAccount): void {
    this.#svm.setAccount({
      address: address(account.address),
      lamports: lamports(account.lamports),
      programAddress: address(account.owner),
      executable: account.executable,
      space: BigInt(account.data.length),
      data: account.data,
    });
  }

  simulate(transaction: Transaction): Simulation {
    const result = this.#svm.simulateTransaction(transaction);
    if (!(result instanceof SimulatedTransactionInfo)) return { ...failure(result), writes: [] };
    return { ...success(result.meta()), writes: result.postAccounts().map((account) => account.address) };
  }

  /** Executes and keeps the result. Of a failed transaction only the fee is kept. */
  execute(transaction: Transaction): Outcome {
    const result = this.#svm.sendTransaction(transaction);
    return result instanceof TransactionMetadata ? success(result) : failure(result);
  }

  rentExemption(dataBytes: bigint): bigint {
    return this.#svm.minimumBalanceForRentExemption(dataBytes);
  }
}

function success(meta: TransactionMetadata): Outcome {
  return { err: null, logs: meta.logs(), unitsConsumed: meta.computeUnitsConsumed() };
}

function failure(failed: FailedTransactionMetadata): Outcome {
  const meta = failed.meta();
  return { err: toTransactionErrorJson(failed.err()), logs: meta.logs(), unitsConsumed: meta.computeUnitsConsumed() };
}
