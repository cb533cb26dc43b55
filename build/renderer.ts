/** Builds the renderer if anything it is made of has changed: `node build/renderer.ts`, or `buildRenderer()` from a test. */
import { existsSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { digestOf, isStamped, writeStamp } from './bootstrap/stamp.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = 'build/renderer.vite.ts';
const SOURCES = ['renderer/**/*', 'src/contract/**/*', 'src/base/**/*', 'src/treasury/workspace/wire.ts'];

export const RENDERER_FOLDER = `${ROOT}out/renderer`;

/** Brings `out/renderer` up to date. Gives `true` if it had to be built. */
export async function buildRenderer(): Promise<boolean> {
  const files = globSync(SOURCES, { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
  const names = files.map((file) => file.slice(ROOT.length));
  const digest = digestOf([...files, `${ROOT}${CONFIG}`, `${ROOT}package-lock.json`], names);
  const stamp = `${ROOT}out/renderer.stamp`;
  if (isStamped(stamp, digest) && existsSync(`${RENDERER_FOLDER}/index.html`)) return false;
  await buildInto(`${RENDERER_FOLDER}-${process.pid}`);
  writeStamp(stamp, digest);
  return true;
}

/** Builds beside the old bundle and swaps them at the end, so that a console that starts meanwhile reads a whole one. */
async function buildInto(folder: string): Promise<void> {
  mkdirSync(`${ROOT}out`, { recursive: true });
  try {
    await build({
      configFile: `${ROOT}${CONFIG}`,
      root: `${ROOT}renderer`,
      logLevel: 'warn',
      build: { outDir: folder },
    });
    rmSync(RENDERER_FOLDER, { recursive: true, force: true });
    renameSync(folder, RENDERER_FOLDER);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const began = process.hrtime.bigint();
  try {
    if (await buildRenderer())
      console.log(`countersign: renderer built in ${(Number(process.hrtime.bigint() - began) / 1e9).toFixed(1)} s`);
  } catch (error) {
    console.error('countersign: the renderer could not be built.', error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
