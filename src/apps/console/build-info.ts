/** Which code this is, as officers see it in the status strip. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

export interface BuildInfo {
  readonly version: string;
  /** Hash over this build's locked dependencies and version; a release adds its manifest. */
  readonly hash: string;
}

/** Reads version and lockfile of this checkout or package. */
export function readBuildInfo(): BuildInfo {
  const root = projectRoot(new URL('./', import.meta.url));
  const manifest = readFileSync(new URL('package.json', root), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const hash = createHash('sha256').update(manifest);
  try {
    hash.update(readFileSync(new URL('package-lock.json', root)));
  } catch {
    // A packaged console carries no lockfile: its manifest alone names the build.
  }
  return { version, hash: hash.digest('hex') };
}

/** The folder with the manifest, however deep below it this code lies: the checkout's sources or a bundle. */
function projectRoot(folder: URL): URL {
  const parent = new URL('../', folder);
  return existsSync(new URL('package.json', folder)) || parent.href === folder.href ? folder : projectRoot(parent);
}
