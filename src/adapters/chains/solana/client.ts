/** A typed client of one Solana RPC endpoint. Every answer is validated; every failure is an `AppError` of kind `chain`. */
import {
  address,
  blockhash as toBlockhash,
  createSolanaRpcFromTransport,
  lamports as toLamports,
  signature as toSignature,
  type Base64EncodedWireTransaction,
  type Commitment,
  type Rpc,
  type SolanaRpcApi,
  type TransactionMessageBytesBase64,
} from '@solana/kit';
import { base58, base64 } from '@scure/base';
import { ZodError } from 'zod';
import { parseSolanaAddress } from './address.ts';
import { isBase58Of } from './base58-length.ts';
import { badAnswer, blockhashExpired, invalidArgument, toChainError, toSendError } from './chain-errors.ts';
import * as answers from './rpc-answers.ts';
import { splitWireTransaction } from './split-wire.ts';
import { createTransport } from './transport.ts';
import { findInclusion, type Inclusion } from './was-included.ts';

export interface SignatureStatus {
  readonly slot: bigint;
  readonly confirmation: 'processed' | 'confirmed' | 'finalized';
  /** True when the chain took the fee but the transfer itself failed. */
  readonly hasFailed: boolean;
}

export interface SolanaClient {
  /** Confirmed balance; an account that does not exist holds 0. */
  getBalance(account: string): Promise<{ readonly lamports: bigint; readonly slot: bigint }>;
  /** The newest confirmed blockhash; a message with it can be included up to and with `lastValidBlockHeight`. */
  latestBlockhash(): Promise<{
    readonly blockhash: string;
    readonly lastValidBlockHeight: bigint;
    readonly slot: bigint;
  }>;
  /** Whether the endpoint would take a message with this blockhash now. False also for one it has not seen yet. */
  isBlockhashValid(blockhash: string): Promise<boolean>;
  /**
   * How long a message with this blockhash can still be included, by this endpoint's word alone: a height above which no
   * block can carry it. Null when the blockhash is not valid now. It lies up to a finality's depth above the exact
   * height, which nobody but whoever fetched the blockhash knows, and who may not be trusted.
   */
  lastHeightFor(blockhash: string): Promise<bigint | null>;
  /** Height of the newest block of a commitment level. */
  blockHeight(commitment: Commitment): Promise<bigint>;
  /** Sends base64 wire bytes after the endpoint's own preflight; returns the transaction id (base58). */
  sendTransaction(wire: string): Promise<string>;
  /** Null when the chain does not know the signature. */
  signatureStatus(signature: string): Promise<SignatureStatus | null>;
  /**
   * Whether exactly this message was included, in whatever signed form. `null` is final only when the *finalized*
   * block height has passed the blockhash's last valid one: before that, a block may still carry it.
   */
  wasIncluded(messageBytes: Uint8Array, account: string, sinceSlot?: bigint): Promise<Inclusion | null>;
  /** Lamports below which the chain keeps no plain account (rent exemption of 0 data bytes). */
  minimumBalance(): Promise<bigint>;
  /** Names the chain: base58 of 32 bytes. */
  genesisHash(): Promise<string>;
  /** Development and test chains only; returns the transaction id. */
  airdrop(account: string, lamports: bigint): Promise<string>;
  /** Lamports. @throws AppError `CHAIN_BLOCKHASH_EXPIRED`. */
  feeForMessage(messageBytes: Uint8Array): Promise<bigint>;
}

export interface SolanaClientOptions {
  /** An https address, or http on this machine. */
  readonly url: string;
  /** Per call; 10,000 unless told. */
  readonly timeoutMs?: number;
}

/**
 * @throws AppError `CHAIN_URL_INVALID`; calls throw `SOLANA_ADDRESS_INVALID` or `SOLANA_ARGUMENT_INVALID` before
 * anything is asked, and otherwise `CHAIN_UNREACHABLE`, `CHAIN_BAD_ANSWER`; sending also `CHAIN_BLOCKHASH_EXPIRED`, `CHAIN_INSUFFICIENT_FUNDS`,
 * `CHAIN_TRANSACTION_REFUSED`.
 */
export function createSolanaClient({ url, timeoutMs = 10_000 }: SolanaClientOptions): SolanaClient {
  const rpc = createSolanaRpcFromTransport(createTransport({ url, timeoutMs }));
  return { ...accountCalls(rpc), ...blockCalls(rpc), ...transactionCalls(rpc) };
}

type AccountCalls = Pick<SolanaClient, 'getBalance' | 'minimumBalance' | 'airdrop' | 'wasIncluded'>;
type BlockCalls = Pick<
  SolanaClient,
  'latestBlockhash' | 'isBlockhashValid' | 'lastHeightFor' | 'blockHeight' | 'genesisHash'
>;
type TransactionCalls = Pick<SolanaClient, 'sendTransaction' | 'signatureStatus' | 'feeForMessage'>;

