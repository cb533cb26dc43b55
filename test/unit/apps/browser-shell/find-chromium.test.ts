import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findChromium, INSTALL_LINE } from '../../../../src/apps/browser-shell/find-chromium.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-path-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, mode = 0o755): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}
const pathOf = (...folders: string[]): string => folders.map((name) => join(folder, name)).join(delimiter);

it('prefers chromium to its relatives, wherever on PATH it is', () => {
  program('a/google-chrome');
  const chromium = program('b/chromium');
  expect(findChromium({ PATH: pathOf('a', 'b') })).toBe(chromium);
});

it('takes CHROMIUM_PATH before anything on PATH', () => {
  program('a/chromium');
  const named = program('c/my-browser');
  expect(findChromium({ PATH: pathOf('a'), CHROMIUM_PATH: named })).toBe(named);
});

it('passes over files that cannot be run and folders that are not absolute', () => {
  program('a/chromium', 0o644);
  const runnable = program('b/chromium-browser');
  expect(findChromium({ PATH: `.${delimiter}${pathOf('a', 'b')}` })).toBe(runnable);
});

it('names the line that installs Chromium when there is none', () => {
  expect(() => findChromium({ PATH: pathOf('a') })).toThrow(
    expect.objectContaining({ code: 'BROWSER_MISSING', next: `Run:  ${INSTALL_LINE}` }),
  );
  expect(() => findChromium({})).toThrow(expect.objectContaining({ code: 'BROWSER_MISSING' }));
});

it('does not fall back from a wrong CHROMIUM_PATH', () => {
  program('a/chromium');
  expect(() => findChromium({ PATH: pathOf('a'), CHROMIUM_PATH: join(folder, 'nothing') })).toThrow(
    expect.objectContaining({ code: 'BROWSER_MISSING', next: 'Correct CHROMIUM_PATH, or unset it.' }),
  );
});
