/** A vault's key ceremony in the log: proposed by a member, confirmed by every holder, or failed. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import type { Scheme } from '../chains/chain.ts';
import { evmAddressOfKey } from '../chains/evm-address.ts';
import { coSignerOnly, isSkip, memberOnly, skip, type AdmitContext, type Skip } from './admission.ts';
import { putVault } from './put.ts';
import type { EntryOf } from './entry.ts';
import { NO_SHARING, type SharingState } from './epoch-state.ts';
import type { VaultState, WorkspaceState } from './state.ts';

/** What the contract's lists of vaults hold: one more would break every screen that shows them. */
export const MAX_VAULTS = 64;

/** A member asks for a ceremony. A vault whose ceremony failed may be asked for again under its name. */
export function proposeVault({
  state,
  entry,
  body,
  hash,
  author,
}: AdmitContext<'vault.proposed'>): WorkspaceState | Skip {
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  const existing = state.vaults.get(body.vaultId);
  if (existing !== undefined && existing.status !== 'failed')
    return skip('VAULT_EXISTS', `The vault ${body.vaultId} exists already.`);
  if (existing === undefined && state.vaults.size >= MAX_VAULTS)
    return skip('TOO_MANY', `A workspace has at most ${MAX_VAULTS} vaults.`);
  if (body.holders.some((pid) => !state.coSigners.has(pid))) {
    return skip('VAULT_HOLDERS_INVALID', 'A key share can only be held by a co-signer of this workspace.');
  }
  if (new Set(body.holders).size !== body.holders.length || body.minSigners > body.holders.length) {
    return skip('VAULT_HOLDERS_INVALID', 'The holders must be different, and at least as many as must sign.');
  }
  const fault = profileFault(state, body);
  if (fault !== null) return fault;
  return putVault(state, {
    vaultId: body.vaultId,
    name: body.name,
    scheme: body.scheme,
    profile: body.profile ?? null,
    minSigners: body.minSigners,
    // Lower-case hex of equal length sorts as its bytes do.
    holders: [...body.holders].sort(),
    index: entry.index,
    runId: hash,
    status: 'ceremony',
    epoch: 0,
    confirmations: new Map(),
    groupKey: null,
    chainCode: null,
    transcriptHash: null,
    failure: null,
    sharing: NO_SHARING,
  });
}

/** The size of the moduli is chosen when the vault is proposed, among those that the workspace was created with. */
function profileFault(state: WorkspaceState, { scheme, profile }: EntryOf<'vault.proposed'>): Skip | null {
  if ((scheme === 'ecdsa-secp256k1') !== (profile !== undefined))
    return skip('VAULT_PROFILE_INVALID', 'An ECDSA vault, and only one, names the size of its moduli.');
  return profile === undefined || state.ecdsaProfiles.includes(profile)
    ? null
    : skip('VAULT_PROFILE_INVALID', `This workspace was created without the profile ${profile}.`);
}

/** A holder says that it stored its share and which public result it computed. Any difference fails the vault. */
export function confirmVault(context: AdmitContext<'vault.confirmed'>): WorkspaceState | Skip {
  const { state, body, author } = context;
  const vault = vaultInCeremony(state, body);
  if (isSkip(vault)) return vault;
  const holder = coSignerOnly(author);
  if (isSkip(holder)) return holder;
  if (!vault.holders.includes(holder.pid)) return skip('NOT_ENTITLED', `${holder.name} holds no share of this vault.`);
  if (vault.confirmations.has(holder.pid))
    return skip('VAULT_ALREADY_CONFIRMED', `${holder.name} has confirmed already.`);
  if (body.epoch !== vault.epoch) return skip('VAULT_EPOCH_DIFFERS', 'The confirmation is for another epoch.');
  if (!context.verify(holder.identityKey, confirmationDigest(body.sid, body.transcriptHash), body.confirmation)) {
    return skip('VAULT_CONFIRMATION_INVALID', `The confirmation does not carry a valid signature of ${holder.name}.`);
  }
  if (!isKeyOf(vault.scheme, body.groupKey) || (vault.scheme === 'ed25519') !== (body.auxHash === undefined))
    return skip('VAULT_CONFIRMATION_INVALID', `What ${holder.name} confirms is no key of the vault's scheme.`);
  const confirmations = new Map(vault.confirmations).set(holder.pid, body);
  const [reference] = confirmations.values();
  if (reference !== undefined && !isSameResult(reference, body)) {
    return putVault(state, { ...vault, confirmations, status: 'failed', failure: differingResult(body, holder.name) });
  }
  if (confirmations.size < vault.holders.length) return putVault(state, { ...vault, confirmations });
  return putVault(state, {
    ...vault,
    confirmations,
    status: 'active',
    groupKey: body.groupKey,
    chainCode: body.chainCode,
    transcriptHash: body.transcriptHash,
    sharing: firstSharing(vault, context.entry.index),
  });
}