/** Blocks that a transaction may come after its blockhash. */
const MAX_BLOCKHASH_AGE = 150n;
/** Two processed blocks of different forks may differ in height by less than what is not final yet. */
const FORK_DEPTH = 32n;
/** Blocks above the newest processed one after which no blockhash that exists now can be used any more. */
export const MAX_LIFETIME = MAX_BLOCKHASH_AGE + FORK_DEPTH;
const MAX_U64 = 2n ** 64n - 1n;
const CONFIRMED = { commitment: 'confirmed' } as const;

function accountCalls(rpc: Rpc<SolanaRpcApi>): AccountCalls {
  return {
    getBalance: (account) =>
      asking(async () => {
        const answer = await rpc.getBalance(address(parseSolanaAddress(account).address), CONFIRMED).send();
        const { context, value } = answers.BalanceAnswer.parse(answer);
        return { lamports: value, slot: context.slot };
      }),
    minimumBalance: () =>
      asking(async () => answers.LamportsAnswer.parse(await rpc.getMinimumBalanceForRentExemption(0n).send())),
    airdrop: (account, lamports) =>
      asking(async () => {
        const to = address(parseSolanaAddress(account).address);
        if (lamports < 1n || lamports > MAX_U64) throw invalidArgument('an amount of lamports');
        return answers.SignatureText.parse(await rpc.requestAirdrop(to, toLamports(lamports), CONFIRMED).send());
      }, toSendError),
    wasIncluded: (messageBytes, account, sinceSlot) =>
      asking(() => findInclusion(rpc, messageBytes, parseSolanaAddress(account).address, sinceSlot)),
  };
}

function blockCalls(rpc: Rpc<SolanaRpcApi>): BlockCalls {
  return {
    latestBlockhash: () =>
      asking(async () => {
        const { context, value } = answers.LatestBlockhashAnswer.parse(await rpc.getLatestBlockhash(CONFIRMED).send());
        return { blockhash: value.blockhash, lastValidBlockHeight: value.lastValidBlockHeight, slot: context.slot };
      }),
    isBlockhashValid: (blockhash) => asking(async () => (await askValidity(rpc, blockhash)).value),
    lastHeightFor: (blockhash) =>
      asking(async () => {
        const { context, value } = await askValidity(rpc, blockhash);
        if (!value) return null;
        // The blockhash was made at or below the height of the slot that knew it, and of any later one.
        const config = { commitment: 'processed', minContextSlot: context.slot } as const;
        const height = answers.HeightAnswer.parse(await rpc.getBlockHeight(config).send());
        return height + MAX_LIFETIME;
      }),
    blockHeight: (commitment) =>
      asking(async () => answers.HeightAnswer.parse(await rpc.getBlockHeight({ commitment }).send())),
    genesisHash: () => asking(async () => answers.BlockhashText.parse(await rpc.getGenesisHash().send())),
  };
}

/** Asked at the processed level, where the endpoint knows the newest blockhashes. */
async function askValidity(rpc: Rpc<SolanaRpcApi>, blockhash: string) {
  if (!isBase58Of(32, blockhash)) throw invalidArgument('a blockhash');
  const answer = await rpc.isBlockhashValid(toBlockhash(blockhash), { commitment: 'processed' }).send();
  return answers.ValidityAnswer.parse(answer);
}

function transactionCalls(rpc: Rpc<SolanaRpcApi>): TransactionCalls {
  return {
    sendTransaction: (wire) =>
      asking(async () => {
        const [ownSignature] = splitWireTransaction(decodeWire(wire)).signatures;
        const answer = await rpc
          .sendTransaction(wire as Base64EncodedWireTransaction, {
            encoding: 'base64',
            preflightCommitment: 'confirmed',
          })
          .send();
        const transactionId = answers.SignatureText.parse(answer);
        if (ownSignature === undefined || transactionId !== base58.encode(ownSignature)) {
          throw badAnswer('it names another transaction than the one sent');
        }
        return transactionId;
      }, toSendError),
    signatureStatus: (signature) =>
      asking(async () => {
        if (!isBase58Of(64, signature)) throw invalidArgument('a transaction id');
        const config = { searchTransactionHistory: true };
        const answer = await rpc.getSignatureStatuses([toSignature(signature)], config).send();
        const [status] = answers.StatusesAnswer.parse(answer).value;
        if (status === null) return null;
        // Nodes leave the level out for transactions that were rooted long ago.
        return {
          slot: status.slot,
          confirmation: status.confirmationStatus ?? 'finalized',
          hasFailed: status.err !== null,
        };
      }),
    feeForMessage: (messageBytes) =>
      asking(async () => {
        const message = base64.encode(messageBytes) as TransactionMessageBytesBase64;
        const fee = answers.FeeAnswer.parse(await rpc.getFeeForMessage(message, CONFIRMED).send()).value;
        if (fee === null) throw blockhashExpired();
        return fee;
      }),
  };
}

function decodeWire(wire: string): Uint8Array {
  try {
    return base64.decode(wire);
  } catch {
    throw invalidArgument('a transaction in base64');
  }
}

async function asking<T>(question: () => Promise<T>, toError = toChainError): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw error instanceof ZodError ? badAnswer('a field is missing or malformed', error) : toError(error);
  }
}
