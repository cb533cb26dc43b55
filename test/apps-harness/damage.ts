/** What disks and people do to files. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Changes one bit of a file. */
export function flipBit(path: string, at: number): void {
  const bytes = readFileSync(path);
  const place = Math.min(at, bytes.length - 1);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** Overwrites pages in the middle, as a failing disk does. */
export function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4_096, Math.min(bytes.length, 3 * 4_096));
  writeFileSync(path, bytes);
}

/** Moves a file or folder, with what belongs to it, out of the way. */
export function moveAside(path: string): void {
  const folder = join(path, '..');
  const name = path.slice(folder.length + 1);
  for (const file of readdirSync(folder).filter((each) => each === name || each.startsWith(`${name}-`))) {
    renameSync(join(folder, file), join(folder, `aside-${Date.now()}-${file}`));
  }
}
