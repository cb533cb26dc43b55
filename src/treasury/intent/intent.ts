/** An intent says what shall happen. Officers approve its hash; transactions come later and must do exactly this. */
import { z } from 'zod';
import { Chain } from '../chains/chain.ts';
import { chainRules } from '../chains/chain-rules.ts';
import { decimal, hexId, line, moment, RequestId, slug } from '../workspace/wire.ts';

const Fields = z.strictObject({
  version: z.literal(1),
  kind: z.literal('transfer'),
  workspaceId: hexId(32),
  requestId: RequestId,
  vaultId: slug,
  accountId: slug,
  chain: Chain,
  /** Solana: the genesis hash in base58. EVM: `eip155:` and the chain id. The same key must not sign for another network. */
  network: line(64),
  asset: z.enum(['SOL', 'ETH']),
  from: z.string().min(32).max(44),
  to: z.string().min(32).max(44),
  /** The address-book payee whose address `to` is, or the empty string for an address that is not in the book. */
  payeeId: z.union([slug, z.literal('')]),
  /** Base units of the asset (lamports, wei). */
  amount: decimal,
  /** The most that may be paid as network fee, in base units of the chain's fee asset. */
  feeCeiling: decimal,
  purpose: line(140),
  /** Milliseconds since the Unix epoch; afterwards no approval counts and nothing is signed. */
  expiresAt: moment,
});

/**
 * Transfer of one asset from one of our accounts to one address. The fields are those of version 1 for every chain; an intent for
 * Solana has the same bytes and hash as before there were others.
 */
export const TransferIntent = Fields.refine(
  ({ chain, asset, network }) => chainRules(chain).asset === asset && chainRules(chain).isNetwork(network),
  'the asset and the network must be those of the chain',
);
export type TransferIntent = z.output<typeof TransferIntent>;
