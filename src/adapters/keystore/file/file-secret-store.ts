/** A folder of sealed secrets, all under one passphrase. */
import { join } from 'node:path';
import { wipe } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { Random } from '../../../base/random.ts';
import type { SecretStore } from '../../../treasury/ports/secret-store.ts';
import { eraseFile, fileExists, readBoundedFile, writeFileAtomically } from './atomic-file.ts';
import { MAX_BOX_BYTES, openBox, sealBox, type ScryptCost } from './sealed-box.ts';

export interface FileSecretStoreOptions {
  /** An existing folder. */
  readonly directory: string;
  /** Gives a copy of the passphrase, which the store wipes after each use. */
  readonly passphrase: () => Promise<Uint8Array>;
  readonly random: Random;
  readonly cost?: ScryptCost;
}

/** @throws AppError `KEYSTORE_NAME` from every method for a name outside `[a-z0-9.-]`, 1 to 100 characters. */
export function createFileSecretStore({ directory, passphrase, random, cost }: FileSecretStoreOptions): SecretStore {
  async function withPassphrase<T>(work: (copy: Uint8Array) => Promise<T>): Promise<T> {
    const copy = await passphrase();
    try {
      return await work(copy);
    } finally {
      wipe(copy);
    }
  }

  return {
    seal: async (name, secret, binding) => {
      const path = pathOf(directory, name);
      const box = await withPassphrase((copy) =>
        sealBox({ secret, passphrase: copy, binding, random, ...(cost === undefined ? {} : { cost }) }),
      );
      await writeFileAtomically(path, box, false);
    },
    open: async (name, binding) => {
      const box = await readBoundedFile(pathOf(directory, name), MAX_BOX_BYTES);
      return withPassphrase((copy) => openBox(box, copy, binding));
    },
    has: (name) => fileExists(pathOf(directory, name)),
    erase: (name) => eraseFile(pathOf(directory, name)),
  };
}

function pathOf(directory: string, name: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{0,99}$/.test(name)) {
    throw new AppError({ code: 'KEYSTORE_NAME', kind: 'bug', message: 'A secret has an invalid name.' });
  }
  return join(directory, `${name}.sealed`);
}
