/** What the log says is public about a sharing of a key, for whoever learns the values themselves from others (reshare.md 1). */
import { bytesToHex } from '../../base/bytes.ts';
import type { VaultState } from '../../treasury/workspace/state.ts';
import { auxHashOf, decodePublic, publicHash, type PublicShare } from './runs/share-on-disk.ts';

/**
 * Whether the public part of an epoch, as a holder tells it, is the one in the log. Every acknowledgement of a resharing carries its
 * hash. Confirmations of a key ceremony carry the run, the key and the hash of the auxiliary data: there the public shares themselves
 * rest on the word of as many holders as sign together, who must say the same, and on the check that they interpolate to the key.
 */
export function isAsLogged(vault: VaultState, epoch: number, publicData: Uint8Array): boolean {
  if (epoch === 0) return isAsConfirmed(vault, publicData);
  const [logged] = vault.sharing.epochs.find((record) => record.epoch === epoch)?.certificate.values() ?? [];
  return logged !== undefined && logged.publicHash === bytesToHex(publicHash(publicData));
}

function isAsConfirmed({ scheme, confirmations }: VaultState, publicData: Uint8Array): boolean {
  const [confirmed] = confirmations.values();
  const found = decoded(scheme, publicData);
  if (confirmed === undefined || found === undefined) return false;
  const auxHash = auxHashOf(found);
  return (
    bytesToHex(found.groupKey) === bytesToHex(confirmed.groupKey) &&
    bytesToHex(found.chainCode) === bytesToHex(confirmed.chainCode) &&
    bytesToHex(found.sid) === confirmed.sid &&
    bytesToHex(found.transcriptHash) === confirmed.transcriptHash &&
    (auxHash === null ? undefined : bytesToHex(auxHash)) === confirmed.auxHash
  );
}

function decoded(scheme: VaultState['scheme'], publicData: Uint8Array): PublicShare | undefined {
  try {
    return decodePublic(scheme, publicData);
  } catch {
    // Bytes that are no public part of this scheme at all.
    return undefined;
  }
}
