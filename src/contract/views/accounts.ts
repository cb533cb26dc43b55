/** Accounts and those whom one pays. */
import { z } from 'zod';
import { slug } from '../../treasury/workspace/wire.ts';
import { AmountView, SourceView } from './amounts.ts';
import { text } from './scalars.ts';
import { WireError } from './wire-error.ts';

export const BalanceView = z.strictObject({
  accountId: slug,
  accountName: text(40),
  chain: z.enum(['solana', 'evm']),
  /** The network as people know it. */
  chainName: text(40),
  address: text(64),
  /** `null` when the source could not be read; `error` says why. */
  total: AmountView.nullable(),
  reserved: AmountView,
  available: AmountView.nullable(),
  /** A fee ceiling to begin a form with: what such a transfer usually needs, with room. */
  feeCeiling: AmountView,
  source: SourceView,
  error: WireError.nullable(),
});
export type BalanceView = z.output<typeof BalanceView>;

export const PayeeView = z.strictObject({
  payeeId: slug,
  name: text(60),
  chain: z.enum(['solana', 'evm']),
  address: text(64),
  /** Confirmed payments to this payee so far. */
  payments: z.int(),
});
export type PayeeView = z.output<typeof PayeeView>;
