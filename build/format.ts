/** Checks the formatting of everything we write by hand; `--write` mends it. Test vectors stay as published. */
import { spawnSync } from 'node:child_process';
import { prettier } from './programs.ts';

const OURS = ['{src,electron,renderer,test,build}/**/*.{ts,tsx,mjs,css,html}', '*.{ts,json}', '.oxlintrc.json'];
const mode = process.argv.includes('--write') ? ['--write'] : ['--check'];
const { status } = spawnSync(
  process.execPath,
  [prettier, ...mode, '--log-level', 'warn', '--no-error-on-unmatched-pattern', ...OURS],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
