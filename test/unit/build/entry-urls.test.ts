import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryUrls } from '../../../build/electron/entry-urls.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entries-'));
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'worker.ts'), 'export const n: number = 1;');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function bundle(programs: readonly string[], source: string): Promise<string> {
  const input = Object.fromEntries(programs.map((name) => [name.replace(/^.*\//, ''), join(folder, `${name}.ts`)]));
  writeFileSync(join(folder, 'deep/main.ts'), source);
  await build({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    plugins: [entryUrls(input)],
    build: { ssr: true, outDir: 'out', rollupOptions: { input, output: { entryFileNames: '[name].js' } } },
  });
  return readFileSync(join(folder, 'out/main.js'), 'utf8');
}

const SOURCE = `export const url: URL = new URL('../worker.ts', import.meta.url);`;

describe('URLs of programs in a bundle', () => {
  it('point to the entry beside the bundle', async () => {
    expect(await bundle(['deep/main', 'worker'], SOURCE)).toMatch(
      /new URL\(["']\.\/worker\.js["'], import\.meta\.url\)/,
    );
  });

  it('of a file that is not an entry fail the build', async () => {
    await expect(bundle(['deep/main'], SOURCE)).rejects.toThrow(/worker\.ts is not an entry of the bundle/);
  });
});
