/** What a co-signer says in the log about a new epoch: that it stored its share, or that it never will (reshare.md 6.3, 6.7). */
import { bytesToHex } from '../../base/bytes.ts';
import type { Ed25519Signer } from '../../base/signatures.ts';
import { acknowledge, refuse, type ActivationTerms } from '../../engine/mpc/reshare/index.ts';
import type { EntryBody } from '../../treasury/workspace/entry.ts';
import type { ReshareState } from '../../treasury/workspace/epoch-state.ts';
import type { VaultState } from '../../treasury/workspace/state.ts';

export interface Answering {
  /** Own pid, hex. */
  readonly self: string;
  readonly signer: Ed25519Signer;
  /** SHA-256 of the stored public part of an epoch, and its group key. */
  readonly publicOf: (vaultId: string, epoch: number) => { readonly hash: Uint8Array; readonly groupKey: Uint8Array };
}

/**
 * The acknowledgement of a stored share, if the log lacks it and still takes it. Its signature is the same each time it is made, so it
 * can be sent again after a crash.
 */
export function acknowledgementEntry(
  { self, signer, publicOf }: Answering,
  vault: VaultState,
  terms: ActivationTerms,
): EntryBody | undefined {
  const reshare = openReshare(vault, terms.epoch);
  if (reshare === undefined || reshare.acknowledgements.has(self)) return undefined;
  const { hash, groupKey } = publicOf(vault.vaultId, terms.epoch);
  return {
    type: 'vault.epoch-acknowledged',
    ...fieldsOf(vault.vaultId, reshare, terms),
    auxHash: bytesToHex(terms.auxHash),
    groupKey,
    publicHash: bytesToHex(hash),
    acknowledgement: acknowledge(terms, signer).sig,
  };
}

/** The refusal of a share that was never acknowledged, if the log lacks it and still takes it. */
export function refusalEntry(
  { self, signer }: Answering,
  vault: VaultState,
  terms: ActivationTerms,
): EntryBody | undefined {
  const reshare = openReshare(vault, terms.epoch);
  if (reshare === undefined || reshare.refusals.has(self)) return undefined;
  const refusal = refuse(terms, signer).sig;
  return { type: 'vault.epoch-refused', ...fieldsOf(vault.vaultId, reshare, terms), refusal };
}

/** The resharing that dealt the epoch, while the log takes answers to it. */
function openReshare({ sharing }: VaultState, epoch: number): ReshareState | undefined {
  return sharing.reshares.find(
    ({ proposal, startedAt, status }) =>
      proposal.nextEpoch === epoch && startedAt !== null && (status === 'running' || status === 'failed'),
  );
}

function fieldsOf(vaultId: string, { runId }: ReshareState, { sid, transcriptHash, epoch }: ActivationTerms) {
  return { vaultId, runId, epoch, sid: bytesToHex(sid), transcriptHash: bytesToHex(transcriptHash) };
}
