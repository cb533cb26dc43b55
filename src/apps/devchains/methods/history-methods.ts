import { base64 } from '@scure/base';
import { z } from 'zod';
import { splitWireTransaction } from '../../../adapters/chains/solana/split-wire.ts';
import type { Chain } from '../chain.ts';
import { commitmentOf, slotAt } from '../commitment.ts';
import type { IncludedTransaction } from '../journal.ts';
import { RpcError } from '../rpc-error.ts';
import { contextFields, contextSlot, inContext, method, Pubkey, Signature, U64, type Method } from './method.ts';

/** How long a node answers for a signature without being told to search its history. */
const STATUS_CACHE_SLOTS = 300n;
const MAX_SIGNATURES = 256;
const MAX_PAGE = 1000;

const SettledLevel = z.enum(['confirmed', 'finalized'], {
  error: 'Method does not support commitment below `confirmed`',
});

const StatusConfig = z.strictObject({ searchTransactionHistory: z.boolean().optional() }).optional();
const HistoryConfig = z
  .strictObject({
    ...contextFields,
    commitment: SettledLevel.optional(),
    limit: z.int().min(1).max(MAX_PAGE).optional(),
    before: Signature.optional(),
    until: Signature.optional(),
  })
  .optional();
const TransactionConfig = z.strictObject({
  encoding: z.literal('base64', { error: 'only base64 encoding is served' }),
  commitment: SettledLevel.optional(),
  maxSupportedTransactionVersion: U64.optional(),
});

export const historyMethods: Readonly<Record<string, Method>> = {
  getSignatureStatuses: method(
    z.tuple([z.array(Signature).max(MAX_SIGNATURES), StatusConfig]),
    (chain, [signatures, config]) => {
      const oldest = config?.searchTransactionHistory === true ? 0n : chain.slot - STATUS_CACHE_SLOTS;
      const statuses = signatures.map((signature) => {
        const transaction = chain.find(signature);
        return transaction === undefined || transaction.slot < oldest ? null : describeStatus(chain, transaction);
      });
      return inContext(chain.slot, statuses);
    },
  ),
  getSignaturesForAddress: method(z.tuple([Pubkey, HistoryConfig]), (chain, [address, config]) => {
    const range = { limit: config?.limit ?? MAX_PAGE, before: config?.before, until: config?.until };
    return chain.history(address, { ...range, maxSlot: contextSlot(chain, config) }).map((transaction) => ({
      signature: transaction.signature,
      slot: transaction.slot,
      err: transaction.err,
      memo: null,
      blockTime: transaction.blockTime,
      confirmationStatus: commitmentOf(transaction.slot, chain.slot),
    }));
  }),
  getTransaction: method(z.tuple([Signature, TransactionConfig]), (chain, [signature, config]) => {
    const transaction = chain.find(signature);
    const newest = slotAt(config.commitment ?? 'finalized', chain.slot);
    if (transaction === undefined || transaction.slot > newest) return null;
    return describeTransaction(transaction, config.maxSupportedTransactionVersion);
  }),
};

function describeStatus(chain: Chain, { slot, err }: IncludedTransaction) {
  const confirmationStatus = commitmentOf(slot, chain.slot);
  return {
    slot,
    confirmations: confirmationStatus === 'finalized' ? null : chain.slot - slot,
    err,
    status: statusOf(err),
    confirmationStatus,
  };
}

function describeTransaction(transaction: IncludedTransaction, maxVersion: bigint | undefined) {
  const { wire, err } = transaction;
  const isVersioned = ((splitWireTransaction(wire).messageBytes[0] ?? 0) & 0x80) !== 0;
  if (isVersioned && maxVersion === undefined) {
    throw new RpcError(
      -32015,
      'Transaction version (0) is not supported by the requesting client. Please try the request again with the ' +
        'following configuration parameter: "maxSupportedTransactionVersion": 0',
    );
  }
  return {
    slot: transaction.slot,
    blockTime: transaction.blockTime,
    transaction: [base64.encode(wire), 'base64'],
    ...(maxVersion === undefined ? {} : { version: isVersioned ? 0 : 'legacy' }),
    meta: {
      err,
      status: statusOf(err),
      fee: transaction.fee,
      preBalances: transaction.preBalances,
      postBalances: transaction.postBalances,
      logMessages: transaction.logs,
      computeUnitsConsumed: transaction.unitsConsumed,
      // Null is how nodes say "not recorded".
      innerInstructions: null,
      preTokenBalances: null,
      postTokenBalances: null,
      rewards: null,
    },
  };
}

function statusOf(err: IncludedTransaction['err']): object {
  return err === null ? { Ok: null } : { Err: err };
}
