import { AppError } from '../../../base/errors.ts';

const UNTOUCHED = 'The file was left as it is.';

/** The file is not, byte for byte, what was sealed. */
export function corruptFile(cause?: unknown): AppError {
  return new AppError({
    code: 'KEYSTORE_CORRUPT',
    kind: 'storage',
    message: 'A sealed key file is damaged.',
    safe: `${UNTOUCHED} The vault works as long as enough other holders are sound.`,
    next: 'Restore the file from a backup, or replace this holder by a resharing.',
    ...(cause === undefined ? {} : { cause }),
  });
}

export function wrongPassphrase(): AppError {
  return new AppError({
    code: 'KEYSTORE_WRONG_PASSPHRASE',
    kind: 'input',
    message: 'The passphrase does not open this key file.',
    safe: UNTOUCHED,
    next: 'Enter the passphrase again.',
  });
}

export function wrongBinding(): AppError {
  return new AppError({
    code: 'KEYSTORE_WRONG_BINDING',
    kind: 'storage',
    message: 'This key file belongs to another vault, epoch or holder.',
    safe: UNTOUCHED,
    next: 'Put the right file in its place.',
  });
}

export function notFound(): AppError {
  return new AppError({
    code: 'KEYSTORE_NOT_FOUND',
    kind: 'storage',
    message: 'There is no such key file.',
    next: 'Restore it from a backup, or replace this holder by a resharing.',
  });
}

export function alreadyExists(): AppError {
  return new AppError({
    code: 'KEYSTORE_EXISTS',
    kind: 'storage',
    message: 'There is a key file of this name already.',
    safe: 'It was not overwritten.',
  });
}

export function ioFailed(cause: unknown): AppError {
  return new AppError({
    code: 'KEYSTORE_IO',
    kind: 'storage',
    message: 'A key file could not be read or written.',
    next: 'Check the disk and the permissions.',
    cause,
  });
}
