/** What each RPC answer must look like. Quantities are hex without leading zeros; addresses come in lower case and leave as EIP-55. */
import { z } from 'zod';
import { checksummed } from '../../../treasury/chains/evm-address.ts';

const hexOf = (maxDigits: number) =>
  z
    .string()
    .max(2 + maxDigits)
    .regex(/^0x(?:0|[1-9a-f][0-9a-f]*)$/)
    .transform((text) => BigInt(text));

/** At most 64 bits: block numbers, nonces, gas. */
export const Count = hexOf(16);
/** At most 256 bits: wei. */
export const Wei = hexOf(64);
export const Hash = z.string().regex(/^0x[0-9a-f]{64}$/);
export const Code = z
  .string()
  .max(2 + 2 * 49_152)
  .regex(/^0x(?:[0-9a-f]{2})*$/);
const Address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => checksummed(text.slice(2)));
/** A development chain's own accounts. */
export const Accounts = z.array(Address).max(1000);

export const Receipt = z
  .looseObject({
    transactionHash: Hash,
    blockNumber: Count,
    status: z.enum(['0x0', '0x1']),
  })
  .nullable();

export const BlockHeader = z.looseObject({ number: Count, baseFeePerGas: Wei.optional() }).nullable();

/** Transactions of a block can be of types that are not known here; each is looked at by itself. */
export const FullBlock = z.looseObject({ number: Count, transactions: z.array(z.unknown()).max(100_000) }).nullable();
/** The fields that a transaction of any account has, whatever its type. */
export const AnyTransaction = z.looseObject({ from: Address, nonce: Count });

/** An EIP-1559 transaction as nodes show it. */
export const Eip1559Transaction = z.looseObject({
  type: z.literal('0x2'),
  chainId: Count,
  nonce: Count,
  maxPriorityFeePerGas: Wei,
  maxFeePerGas: Wei,
  gas: Count,
  to: Address.nullable(),
  value: Wei,
  input: z
    .string()
    .max(2 * 131_072)
    .regex(/^0x(?:[0-9a-f]{2})*$/),
  accessList: z.array(z.unknown()).max(10_000).optional(),
});