/** The sharing that a ceremony makes: Shamir points 1, 2, ... in pid order. */
function firstSharing({ holders, minSigners }: VaultState, index: number): SharingState {
  const ids = new Map(holders.map((pid, i) => [pid, i + 1]));
  const first = { epoch: 0, minSigners, ids, certificate: new Map(), index, erasedBy: new Map() };
  return { epochs: [first], reshares: [], nextEpoch: 1, nextId: holders.length + 1 };
}

function isKeyOf(scheme: Scheme, groupKey: Uint8Array): boolean {
  return scheme === 'ed25519' ? groupKey.length === 32 : evmAddressOfKey(groupKey) !== null;
}

/** A holder or a member reports that the ceremony ended without a key. */
export function failVault({ state, body, author }: AdmitContext<'vault.failed'>): WorkspaceState | Skip {
  const vault = vaultInCeremony(state, body);
  if (isSkip(vault)) return vault;
  if (author.type === 'co-signer' && !vault.holders.includes(author.pid)) {
    return skip('NOT_ENTITLED', `${author.coSigner.name} takes no part in this ceremony.`);
  }
  return putVault(state, { ...vault, status: 'failed', failure: body });
}

/** `H("confirm", bytes sid, bytes transcriptHash)`: what a holder signs at the end of a ceremony (protocol specification, section 7). */
export function confirmationDigest(sid: string, transcriptHash: string): Uint8Array {
  return taggedHash('confirm', tlv.bytes(bytesFromHex(sid, 32)), tlv.bytes(bytesFromHex(transcriptHash, 32)));
}

function vaultInCeremony(state: WorkspaceState, body: { vaultId: string; runId: string }): VaultState | Skip {
  const vault = state.vaults.get(body.vaultId);
  if (vault === undefined) return skip('VAULT_UNKNOWN', `There is no vault ${body.vaultId}.`);
  // Checked before the status: after a retry, a late message of the first run must not speak for the second.
  if (vault.runId !== body.runId) return skip('VAULT_RUN_DIFFERS', 'The entry speaks of another run of the ceremony.');
  if (vault.status !== 'ceremony') return skip('VAULT_NOT_IN_CEREMONY', `The ceremony of ${vault.name} is over.`);
  return vault;
}

function isSameResult(a: EntryOf<'vault.confirmed'>, b: EntryOf<'vault.confirmed'>): boolean {
  return (
    a.sid === b.sid &&
    a.transcriptHash === b.transcriptHash &&
    a.auxHash === b.auxHash &&
    bytesToHex(a.groupKey) === bytesToHex(b.groupKey) &&
    bytesToHex(a.chainCode) === bytesToHex(b.chainCode)
  );
}

function differingResult(body: EntryOf<'vault.confirmed'>, name: string): EntryOf<'vault.failed'> {
  return {
    type: 'vault.failed',
    vaultId: body.vaultId,
    runId: body.runId,
    code: 'CONFIRMATION_DIFFERS',
    text: `${name} confirmed another result than the holder before it. The key is not used.`,
    blame: [],
  };
}
