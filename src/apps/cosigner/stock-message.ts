/** What this co-signer has ready, as officers' devices are told. */
import { presignatureRun } from '../../treasury/workspace/admit-presign.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { CoSignerContext } from './context.ts';

/** Orders that are looked at: the latest ones. */
const MAX_ORDERS = 256;

/** Presignatures by the order that the log names them with, and sets of primes. */
export function stockMessage(
  { stock, primes }: Pick<CoSignerContext, 'stock' | 'primes'>,
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
  };
}
