/** An intent says what shall happen. Officers approve its hash; transactions come later and must do exactly this. */
import { z } from 'zod';
import { decimal, hexId, line, moment, RequestId, slug } from '../workspace/wire.ts';

/** Transfer of one asset from one of our accounts to one address. */
export const TransferIntent = z.strictObject({
  version: z.literal(1),
  kind: z.literal('transfer'),
  workspaceId: hexId(32),
  requestId: RequestId,
  vaultId: slug,
  accountId: slug,
  chain: z.literal('solana'),
  /** Genesis hash of the network in the chain's own text form: the same key must not sign for another network. */
  network: line(64),
  asset: z.literal('SOL'),
  from: z.string().min(32).max(44),
  to: z.string().min(32).max(44),
  /** The address-book payee whose address `to` is, or the empty string for an address that is not in the book. */
  payeeId: z.union([slug, z.literal('')]),
  /** Base units of the asset (lamports). */
  amount: decimal,
  /** The most that may be paid as network fee, in base units of the chain's fee asset. */
  feeCeiling: decimal,
  purpose: line(140),
  /** Milliseconds since the Unix epoch; afterwards no approval counts and nothing is signed. */
  expiresAt: moment,
});
export type TransferIntent = z.output<typeof TransferIntent>;
