/**
 * `npm run tour -- DIR`: a picture of every screen, light and dark, 1440x900, from a populated demo workspace. Ends with 1 if a
 * screen could not be reached or complained on its console.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConsoleMessage, Page } from '@playwright/test';
import { openWindow } from '../../src/apps/browser-shell/window.ts';
import { startEmbeddedConsole, type EmbeddedConsole } from '../../src/apps/console/embedded.ts';
import { forkChild } from '../../src/apps/processes/node-children.ts';
import { driveWindow } from '../e2e/drive-window.ts';
import { createWorkspace, openWorkspace } from '../e2e/officer.ts';
import { PICTURES } from './pictures.ts';
import { populate } from './populate.ts';

const folder = resolve(process.argv[2] ?? 'tour');
mkdirSync(folder, { recursive: true });
const profileDirectory = mkdtempSync(join(tmpdir(), 'countersign-tour-'));
const diagnostics: string[] = [];
const report = (part: string, error: unknown): void => {
  diagnostics.push(`${part}: ${error instanceof Error ? error.message : String(error)}`);
};
let failures = 0;

try {
  await withConsole(async (page, embedded) => {
    await picture(page, '12-first-run', () => page.getByRole('button', { name: 'Create workspace' }).waitFor());
    await createWorkspace(page, 'Nordhaven Logistics SE');
    await picture(page, '11-ceremony-running', () =>
      page
        .getByRole('table', { name: 'Rounds by party' })
        .getByRole('cell', { name: /verified/ })
        .first()
        .waitFor({ timeout: 60_000 }),
    );
    await picture(page, '11-ceremony', () =>
      page.getByRole('button', { name: 'Open the workspace' }).waitFor({ timeout: 60_000 }),
    );
    await openWorkspace(page);
    const ids = await populate(embedded);
    for (const { name, reach, leave } of PICTURES) {
      await picture(page, name, () => reach(page, ids));
      await leave?.(page);
    }
  });
  await withConsole((page) =>
    picture(page, '13-locked', () => page.getByRole('button', { name: 'Unlock' }).waitFor({ timeout: 60_000 })),
  );
} catch (error) {
  failures += 1;
  console.error(error);
  for (const line of diagnostics.slice(-20)) console.error(line);
} finally {
  rmSync(profileDirectory, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`${failures} screens failed`);
process.exit(failures === 0 ? 0 : 1);

/** The console as `npm start` composes it, in this process: populating it also plays what a compromised console would do. */
async function withConsole(use: (page: Page, embedded: EmbeddedConsole) => Promise<void>): Promise<void> {
  const socketPath = join(profileDirectory, `window-${randomBytes(4).toString('hex')}.sock`);
  process.env['COUNTERSIGN_TEST_SOCKET'] = socketPath;
  const embedded = startEmbeddedConsole({
    profileDirectory,
    shell: 'browser',
    launch: forkChild,
    createsDemo: false,
    officerWindowArgs: () => ['--terminal'],
    report,
  });
  try {
    const window = await openWindow({
      rendererDir: fileURLToPath(new URL('../../out/renderer', import.meta.url)),
      handlers: embedded.handlers,
      onEvent: embedded.onEvent,
      title: 'Countersign',
      profileDir: embedded.host.folders.browser,
      headless: true,
      report,
    });
    await window.attachTest(socketPath);
    const { page, detach } = await driveWindow(socketPath);
    await page.setViewportSize({ width: 1440, height: 900 });
    await use(page, embedded);
    await detach();
    await window.close();
  } finally {
    await embedded.close();
  }
}

/** Shows one screen and takes it in each theme, without a pointer in it. A failure is told, and the tour goes on. */
async function picture(page: Page, name: string, reach: () => Promise<void>): Promise<void> {
  const complaints: string[] = [];
  const hear = (message: ConsoleMessage): void => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  };
  page.on('console', hear);
  try {
    await reach();
    await page.mouse.move(720, 890);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
      console.log(`${name}-${colorScheme}.png`);
    }
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join(' | ')}`);
  } catch (error) {
    failures += 1;
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    await page.screenshot({ path: join(folder, `${name}-failed.png`) });
  } finally {
    page.off('console', hear);
  }
}
