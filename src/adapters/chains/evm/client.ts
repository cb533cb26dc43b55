/** A typed client of one EVM RPC endpoint. Every answer is validated; every failure is an `AppError` of kind `chain`. */
import { keccak256 } from 'viem/utils';
import { z, ZodError } from 'zod';
import { evmNetwork } from '../../../treasury/chains/evm-network.ts';
import { parseEvmAddress } from './address.ts';
import { badAnswer, invalidArgument, networkDiffers, sendRefused } from './chain-errors.ts';
import { decodeEvmTransaction } from './decode-transaction.ts';
import type { GasPrice } from './fees.ts';
import { carries, findByNonce, type HistoryReader } from './nonce-use.ts';
import * as answers from './rpc-answers.ts';
import { createTransport, type Transport } from './transport.ts';

/** Which blocks count as final: those that the chain says are, or those with so many blocks on top (their own included). */
export type Finality = { readonly type: 'finalized' } | { readonly type: 'confirmations'; readonly count: number };

export interface TransactionStatus {
  readonly block: bigint;
  readonly confirmation: 'included' | 'final';
  /** True when the chain took the fee but the transfer itself failed. */
  readonly hasFailed: boolean;
}

/** How many transactions an account has sent, by how certain that is. The count is also the first nonce that is free. */
export interface NonceLane {
  /** In final blocks. */
  readonly final: bigint;
  /** In blocks. */
  readonly latest: bigint;
  /** With those that the endpoint still waits for a block for. */
  readonly pending: bigint;
}

/** What became of unsigned bytes that somebody may have signed. */
export interface Fate {
  /** `expired` once a final block spent their nonce: nothing about them can change any more. */
  readonly lifetime: 'live' | 'expired';
  /** Whether the transaction that spent their nonce carries exactly these bytes. */
  readonly wasIncluded: boolean;
}

export interface EvmClient {
  /** `eip155:` and the chain id that the endpoint serves. */
  network(): Promise<string>;
  /** Wei, in the newest block. */
  getBalance(account: string): Promise<{ readonly wei: bigint; readonly block: bigint }>;
  /** The nonce that the chain takes next: transactions of the account in blocks. */
  nextNonce(account: string): Promise<bigint>;
  nonceLane(account: string): Promise<NonceLane>;
  /**
   * What became of an unsigned transaction of the account. Bytes with nonce n die only by another transaction with nonce n of the
   * account in a final block; no time and no number of blocks ends them.
   * @throws AppError `CHAIN_NETWORK_DIFFERS` when the endpoint serves another network than the bytes are for.
   */
  fateOf(unsigned: Uint8Array, account: string): Promise<Fate>;
  gasPrice(): Promise<GasPrice>;
  /** Whether a contract lives at the address, or acts for it (EIP-7702): it may refuse a plain transfer, and the fee is lost. */
  hasCode(address: string): Promise<boolean>;
  /** Sends a signed transaction (`0x` and hex); returns its id. */
  sendTransaction(wire: string): Promise<string>;
  /** Null while no block carries the transaction. */
  transactionStatus(transactionId: string): Promise<TransactionStatus | null>;
  /** Number of the newest block, and of the newest final one. */
  heights(): Promise<{ readonly latest: bigint; readonly final: bigint }>;
  /** Development chains only: a transfer from the chain's own account; returns its id. */
  fund(account: string, wei: bigint): Promise<string>;
}

export interface EvmClientOptions {
  /** An https address, or http on this machine. */
  readonly url: string;
  /** Per call; 10,000 unless told. */
  readonly timeoutMs?: number;
  /** `finalized` unless told: for networks whose nodes do not say what is final. */
  readonly finality?: Finality;
}

/**
 * @throws AppError `CHAIN_URL_INVALID`; calls throw `EVM_ADDRESS_*` or `EVM_ARGUMENT_INVALID` before anything is asked, and otherwise
 *   `CHAIN_UNREACHABLE`, `CHAIN_BAD_ANSWER`; sending also `CHAIN_INSUFFICIENT_FUNDS`, `CHAIN_NONCE_USED`, `CHAIN_TRANSACTION_REFUSED`.
 */
export function createEvmClient({
  url,
  timeoutMs = 10_000,
  finality = { type: 'finalized' },
}: EvmClientOptions): EvmClient {
  const node = new Node(createTransport({ url, timeoutMs }), finality);
  return {
    ...accountCalls(node),
    ...nonceCalls(node),
    ...transactionCalls(node),
    network: async () => evmNetwork(await node.ask('eth_chainId', [], answers.Count)),
    heights: () => node.heights(),
    gasPrice: async () => {
      const block = await node.block('latest');
      if (block.baseFeePerGas === undefined) throw badAnswer('the network has no base fee (EIP-1559)');
      const priorityFee = await node.ask('eth_maxPriorityFeePerGas', [], answers.Wei);
      return { baseFee: block.baseFeePerGas, priorityFee };
    },
  };
}

/** Questions to the node, each with the shape of its answer. */
class Node {
  readonly #transport: Transport;
  readonly #finality: Finality;

  constructor(transport: Transport, finality: Finality) {
    this.#transport = transport;
    this.#finality = finality;
  }

