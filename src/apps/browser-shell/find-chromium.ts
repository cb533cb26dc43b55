/** Finds the system's Chromium. */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { AppError } from '../../base/errors.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The line that installs it on Debian and its relatives. */
export const INSTALL_LINE = 'sudo apt-get install -y --no-install-recommends chromium';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The path of a Chromium: `CHROMIUM_PATH` when set, else the first known program on `PATH`.
 * @throws AppError `BROWSER_MISSING` with the line that installs one.
 */
export function findChromium(env: Environment = process.env): string {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const named = env['CHROMIUM_PATH'];
  const candidates =
    named === undefined || named === ''
      ? PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)))
      : [named];
  const found = candidates.find(isExecutable);
  if (found === undefined) throw browserMissing(named);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function browserMissing(named: string | undefined): AppError {
  return new AppError({
    code: 'BROWSER_MISSING',
    kind: 'input',
    message: named
      ? 'CHROMIUM_PATH names a program that cannot be run.'
      : 'The console’s window needs Chromium, and none is installed.',
    safe: 'Nothing was started.',
    next: named ? 'Correct CHROMIUM_PATH, or unset it.' : `Run:  ${INSTALL_LINE}`,
  });
}
