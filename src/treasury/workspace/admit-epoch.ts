/** A new epoch comes into force when every new holder acknowledged the same one (reshare.md 6). */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import { coSignerOnly, isSkip, skip, type AdmitContext, type Skip } from './admission.ts';
import { findReshare, putReshare } from './admit-reshare.ts';
import type { CoSigner, EntryOf } from './entry.ts';
import type { EpochRecord, ReshareState } from './epoch-state.ts';
import { putVault } from './put.ts';
import type { VaultState, WorkspaceState } from './state.ts';

/** 32 zero bytes: `auxHash` of a scheme without auxiliary data. */
export const NO_AUX_HASH = '00'.repeat(32);

type Acknowledgement = EntryOf<'vault.epoch-acknowledged'>;

/** `H("reshare/ack", bytes sid, bytes T, u32 epoch, bytes auxHash)`: what a new holder signs (reshare.md 6.3). */
export function acknowledgementDigest(
  body: Pick<Acknowledgement, 'sid' | 'transcriptHash' | 'epoch' | 'auxHash'>,
): Uint8Array {
  const [sid, transcript, aux] = [body.sid, body.transcriptHash, body.auxHash].map((hex) =>
    tlv.bytes(bytesFromHex(hex, 32)),
  ) as [ReturnType<typeof tlv.bytes>, ReturnType<typeof tlv.bytes>, ReturnType<typeof tlv.bytes>];
  return taggedHash('reshare/ack', sid, transcript, tlv.u32(body.epoch), aux);
}

/** `H("reshare/nack", bytes sid, bytes T, u32 epoch)`: what a holder signs that will never acknowledge (reshare.md 6.7). */
export function refusalDigest(
  body: Pick<EntryOf<'vault.epoch-refused'>, 'sid' | 'transcriptHash' | 'epoch'>,
): Uint8Array {
  const { sid, transcriptHash, epoch } = body;
  return taggedHash(
    'reshare/nack',
    tlv.bytes(bytesFromHex(sid, 32)),
    tlv.bytes(bytesFromHex(transcriptHash, 32)),
    tlv.u32(epoch),
  );
}

/**
 * A new holder stored its share. Also after the resharing was given up: an acknowledgement that is under way cannot be taken
 * back, so the epoch it completes is in force, unless a later one is.
 */
export function acknowledgeEpoch(context: AdmitContext<'vault.epoch-acknowledged'>): WorkspaceState | Skip {
  const { state, entry, body } = context;
  const found = answerOf(context);
  if (isSkip(found)) return found;
  const { vault, reshare, holder } = found;
  const fault = resultFault(vault, body, holder);
  if (fault !== null) return fault;
  if (!context.verify(holder.identityKey, acknowledgementDigest(body), body.acknowledgement))
    return skip('EPOCH_ANSWER_INVALID', `The acknowledgement does not carry a valid signature of ${holder.name}.`);
  const acknowledgements = new Map(reshare.acknowledgements).set(holder.pid, body);
  const [reference] = acknowledgements.values();
  if (reference !== undefined && !isSameEpoch(reference, body)) {
    const failure = { code: 'ACKNOWLEDGEMENT_DIFFERS', text: differing(holder.name), blame: [] };
    return putVault(state, putReshare(vault, { ...reshare, acknowledgements, status: 'impossible', failure }));
  }
  const acknowledged = { ...reshare, acknowledgements };
  const isComplete = acknowledgements.size === reshare.proposal.holders.length;
  return putVault(state, isComplete ? inForce(vault, acknowledged, entry.index) : putReshare(vault, acknowledged));
}

/** A new holder will never acknowledge: nobody waits for this epoch any more. */
export function refuseEpoch(context: AdmitContext<'vault.epoch-refused'>): WorkspaceState | Skip {
  const { state, body } = context;
  const found = answerOf(context);
  if (isSkip(found)) return found;
  const { vault, reshare, holder } = found;
  if (!context.verify(holder.identityKey, refusalDigest(body), body.refusal))
    return skip('EPOCH_ANSWER_INVALID', `The refusal does not carry a valid signature of ${holder.name}.`);
  const refusals = new Map(reshare.refusals).set(holder.pid, body);
  const failure = reshare.failure ?? {
    code: 'EPOCH_REFUSED',
    text: `${holder.name} refused the new shares.`,
    blame: [],
  };
  return putVault(state, putReshare(vault, { ...reshare, refusals, status: 'impossible', failure }));
}

