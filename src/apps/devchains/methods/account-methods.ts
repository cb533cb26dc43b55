/** Accounts are read as they are now, at every commitment level: with one block producer nothing is rolled back. */
import { base58, base64 } from '@scure/base';
import { z } from 'zod';
import type { StoredAccount } from '../journal.ts';
import { invalidParams } from '../rpc-error.ts';
import {
  CommitmentLevel,
  ContextConfig,
  contextFields,
  contextSlot,
  inContext,
  method,
  Pubkey,
  type Method,
} from './method.ts';

/** What nodes write for an account that pays no rent, which is every account. */
const RENT_EXEMPT_EPOCH = 2n ** 64n - 1n;
/** Longer data is never given as base58, whose cost grows with the square of its length. */
const MAX_BASE58_BYTES = 128;
const MAX_ACCOUNT_BYTES = 10 * 1024 * 1024;

const InfoConfig = z.strictObject({ ...contextFields, encoding: z.enum(['base58', 'base64']).optional() }).optional();
const DataBytes = z.int().nonnegative().max(MAX_ACCOUNT_BYTES).transform(BigInt);

export const accountMethods: Readonly<Record<string, Method>> = {
  getBalance: method(z.tuple([Pubkey, ContextConfig]), (chain, [address, config]) =>
    inContext(contextSlot(chain, config), chain.account(address)?.lamports ?? 0n),
  ),
  getAccountInfo: method(z.tuple([Pubkey, InfoConfig]), (chain, [address, config]) => {
    const account = chain.account(address);
    const info = account === undefined ? null : describeAccount(account, config?.encoding ?? 'base58');
    return inContext(contextSlot(chain, config), info);
  }),
  getMinimumBalanceForRentExemption: method(
    z.tuple([DataBytes, z.strictObject({ commitment: CommitmentLevel.optional() }).optional()]),
    (chain, [dataBytes]) => chain.rentExemption(dataBytes),
  ),
};

function describeAccount({ data, executable, lamports, owner }: StoredAccount, encoding: 'base58' | 'base64') {
  if (encoding === 'base58' && data.length > MAX_BASE58_BYTES) {
    throw invalidParams(
      `Encoded binary (base 58) data should be less than ${MAX_BASE58_BYTES} bytes, please use Base64 encoding.`,
    );
  }
  const text = encoding === 'base58' ? base58.encode(data) : base64.encode(data);
  return { data: [text, encoding], executable, lamports, owner, rentEpoch: RENT_EXEMPT_EPOCH, space: data.length };
}
