/** What a method is, and the parameter shapes that several share. */
import { z } from 'zod';
import { isBase58Of } from '../../../adapters/chains/solana/base58-length.ts';
import type { Chain } from '../chain.ts';
import { slotAt, type Commitment } from '../commitment.ts';
import { invalidParams, RpcError } from '../rpc-error.ts';

/** Answers one call; `params` is whatever the request held. @throws RpcError. */
export type Method = (chain: Chain, params: unknown) => unknown;

/** A method that runs only with parameters of its shape; absent parameters are an empty list. */
export function method<P>(shape: z.ZodType<P>, run: (chain: Chain, params: P) => unknown): Method {
  return (chain, params) => {
    const parsed = shape.safeParse(params ?? []);
    if (!parsed.success) throw invalidParams(`Invalid params: ${z.prettifyError(parsed.error).slice(0, 500)}`);
    return run(chain, parsed.data);
  };
}

const U64_MAX = 2n ** 64n - 1n;

/** An integer of JSON, which is bigint only above 2^53. */
export const U64 = z
  .union([z.int().nonnegative(), z.bigint().nonnegative()])
  .transform(BigInt)
  .refine((value) => value <= U64_MAX, 'more than 64 bits');

export const Pubkey = z.string().refine((text) => isBase58Of(32, text), 'not base58 of 32 bytes');
export const Signature = z.string().refine((text) => isBase58Of(64, text), 'not base58 of 64 bytes');
export const CommitmentLevel = z.enum(['processed', 'confirmed', 'finalized']);

/** The configuration that every reading method takes. */
export const contextFields = { commitment: CommitmentLevel.optional(), minContextSlot: U64.optional() };
export const ContextConfig = z.strictObject(contextFields).optional();

export interface ContextRequest {
  readonly commitment?: Commitment | undefined;
  readonly minContextSlot?: bigint | undefined;
}

/** The slot an answer is given for. @throws RpcError -32016 when the chain has not got that far. */
export function contextSlot(chain: Chain, config: ContextRequest | undefined): bigint {
  const slot = slotAt(config?.commitment ?? 'finalized', chain.slot);
  if (config?.minContextSlot !== undefined && slot < config.minContextSlot) {
    throw new RpcError(-32016, 'Minimum context slot has not been reached', { contextSlot: slot });
  }
  return slot;
}

/** An answer with the slot it holds for. */
export function inContext<T>(
  slot: bigint,
  value: T,
): { readonly context: { readonly slot: bigint }; readonly value: T } {
  return { context: { slot }, value };
}
