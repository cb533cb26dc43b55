import { base58, base64 } from '@scure/base';
import { z } from 'zod';
import { feeOf } from '../fee.ts';
import { parseMessage } from '../parse-transaction.ts';
import { invalidParams } from '../rpc-error.ts';
import { CommitmentLevel, ContextConfig, contextSlot, inContext, method, Pubkey, U64, type Method } from './method.ts';

/** One faucet payment: 100,000 SOL. */
const MAX_AIRDROP = 100_000n * 10n ** 9n;
/** Base64 of the largest transaction, as nodes limit it. */
const MAX_ENCODED = 1644;

const SendConfig = z
  .strictObject({
    encoding: z.enum(['base58', 'base64']).optional(),
    maxRetries: U64.optional(),
    minContextSlot: U64.optional(),
    preflightCommitment: CommitmentLevel.optional(),
    skipPreflight: z.boolean().optional(),
  })
  .optional();

export const transactionMethods: Readonly<Record<string, Method>> = {
  sendTransaction: method(z.tuple([z.string().max(MAX_ENCODED), SendConfig]), (chain, [text, config]) => {
    contextSlot(chain, { commitment: config?.preflightCommitment, minContextSlot: config?.minContextSlot });
    const wire = decodeText(text, config?.encoding ?? 'base58');
    return chain.submit(wire, { skipPreflight: config?.skipPreflight ?? false });
  }),
  requestAirdrop: method(
    z.tuple([Pubkey, U64.refine((value) => value > 0n && value <= MAX_AIRDROP), ContextConfig]),
    (chain, [address, lamports]) => chain.airdrop(address, lamports),
  ),
  getFeeForMessage: method(z.tuple([z.string().max(MAX_ENCODED), ContextConfig]), (chain, [text, config]) => {
    const message = parseMessage(decodeText(text, 'base64'));
    const isKnown = chain.validSlotOf(base58.encode(message.blockhash)) !== undefined;
    return inContext(contextSlot(chain, config), isKnown ? feeOf(message) : null);
  }),
};

function decodeText(text: string, encoding: 'base58' | 'base64'): Uint8Array {
  try {
    return encoding === 'base58' ? base58.decode(text) : base64.decode(text);
  } catch {
    throw invalidParams(`invalid ${encoding} encoding`);
  }
}
