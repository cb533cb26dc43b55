/** SQLite's result codes as the product's named errors. */
import { AppError } from '../../base/errors.ts';

const RESULT = {
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  constraint: 19,
  notADatabase: 26,
};

/** Primary SQLite result code of an error thrown by node:sqlite, or `undefined` for anything else. */
export function sqliteResultOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** Translates what node:sqlite threw; an `AppError` and anything that is not SQLite's passes unchanged. */
export function storageError(error: unknown): unknown {
  if (isFileSystemError(error)) return ioFailed(error);
  switch (sqliteResultOf(error)) {
    case undefined:
      return error;
    case RESULT.busy:
    case RESULT.locked:
      return inUse(error);
    case RESULT.corrupt:
    case RESULT.notADatabase:
      return corrupt('The database file is damaged', error);
    case RESULT.full:
      return failed('STORAGE_FULL', 'The disk is full.', 'Free some space and try again.', error);
    case RESULT.constraint:
      return failed('STORAGE_CONFLICT', 'A record contradicts what is stored already.', undefined, error);
    case RESULT.io:
    case RESULT.cantOpen:
    case RESULT.readOnly:
      return ioFailed(error);
    default:
      return new AppError({
        code: 'STORAGE_FAILED',
        kind: 'bug',
        message: 'A database operation failed.',
        cause: error,
      });
  }
}

/** `STORAGE_CORRUPT`: the file, or one row of it, is not what this program wrote. */
export function corrupt(what: string, cause?: unknown): AppError {
  return new AppError({
    code: 'STORAGE_CORRUPT',
    kind: 'storage',
    message: `${what}.`,
    safe: 'The file was left as it is. The workspace log and the other co-signers are not affected.',
    next: 'Restore the file from a backup, or let this co-signer rebuild its replica from the log.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** `STORAGE_IN_USE`: another process, or another connection of this one, owns the file. */
export function inUse(cause?: unknown): AppError {
  return failed(
    'STORAGE_IN_USE',
    'Another process is using this database.',
    'Close the other one and try again.',
    cause,
  );
}

function ioFailed(cause: unknown): AppError {
  const message = 'The database file could not be read or written.';
  return failed('STORAGE_IO', message, 'Check the disk and the permissions.', cause);
}

/** An error of `node:fs`, as opposed to SQLite's. */
function isFileSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function failed(code: string, message: string, next: string | undefined, cause: unknown): AppError {
  return new AppError({
    code,
    kind: 'storage',
    message,
    safe: 'Nothing was changed.',
    ...(next === undefined ? {} : { next }),
    ...(cause === undefined ? {} : { cause }),
  });
}
