/** Files that exist completely or not at all, readable by their owner only. */
import { constants, type PathLike } from 'node:fs';
import { link, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { alreadyExists, corruptFile, ioFailed, notFound } from './keystore-errors.ts';

/**
 * Writes a file with mode 0600: temporary file, fsync, rename (or link, which never overwrites), fsync of the directory.
 * @throws AppError `KEYSTORE_EXISTS` unless `replace`, `KEYSTORE_IO`.
 */
export async function writeFileAtomically(path: string, content: Uint8Array, replace: boolean): Promise<void> {
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    await writeAndSync(temporary, content, 'wx');
    if (replace) await rename(temporary, path);
    else await link(temporary, path);
    await syncDirectoryOf(path);
  } catch (error) {
    throw hasCode(error, 'EEXIST') ? alreadyExists() : ioFailed(error);
  } finally {
    await unlinkIfPresent(temporary);
  }
}

/** Reads a file of at most `maximum` bytes. @throws AppError `KEYSTORE_NOT_FOUND`, `KEYSTORE_CORRUPT` (too long), `KEYSTORE_IO`. */
export async function readBoundedFile(path: string, maximum: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > maximum) throw corruptFile();
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw notFound();
    throw hasErrno(error) ? ioFailed(error) : error;
  }
}

/** Whether anything exists at `path`. @throws AppError `KEYSTORE_IO` when that cannot be told. */
export async function fileExists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw ioFailed(error);
  }
}

/**
 * Overwrites a file with random bytes and removes it. Flash memory and snapshots may keep older copies all the same; what
 * protects those is the seal. A file that is not there is no error.
 */
export async function eraseFile(path: string): Promise<void> {
  if (!(await fileExists(path))) return;
  try {
    const { size } = await stat(path);
    await writeAndSync(path, randomBytes(size), constants.O_WRONLY);
    await unlink(path);
    await syncDirectoryOf(path);
  } catch (error) {
    throw ioFailed(error);
  }
}

async function writeAndSync(path: string, content: Uint8Array, flags: string | number): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectoryOf(path: string): Promise<void> {
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function unlinkIfPresent(path: PathLike): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw ioFailed(error);
  }
}

function hasErrno(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
