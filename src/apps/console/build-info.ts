/** Which code this is, as officers see it in the status strip: two consoles with the same hash run the same files. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BuildInfo {
  readonly version: string;
  /** SHA-256 over the names and contents of the running code, the window's bundle and the locked dependencies. */
  readonly hash: string;
}

/** What runs, from the project's or the package's root: folders whole. */
const CHECKOUT = { files: ['package.json', 'package-lock.json'], folders: ['src', 'out/renderer'] };
const PACKAGE = { files: ['package.json'], folders: ['out'] };

/** Reads and hashes this checkout or package; some hundred files, a few milliseconds. */
export function readBuildInfo(): BuildInfo {
  const root = fileURLToPath(projectRoot(new URL('./', import.meta.url)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const hash = createHash('sha256');
  for (const path of codePaths(root)) {
    const content = readFileSync(join(root, path));
    // Names and lengths keep two files apart from one that holds both.
    hash.update(`${path.split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return { version, hash: hash.digest('hex') };
}

function codePaths(root: string): string[] {
  const { files, folders } = existsSync(join(root, 'src')) ? CHECKOUT : PACKAGE;
  const below = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesBelow(root, folder));
  return [...files.filter((file) => existsSync(join(root, file))), ...below].toSorted();
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** The folder with the manifest, however deep below it this code lies: the checkout's sources or a bundle. */
function projectRoot(folder: URL): URL {
  const parent = new URL('../', folder);
  return existsSync(new URL('package.json', folder)) || parent.href === folder.href ? folder : projectRoot(parent);
}
