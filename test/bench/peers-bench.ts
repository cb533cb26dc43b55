/** Other implementations, measured on the same machine in a process of their own: `test/bench/peers`. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Figure } from './figures.ts';

const FOLDER = join(import.meta.dirname, 'peers');
const figures = z.array(z.object({ name: z.string(), params: z.string(), value: z.number(), unit: z.string() }));

/** Installs the locked packages of the folder, without their install scripts, if they are not there yet; then measures. */
export function peersBench(): Figure[] {
  if (!existsSync(join(FOLDER, 'node_modules', '.package-lock.json'))) install();
  const output = execFileSync(process.execPath, [join(FOLDER, 'measure.mjs')], {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return figures.parse(JSON.parse(last));
}

function install(): void {
  console.error('bench: npm ci --ignore-scripts in test/bench/peers; licences: test/bench/peers/README.md');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
