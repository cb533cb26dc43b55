import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  devDependencies: z.object({ electron: z.string() }),
});

/** The development chain's engine; litesvm looks for it beside the file that loads it before it asks for its package. */
const NATIVE = { package: 'litesvm-linux-x64-gnu', file: 'litesvm.linux-x64-gnu.node' };

/** Reads the project's own package.json. */
export function readManifest(): z.output<typeof Manifest> {
  return Manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));
}

/** Lays out exactly what shall be packaged: bundles, the renderer, one native module, and a package.json without dependencies. */
export function stageApp(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of ['main', 'preload', 'renderer'])
    cpSync(join('out', part), join(folder, part), { recursive: true });
  cpSync(join('node_modules', NATIVE.package, NATIVE.file), join(folder, 'main', NATIVE.file));
  const { name, version, description, license } = readManifest();
  const manifest = { name, version, description, license, author: 'Countersign', type: 'module', main: 'main/main.js' };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
