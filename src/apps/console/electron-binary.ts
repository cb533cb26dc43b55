/** Where Electron's binary is, if it is here at all. Asking the package itself would start a download. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Path of the binary, or `null`: then the console runs in the browser shell. */
export function electronBinary(): string | null {
  const given = process.env['ELECTRON_EXEC_PATH'] ?? '';
  if (given !== '') return existsSync(given) ? given : null;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const binary = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(binary) ? binary : null;
  } catch {
    // Without the package or its path file there is no binary.
    return null;
  }
}
