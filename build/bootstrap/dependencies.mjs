import { readFileSync } from 'node:fs';
import { npmCi } from './npm.mjs';
import { withProgress } from './process.mjs';
import { digestOf, isStamped, writeStamp } from './stamp.mjs';

/** Installs the locked packages of the root once per lockfile, approval list and platform; afterwards it costs one file hash. */
export async function installDependencies(root, node, env) {
  const { allowScripts = {} } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const stamp = new URL('node_modules/.countersign-stamp', root);
  const digest = digestOf(
    [new URL('package-lock.json', root), new URL('.npmrc', root)],
    [JSON.stringify(allowScripts), process.platform, process.arch],
  );
  if (isStamped(stamp, digest)) return;
  const approved = Object.keys(allowScripts).filter((name) => allowScripts[name] === true);
  await withProgress('locked packages (npm ci)', () => npmCi(node.binary, root, env, approved));
  writeStamp(stamp, digest);
}
