import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly, withProgress } from './process.mjs';
import { Stop } from './stop.mjs';

/** A system package of Debian, the programs any one of which shows that it is there, and the variable that may name another. */
export const CHROMIUM = {
  name: 'chromium',
  variable: 'CHROMIUM_PATH',
  programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
};

/**
 * Makes sure that the system packages are there: root on Debian installs what is missing, anybody else is told the exact line.
 */
export async function ensureSystemPackages(packages, system = thisSystem()) {
  const missing = packages
    .filter(({ programs, variable }) => !system.env[variable] && !programs.some(system.hasProgram))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!system.isDebian)
    throw new Stop(
      `This command needs ${missing.join(' and ')}.`,
      'Install it with your system and run the command again.',
    );
  if (!system.isRoot) throw new Stop(`This command needs ${missing.join(' and ')}.`, `Run:  sudo ${line}`);
  await withProgress(`system packages: ${missing.join(', ')} (first run)`, () => system.install(line));
}

function thisSystem() {
  return {
    isDebian: existsSync('/etc/debian_version'),
    isRoot: process.getuid?.() === 0,
    env: process.env,
    hasProgram: isOnPath,
    install: aptInstall,
  };
}

async function aptInstall(line) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Package lists may be absent in a container image; a failed update still lets a warm cache install.
  await runQuietly('apt-get', ['update', '-q'], { env });
  const [program, ...args] = line.split(' ');
  const { code, output } = await runQuietly(program, args, { env });
  if (code !== 0)
    throw new Stop(
      'Installing system packages failed.',
      `Try it by hand:  ${line}\n\n${output.trim().split('\n').slice(-15).join('\n')}`,
    );
}

function isOnPath(program) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, program + suffix)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
