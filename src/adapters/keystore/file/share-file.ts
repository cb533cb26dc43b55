/** A key share in a file, sealed to its vault, epoch and holder. */
import { bytesToHex } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import type { SealBinding } from '../../../treasury/ports/secret-store.ts';
import { eraseFile, readBoundedFile, writeFileAtomically } from './atomic-file.ts';
import { MAX_BOX_BYTES, openBox, sealBox, type ScryptCost } from './sealed-box.ts';

export interface ShareBinding {
  readonly vaultId: string;
  readonly epoch: number;
  /** 32 bytes: the holder's pid. */
  readonly holder: Uint8Array;
}

export interface SealShareOptions {
  readonly path: string;
  readonly share: Uint8Array;
  readonly passphrase: Uint8Array;
  readonly binding: ShareBinding;
  readonly random: Random;
  readonly cost?: ScryptCost;
}

/**
 * Writes a sealed share; on return it is on disk completely, with mode 0600. An existing file is never overwritten.
 * @throws AppError `KEYSTORE_EXISTS`, `KEYSTORE_INPUT`, `KEYSTORE_IO`.
 */
export async function sealShare({ path, share, binding, ...rest }: SealShareOptions): Promise<void> {
  const box = await sealBox({ secret: share, binding: sealBindingOf(binding), ...rest });
  await writeFileAtomically(path, box, false);
}

/**
 * Opens a sealed share and returns its bytes, which the caller wipes.
 * @throws AppError `KEYSTORE_NOT_FOUND`, `KEYSTORE_CORRUPT`, `KEYSTORE_WRONG_BINDING`, `KEYSTORE_WRONG_PASSPHRASE`.
 */
export async function openShare(path: string, passphrase: Uint8Array, binding: ShareBinding): Promise<Uint8Array> {
  return openBox(await readBoundedFile(path, MAX_BOX_BYTES), passphrase, sealBindingOf(binding));
}

/** Overwrites and removes a share's file; see `eraseFile` for what that can promise. */
export async function eraseShare(path: string): Promise<void> {
  await eraseFile(path);
}

/** The binding of a share for a `SecretStore`. */
export function sealBindingOf({ vaultId, epoch, holder }: ShareBinding): SealBinding {
  return { purpose: 'key-share', subject: [vaultId, String(epoch), bytesToHex(holder)] };
}