  async ask<S extends z.ZodType>(method: string, params: readonly unknown[], shape: S): Promise<z.output<S>> {
    const answer = await this.#transport(method, params);
    // Any JSON-RPC error, however well-formed, is no answer to a valid question.
    if ('error' in answer) throw badAnswer(answer.error.message.slice(0, 200));
    return shaped(() => shape.parse(answer.result));
  }

  async send(method: string, params: readonly unknown[]): Promise<string> {
    const answer = await this.#transport(method, params);
    if ('error' in answer) throw sendRefused(answer.error);
    return shaped(() => answers.Hash.parse(answer.result));
  }

  async block(tag: string): Promise<NonNullable<z.output<typeof answers.BlockHeader>>> {
    const block = await this.ask('eth_getBlockByNumber', [tag, false], answers.BlockHeader);
    if (block === null) throw badAnswer('it does not show a block that exists');
    return block;
  }

  async heights(): Promise<{ latest: bigint; final: bigint }> {
    const latest = await this.ask('eth_blockNumber', [], answers.Count);
    if (this.#finality.type === 'finalized') return { latest, final: (await this.block('finalized')).number };
    const depth = BigInt(this.#finality.count) - 1n;
    return { latest, final: latest > depth ? latest - depth : 0n };
  }

  countAt(account: string, tag: string): Promise<bigint> {
    return this.ask('eth_getTransactionCount', [account, tag], answers.Count);
  }
}

function accountCalls(node: Node): Pick<EvmClient, 'getBalance' | 'hasCode' | 'fund'> {
  return {
    getBalance: async (account) => {
      const { address } = parseEvmAddress(account);
      const { number } = await node.block('latest');
      return { wei: await node.ask('eth_getBalance', [address, quantity(number)], answers.Wei), block: number };
    },
    hasCode: async (account) => {
      const { address } = parseEvmAddress(account);
      return (await node.ask('eth_getCode', [address, 'latest'], answers.Code)) !== '0x';
    },
    fund: async (account, wei) => {
      const { address } = parseEvmAddress(account);
      if (wei < 1n) throw invalidArgument('an amount of wei');
      const [from] = await node.ask('eth_accounts', [], answers.Accounts);
      if (from === undefined) throw badAnswer('the chain has no account to fund others from');
      return node.send('eth_sendTransaction', [{ from, to: address, value: quantity(wei) }]);
    },
  };
}

function nonceCalls(node: Node): Pick<EvmClient, 'nextNonce' | 'nonceLane' | 'fateOf'> {
  const reader: HistoryReader = {
    countAt: (account, block) => node.countAt(account, quantity(block)),
    fullBlock: (block) => node.ask('eth_getBlockByNumber', [quantity(block), true], z.unknown()),
  };
  return {
    nextNonce: async (account) => node.countAt(parseEvmAddress(account).address, 'latest'),
    nonceLane: async (account) => {
      const { address } = parseEvmAddress(account);
      const { final, latest } = await node.heights();
      return {
        final: await node.countAt(address, quantity(final)),
        latest: await node.countAt(address, quantity(latest)),
        pending: await node.countAt(address, 'pending'),
      };
    },
    fateOf: async (unsigned, account) => {
      const { address } = parseEvmAddress(account);
      const { chainId, nonce } = decodeEvmTransaction(unsigned);
      const served = await node.ask('eth_chainId', [], answers.Count);
      if (served !== chainId) throw networkDiffers(evmNetwork(served), evmNetwork(chainId));
      const { final, latest } = await node.heights();
      const isFinal = (await node.countAt(address, quantity(final))) > nonce;
      const newest = isFinal ? final : latest;
      if (!isFinal && (await node.countAt(address, quantity(newest))) <= nonce)
        return { lifetime: 'live', wasIncluded: false };
      const { transaction } = await findByNonce(reader, address, nonce, newest);
      return { lifetime: isFinal ? 'expired' : 'live', wasIncluded: carries(transaction, unsigned) };
    },
  };
}

function transactionCalls(node: Node): Pick<EvmClient, 'sendTransaction' | 'transactionStatus'> {
  return {
    sendTransaction: async (wire) => {
      if (!/^0x02(?:[0-9a-f]{2})+$/.test(wire)) throw invalidArgument('a signed transaction in hex');
      const transactionId = await node.send('eth_sendRawTransaction', [wire]);
      if (transactionId !== keccak256(wire as `0x${string}`))
        throw badAnswer('it names another transaction than the one sent');
      return transactionId;
    },
    transactionStatus: async (transactionId) => {
      if (!answers.Hash.safeParse(transactionId).success) throw invalidArgument('a transaction id');
      // Finality first: a block that is final now was final when the receipt names it.
      const { final } = await node.heights();
      const receipt = await node.ask('eth_getTransactionReceipt', [transactionId], answers.Receipt);
      if (receipt === null) return null;
      if (receipt.transactionHash !== transactionId) throw badAnswer('it shows another transaction than was asked for');
      const confirmation = receipt.blockNumber <= final ? 'final' : 'included';
      return { block: receipt.blockNumber, confirmation, hasFailed: receipt.status === '0x0' };
    },
  };
}

function quantity(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function shaped<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ZodError ? badAnswer('a field is missing or malformed', error) : error;
  }
}
