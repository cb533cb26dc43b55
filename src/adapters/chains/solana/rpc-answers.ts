/** What each RPC answer must look like, after kit has turned its integers into bigint. */
import { z } from 'zod';

const U64 = z
  .bigint()
  .min(0n)
  .max(2n ** 64n - 1n);
const Base58 = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[1-9A-HJ-NP-Za-km-z]+$/);
const Base64 = z
  .string()
  .max(2048)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/);
const Context = z.looseObject({ slot: U64 });
/** A transaction error as nodes write it: a name, or an object with one name. Only its presence matters here. */
const TransactionErrorJson = z.union([z.string().max(200), z.looseObject({})]).nullable();

export const SignatureText = Base58(88);
export const BlockhashText = Base58(44).min(32);
export const HeightAnswer = U64;
export const LamportsAnswer = U64;
export const BalanceAnswer = z.looseObject({ context: Context, value: U64 });
export const ValidityAnswer = z.looseObject({ context: Context, value: z.boolean() });
export const FeeAnswer = z.looseObject({ context: Context, value: U64.nullable() });
export const LatestBlockhashAnswer = z.looseObject({
  context: Context,
  value: z.looseObject({ blockhash: BlockhashText, lastValidBlockHeight: U64 }),
});
export const StatusesAnswer = z.looseObject({
  context: Context,
  value: z.tuple([
    z
      .looseObject({
        slot: U64,
        confirmationStatus: z.enum(['processed', 'confirmed', 'finalized']).nullable(),
        err: TransactionErrorJson,
      })
      .nullable(),
  ]),
});
export const SignaturesAnswer = z
  .array(z.looseObject({ signature: SignatureText, slot: U64, err: TransactionErrorJson }))
  .max(1000);
export const TransactionAnswer = z
  .looseObject({ slot: U64, transaction: z.tuple([Base64, z.literal('base64')]) })
  .nullable();
