/** Presignatures: asked for by a member or a signer, and named by at most one session each. */
import { bytesFromHex } from '../../base/bytes.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import { skip, type AdmitContext, type Skip } from './admission.ts';
import type { EntryOf } from './entry.ts';
import type { PresignatureName } from './epoch-entry.ts';
import type { PresignOrderState } from './epoch-state.ts';
import { putPresignOrder } from './put.ts';
import { areSigners } from './signing-set.ts';
import type { WorkspaceState } from './state.ts';

/** `H("treasury/presign-run", order, index)`: the 32-byte id of the run that makes one presignature of an order. */
export function presignatureRun({ order, index }: PresignatureName): Uint8Array {
  return taggedHash('treasury/presign-run', tlv.bytes(bytesFromHex(order, 32)), tlv.u32(index));
}

/**
 * A member, or a co-signer of the signing set, asks for presignatures of the epoch in force. For which accounts and how many is no rule of the log: each
 * signer makes those that an account can use, as far as its own stock has room.
 */
export function orderPresignatures({
  state,
  entry,
  body,
  hash,
  author,
}: AdmitContext<'presignatures.ordered'>): WorkspaceState | Skip {
  const vault = state.vaults.get(body.vaultId);
  if (vault === undefined) return skip('VAULT_UNKNOWN', `There is no vault ${body.vaultId}.`);
  if (vault.status !== 'active') return skip('VAULT_NOT_ACTIVE', `${vault.name} is not active.`);
  if (vault.scheme !== 'ecdsa-secp256k1')
    return skip('PRESIGNATURE_INVALID', `The signatures of ${vault.name} need no presignatures.`);
  if (body.epoch !== vault.epoch)
    return skip('VAULT_EPOCH_DIFFERS', `The shares of ${vault.name} are in epoch ${vault.epoch}.`);
  if (!areSigners(vault, body.signers))
    return skip('SESSION_SIGNERS_INVALID', `Exactly ${vault.minSigners} different holders of ${vault.name} sign.`);
  if (author.type === 'co-signer' && !body.signers.includes(author.pid))
    return skip('NOT_ENTITLED', `${author.coSigner.name} is not in the signing set.`);
  const order: PresignOrderState = {
    order: { ...body, signers: body.signers.toSorted() },
    index: entry.index,
    time: entry.time,
    orderedBy: author.pid,
    taken: new Map(),
  };
  return putPresignOrder(state, hash, order);
}

/** Whether an account of the vault signs along the path of an order. A presignature of another path could never be used. */
export function isOfAccount(
  state: WorkspaceState,
  { vaultId, path }: Pick<EntryOf<'presignatures.ordered'>, 'vaultId' | 'path'>,
): boolean {
  const wanted = path.join();
  return [...state.accounts.values()].some((one) => one.vaultId === vaultId && one.path.join() === wanted);
}

/**
 * Marks the presignature that a session names as taken. It must have been ordered for exactly this vault, epoch, signing set and
 * path; and it is taken for good, whatever becomes of the session.
 */
export function takePresignature(
  state: WorkspaceState,
  session: EntryOf<'session.proposed'>,
  path: readonly number[],
): WorkspaceState | Skip {
  const { presignature } = session;
  if (presignature === undefined) return state;
  const found = state.presignOrders.get(presignature.order);
  if (found === undefined || presignature.index >= found.order.count)
    return skip('PRESIGNATURE_UNKNOWN', 'Nobody ordered the presignature that the session names.');
  const fault = bindingFault(found.order, session, path);
  if (fault !== null) return fault;
  if (found.taken.has(presignature.index))
    return skip('PRESIGNATURE_TAKEN', 'Another session named this presignature; none is ever named twice.');
  const taken = new Map(found.taken).set(presignature.index, session.sessionId);
  return putPresignOrder(state, presignature.order, { ...found, taken });
}

function bindingFault(
  order: EntryOf<'presignatures.ordered'>,
  session: EntryOf<'session.proposed'>,
  path: readonly number[],
): Skip | null {
  const isBound =
    order.vaultId === session.vaultId &&
    order.epoch === session.epoch &&
    order.signers.join() === session.signers.toSorted().join() &&
    order.path.join() === path.join();
  return isBound
    ? null
    : skip('PRESIGNATURE_DIFFERS', 'The presignature was ordered for another key, epoch, signing set or account.');
}
