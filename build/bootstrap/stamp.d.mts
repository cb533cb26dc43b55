/** A digest over the given files and words: equal exactly when nothing that matters has changed. */
export function digestOf(files: readonly (string | URL)[], words?: readonly string[]): string;
/** Does the stamp file hold this digest? */
export function isStamped(stamp: string | URL, digest: string): boolean;
/** Writes the stamp; called only after the work it vouches for has succeeded. */
export function writeStamp(stamp: string | URL, digest: string): void;
