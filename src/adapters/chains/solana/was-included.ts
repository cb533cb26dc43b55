/** Whether a message ever made it into a block: the question before a second attempt may be signed. */
import { address, signature as toSignature, type Rpc, type SolanaRpcApi } from '@solana/kit';
import { base64 } from '@scure/base';
import { bytesEqual } from '../../../base/bytes.ts';
import { badAnswer } from './chain-errors.ts';
import { SignaturesAnswer, TransactionAnswer } from './rpc-answers.ts';
import { splitWireTransaction } from './split-wire.ts';

export interface Inclusion {
  /** Base58; may differ from the signature we know, because one message can be signed in many ways. */
  readonly signature: string;
  readonly slot: bigint;
  /** True when the chain took the fee but the transfer itself failed. The message can still never run again. */
  readonly hasFailed: boolean;
}

const PAGE = 1000;
const MAX_PAGES = 20;

/**
 * Walks the account's confirmed history, newest first, and compares whole messages byte by byte.
 * A `null` proves absence only once no new block can carry the message (see `SolanaClient.wasIncluded`).
 * @param sinceSlot stop at transactions older than this slot
 * @throws AppError `CHAIN_BAD_ANSWER` when the history is longer than 20,000 transactions or has holes.
 */
export async function findInclusion(
  rpc: Rpc<SolanaRpcApi>,
  messageBytes: Uint8Array,
  account: string,
  sinceSlot = 0n,
): Promise<Inclusion | null> {
  let before: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const entries = await readPage(rpc, account, before);
    for (const entry of entries) {
      if (entry.slot < sinceSlot) return null;
      if (bytesEqual(await readMessage(rpc, entry.signature), messageBytes)) {
        return { signature: entry.signature, slot: entry.slot, hasFailed: entry.err !== null };
      }
    }
    if (entries.length < PAGE) return null;
    before = entries.at(-1)?.signature;
  }
  throw badAnswer(`the account has more than ${PAGE * MAX_PAGES} transactions`);
}

async function readPage(rpc: Rpc<SolanaRpcApi>, account: string, before: string | undefined) {
  const config = { commitment: 'confirmed' as const, limit: PAGE };
  const position = before === undefined ? config : { ...config, before: toSignature(before) };
  return SignaturesAnswer.parse(await rpc.getSignaturesForAddress(address(account), position).send());
}

async function readMessage(rpc: Rpc<SolanaRpcApi>, signature: string): Promise<Uint8Array> {
  const answer = await rpc
    .getTransaction(toSignature(signature), {
      commitment: 'confirmed',
      encoding: 'base64',
      maxSupportedTransactionVersion: 0,
    })
    .send();
  const transaction = TransactionAnswer.parse(answer);
  if (transaction === null) throw badAnswer('it lists a transaction that it cannot show');
  return splitWireTransaction(base64.decode(transaction.transaction[0])).messageBytes;
}