/** A holder destroyed its share of an epoch that is no longer in force. */
export function eraseEpoch({ state, entry, body, author }: AdmitContext<'vault.epoch-erased'>): WorkspaceState | Skip {
  const holder = coSignerOnly(author);
  if (isSkip(holder)) return holder;
  const vault = state.vaults.get(body.vaultId);
  if (vault === undefined) return skip('VAULT_UNKNOWN', `There is no vault ${body.vaultId}.`);
  const record = vault.sharing.epochs.find(({ epoch }) => epoch === body.epoch);
  if (record === undefined || record.epoch >= vault.epoch)
    return skip('VAULT_EPOCH_DIFFERS', `Epoch ${body.epoch} of ${vault.name} is not one that another replaced.`);
  if (!record.ids.has(holder.pid)) return skip('NOT_ENTITLED', `${holder.name} held no share of this epoch.`);
  if (record.erasedBy.has(holder.pid)) return skip('EPOCH_ANSWERED', `${holder.name} has said so already.`);
  const erased = { ...record, erasedBy: new Map(record.erasedBy).set(holder.pid, entry.index) };
  const epochs = vault.sharing.epochs.map((one) => (one === record ? erased : one));
  return putVault(state, { ...vault, sharing: { ...vault.sharing, epochs } });
}

interface Answering {
  readonly vault: VaultState;
  readonly reshare: ReshareState;
  readonly holder: CoSigner;
}

/** What both answers have in common: a new holder of this very epoch gives the one answer it has. */
function answerOf(
  context: AdmitContext<'vault.epoch-acknowledged'> | AdmitContext<'vault.epoch-refused'>,
): Answering | Skip {
  const found = findReshare(context.state, context.body);
  if (isSkip(found)) return found;
  const { vault, reshare } = found;
  const holder = coSignerOnly(context.author);
  if (isSkip(holder)) return holder;
  if (!reshare.proposal.holders.some(({ pid }) => pid === holder.pid))
    return skip('NOT_ENTITLED', `${holder.name} gets no share of this epoch.`);
  if (context.body.epoch !== reshare.proposal.nextEpoch)
    return skip('VAULT_EPOCH_DIFFERS', 'The answer is for another epoch.');
  if (reshare.acknowledgements.has(holder.pid) || reshare.refusals.has(holder.pid))
    return skip('EPOCH_ANSWERED', `${holder.name} has answered already.`);
  // An epoch below the one in force never comes to be; the highest with a certificate wins.
  return reshare.status === 'running' || reshare.status === 'failed'
    ? { vault, reshare, holder }
    : skip('RESHARE_OVER', 'This epoch is in force, or cannot come to be.');
}

function resultFault(vault: VaultState, body: Acknowledgement, { name }: CoSigner): Skip | null {
  if (vault.groupKey === null || bytesToHex(vault.groupKey) !== bytesToHex(body.groupKey))
    return skip('GROUP_KEY_DIFFERS', `${name} acknowledges shares of another key than that of ${vault.name}.`);
  return (vault.scheme === 'ed25519') === (body.auxHash === NO_AUX_HASH)
    ? null
    : skip('EPOCH_ANSWER_INVALID', `${name} acknowledges auxiliary data of another scheme.`);
}

/** The vault with the new epoch in force. Resharings from an earlier epoch cannot come to be any more. */
function inForce(vault: VaultState, reshare: ReshareState, index: number): VaultState {
  const { proposal, acknowledgements } = reshare;
  const record: EpochRecord = {
    epoch: proposal.nextEpoch,
    minSigners: proposal.minSigners,
    ids: new Map(proposal.holders.map(({ pid, id }) => [pid, id])),
    certificate: acknowledgements,
    index,
    erasedBy: new Map(),
  };
  const reshares = vault.sharing.reshares.map((one) => {
    if (one.runId === reshare.runId) return { ...reshare, status: 'active' as const };
    const isLater = one.proposal.nextEpoch > record.epoch && (one.status === 'running' || one.status === 'failed');
    // A refresh of the committee that this one replaces would bring it back, and nobody approved that.
    const isAllowed = isLater && (one.needed > 0 || isRefreshOf(one, record));
    return isAllowed || one.status === 'active' ? one : { ...one, status: 'impossible' as const };
  });
  return {
    ...vault,
    epoch: record.epoch,
    minSigners: record.minSigners,
    holders: [...record.ids.keys()],
    sharing: { ...vault.sharing, epochs: [...vault.sharing.epochs, record], reshares },
  };
}

/** Whether a resharing ends with exactly these holders, and as many of them signing. */
function isRefreshOf({ proposal: { holders, minSigners } }: ReshareState, record: EpochRecord): boolean {
  const isSame = holders.length === record.ids.size && holders.every(({ pid }) => record.ids.has(pid));
  return isSame && minSigners === record.minSigners;
}

function isSameEpoch(a: Acknowledgement, b: Acknowledgement): boolean {
  return (
    a.sid === b.sid && a.transcriptHash === b.transcriptHash && a.auxHash === b.auxHash && a.publicHash === b.publicHash
  );
}

function differing(name: string): string {
  return `${name} acknowledged other shares than the holder before it. The epoch is not used.`;
}
