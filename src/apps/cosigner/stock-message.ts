/** What this co-signer has ready, as officers' devices are told. */
import { clip } from '../../treasury/judge/reading-sentence.ts';
import { presignatureRun } from '../../treasury/workspace/admit-presign.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { CoSignerContext } from './context.ts';

/** Orders that are looked at: the latest ones. */
const MAX_ORDERS = 256;

/** Presignatures by the order that the log names them with, sets of primes, and whether this machine computes slowly. */
export function stockMessage(
  { stock, primes, arithmetic }: Pick<CoSignerContext, 'stock' | 'primes' | 'arithmetic'>,
  state: WorkspaceState,
): Extract<DirectMessage, { type: 'stock' }> {
  const current = [...state.presignOrders].filter(
    ([, { order }]) => state.vaults.get(order.vaultId)?.epoch === order.epoch,
  );
  const presignatures = current.slice(-MAX_ORDERS).map(([hash, { order, taken }]) => ({
    vaultId: order.vaultId,
    order: hash,
    indexes: Array.from({ length: order.count }, (_, index) => index).filter(
      (index) => !taken.has(index) && stock.isAvailable(presignatureRun({ order: hash, index })),
    ),
  }));
  return {
    type: 'stock',
    presignatures: presignatures.filter(({ indexes }) => indexes.length > 0),
    primes: primes.levels().map(({ profile, ready, target }) => ({ profile, ready, target })),
    ...(arithmetic.reason === undefined ? {} : { slowBecause: clip(arithmetic.reason, 200) || 'it failed' }),
  };
}
