import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A digest over the given files and words: equal exactly when nothing that matters has changed. */
export function digestOf(files, words = []) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(existsSync(file) ? readFileSync(file) : '').update('\0');
  for (const word of words) hash.update(word).update('\0');
  return hash.digest('hex');
}

/** Does the stamp file hold this digest? */
export function isStamped(stamp, digest) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
}

/** Writes the stamp; called only after the work it vouches for has succeeded. */
export function writeStamp(stamp, digest) {
  writeFileSync(stamp, digest);
}
