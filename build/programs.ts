/** The tools of the build as scripts for Node, so that no shell and no path look-up stands between. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

export const prettier = program('prettier', 'bin/prettier.cjs');
export const tsc = program('typescript', 'bin/tsc');
export const oxlint = program('oxlint', 'bin/oxlint');
export const vitest = program('vitest', 'vitest.mjs');
export const playwright = program('@playwright/test', 'cli.js');

function program(name: string, script: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), script);
}
