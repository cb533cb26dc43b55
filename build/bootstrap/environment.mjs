import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Where packages come from is the user's business; everything else that an outer npm run left behind would leak into ours. */
const KEPT = new Set([
  'npm_config_registry',
  'npm_config_userconfig',
  'npm_config_globalconfig',
  'npm_config_cache',
  'npm_config_cafile',
  'npm_config_proxy',
  'npm_config_https_proxy',
  'npm_config_noproxy',
]);

/** The environment of every process we start: without inherited `npm_*` variables. */
export function cleanEnvironment(env = process.env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isLeftover(name.toLowerCase())));
}

/** The clean environment with `node` first on the path and native builds pointed at the same version's headers. */
export function childEnvironment(node, env = process.env) {
  const clean = cleanEnvironment(env);
  const path = Object.keys(clean).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  clean[path] = [dirname(node.binary), clean[path]].filter(Boolean).join(delimiter);
  if (existsSync(join(node.home, 'include', 'node', 'node_api.h'))) clean.npm_config_nodedir = node.home;
  return clean;
}

function isLeftover(name) {
  return name.startsWith('npm_') && !KEPT.has(name);
}
