import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './process.mjs';
import { Stop } from './stop.mjs';

/** The first npm that refuses unreviewed install scripts (`strict-allow-scripts`) and is known to work here. */
const STRICT_SINCE = [11, 19];
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/;

/**
 * `npm ci` in `folder` by the npm that is already on the machine, run by `binary`. With strict approval a package whose install
 * script is not reviewed in `allowScripts` fails the install by name; an npm too old to know that runs no script at all, then
 * only those that the project approved.
 */
export async function npmCi(binary, folder, env, approved = []) {
  const cwd = fileURLToPath(folder);
  const npm = (...args) => runNpm(binary, args, { cwd, env });
  const isStrict = isAtLeast((await npm('--version')).output.trim(), STRICT_SINCE);
  const args = ['ci', '--no-audit', '--no-fund', '--fetch-retries=2', '--fetch-retry-mintimeout=2000'];
  const installed = await npm(...args, ...(isStrict ? [] : ['--ignore-scripts']));
  if (installed.code !== 0) throw failed('npm ci', installed.output);
  if (isStrict || approved.length === 0) return;
  const built = await npm('rebuild', ...approved);
  if (built.code !== 0) throw failed('npm rebuild', built.output);
}

function runNpm(binary, args, options) {
  const script = process.env.npm_execpath ?? '';
  if (basename(script).startsWith('npm')) return runQuietly(binary, [script, ...args], options);
  return runQuietly('npm', args, { ...options, shell: process.platform === 'win32' });
}

function failed(what, output) {
  if (UNREACHABLE.test(output))
    return new Stop(
      'The npm registry cannot be reached, and the locked packages are not installed yet.',
      `Connect to a network, or set "registry" in your .npmrc to a mirror, then run the command again.\n\n${excerpt(output)}`,
    );
  return new Stop(`${what} failed.`, excerpt(output));
}

/** npm names the cause first and then prints its usage: the first lines are the ones that help. */
function excerpt(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('npm warn'));
  return lines.slice(0, 20).join('\n');
}

function isAtLeast(version, [major, minor]) {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}
