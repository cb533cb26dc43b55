/**
 * A sealed secret that is read once: a presignature, a pair of primes. Reading overwrites and removes the file before the secret
 * is handed out, so that no second reading, and no later copy of the folder, finds it.
 */
import { rename, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { wipe } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import type { SealBinding } from '../../../treasury/ports/secret-store.ts';
import { eraseFile, readBoundedFile, writeFileAtomically } from './atomic-file.ts';
import { ioFailed, notFound } from './keystore-errors.ts';
import { MAX_BOX_BYTES, openBox, sealBox, type ScryptCost } from './sealed-box.ts';

export interface OneTimeSecret {
  readonly path: string;
  /** What it is sealed under; the caller wipes it. */
  readonly passphrase: Uint8Array;
  readonly binding: SealBinding;
}

/** Seals durably. @throws AppError `KEYSTORE_EXISTS`, `KEYSTORE_INPUT`, `KEYSTORE_IO`. */
export async function sealOnce(
  { path, passphrase, binding }: OneTimeSecret,
  secret: Uint8Array,
  options: { readonly random: Random; readonly cost: ScryptCost },
): Promise<void> {
  const box = await sealBox({ secret, passphrase, binding, ...options });
  await writeFileAtomically(path, box, false);
}

/**
 * Reads the secret and erases its file, whatever becomes of the reading; the caller wipes the bytes.
 * Of two who ask at once one gets it.
 * @throws AppError `KEYSTORE_NOT_FOUND`, `KEYSTORE_CORRUPT`, `KEYSTORE_WRONG_BINDING`, `KEYSTORE_WRONG_PASSPHRASE`, `KEYSTORE_IO`.
 */
export async function takeOnce({ path, passphrase, binding }: OneTimeSecret): Promise<Uint8Array> {
  const claimed = `${path}.${randomUUID()}.taken`;
  await claim(path, claimed);
  let secret: Uint8Array | undefined;
  try {
    secret = await openBox(await readBoundedFile(claimed, MAX_BOX_BYTES), passphrase, binding);
    return secret;
  } finally {
    await eraseFile(claimed).catch((error: unknown) => {
      wipe(secret);
      throw error;
    });
  }
}

/**
 * Erases every file of a folder whose name `isWanted` does not name: what a crash left between a record and its secret.
 * @returns the names that are left, in any order
 */
export async function sweepFolder(folder: string, isWanted: (name: string) => boolean): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw ioFailed(error);
  });
  for (const name of names) if (!isWanted(name)) await eraseFile(join(folder, name));
  return names.filter(isWanted);
}

async function claim(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? notFound() : ioFailed(error);
  }
}
