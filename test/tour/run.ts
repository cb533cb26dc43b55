/** `npm run tour -- DIR`: a picture of every screen, light and dark, 1440x900, from a populated demo workspace. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { openWindow } from '../../src/apps/browser-shell/window.ts';
import { startEmbeddedConsole } from '../../src/apps/console/embedded.ts';
import { forkChild } from '../../src/apps/processes/node-children.ts';
import { driveWindow } from '../e2e/drive-window.ts';
import { PICTURES } from './pictures.ts';
import { populate } from './populate.ts';

const folder = resolve(process.argv[2] ?? 'tour');
mkdirSync(folder, { recursive: true });
const profileDirectory = mkdtempSync(join(tmpdir(), 'countersign-tour-'));
const socketPath = join(profileDirectory, 'window.sock');
process.env['COUNTERSIGN_TEST_SOCKET'] = socketPath;
const diagnostics: string[] = [];
const report = (part: string, error: unknown): void => {
  diagnostics.push(`${part}: ${error instanceof Error ? error.message : String(error)}`);
};

const console_ = startEmbeddedConsole({
  profileDirectory,
  shell: 'browser',
  launch: forkChild,
  createsDemo: true,
  officerWindowArgs: () => ['--terminal'],
  report,
});
let failures = 0;
try {
  const window = await openWindow({
    rendererDir: fileURLToPath(new URL('../../out/renderer', import.meta.url)),
    handlers: console_.handlers,
    onEvent: console_.onEvent,
    title: 'Countersign',
    profileDir: console_.host.folders.browser,
    headless: true,
    report,
  });
  await window.attachTest(socketPath);
  const { page, detach } = await driveWindow(socketPath);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Open the workspace' }).waitFor({ timeout: 60_000 });
  await take(page, '11-ceremony');
  await page.getByRole('button', { name: 'Open the workspace' }).click();
  const ids = await populate(console_);
  for (const { name, reach } of PICTURES) {
    try {
      await reach(page, ids);
      await take(page, name);
    } catch (error) {
      failures += 1;
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      await page.screenshot({ path: join(folder, `${name}-failed.png`) });
    }
  }
  await detach();
  await window.close();
} catch (error) {
  failures += 1;
  console.error(error);
  for (const line of diagnostics.slice(-20)) console.error(line);
} finally {
  await console_.close();
  rmSync(profileDirectory, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(failures === 0 ? 0 : 1);

/** One picture in each theme, without a pointer or a focus ring in it. */
async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(720, 890);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    console.log(`${name}-${colorScheme}.png`);
  }
}
