/** One console per profile: two would set each other's files aside and run the same co-signers twice. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import { openDatabase, type Database } from '../../../adapters/storage/database.ts';

/**
 * Owns the profile until `close` or the end of this process; the operating system's file lock leaves nothing stale behind.
 * @throws AppError `PROFILE_IN_USE` while another console owns it, and those of storage.
 */
export function lockProfile(profileDirectory: string): Pick<Database, 'close'> {
  mkdirSync(profileDirectory, { recursive: true, mode: 0o700 });
  try {
    return openDatabase(join(profileDirectory, 'in-use.db'), []);
  } catch (error) {
    throw error instanceof AppError && error.code === 'STORAGE_IN_USE' ? inUse(error) : error;
  }
}

function inUse(cause: AppError): AppError {
  return new AppError({
    code: 'PROFILE_IN_USE',
    kind: 'storage',
    message: 'Countersign is already open on this profile.',
    safe: 'Nothing was changed.',
    next: 'Use the window that is open, or start with --profile and another folder.',
    cause,
  });
}
