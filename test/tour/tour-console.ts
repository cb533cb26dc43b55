/** The console as `npm start` composes it, in this process, so that the tour can also stage what a compromised console does. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openWindow } from '../../src/apps/browser-shell/window.ts';
import { startEmbeddedConsole, type EmbeddedConsole } from '../../src/apps/console/embedded.ts';
import { forkChild } from '../../src/apps/processes/node-children.ts';
import { driveWhenOpen, driveWindow } from '../e2e/drive-window.ts';

export const VIEWPORT = { width: 1440, height: 900 } as const;

export interface TourConsole {
  readonly console: EmbeddedConsole;
  /** The Treasurer's window. */
  readonly page: Page;
  /** Another officer's window; it must have been opened from the first one. */
  officerPage(memberId: string): Promise<Page>;
  close(): Promise<void>;
}

/** Starts on `profile`, whose first run shows the first-run screen. */
export async function startTourConsole(profile: string, rendererDir: string): Promise<TourConsole> {
  const socketPath = join(profile, `window-${randomBytes(4).toString('hex')}.sock`);
  process.env['COUNTERSIGN_TEST_SOCKET'] = socketPath;
  const report = (part: string, error: unknown): void => globalThis.console.error(`${part}:`, error);
  const console = startEmbeddedConsole({
    profileDirectory: profile,
    shell: 'browser',
    launch: forkChild,
    createsDemo: false,
    officerWindowArgs: (memberId) => [
      ...['--window', '--renderer', rendererDir, '--headless'],
      ...['--test-socket', `${socketPath}.${memberId}`],
    ],
    report,
  });
  const window = await openWindow({
    rendererDir,
    handlers: console.handlers,
    onEvent: console.onEvent,
    title: 'Countersign',
    profileDir: console.host.folders.browser,
    headless: true,
    report,
  });
  await window.attachTest(socketPath);
  const driven = await driveWindow(socketPath);
  const attached = [driven];
  await driven.page.setViewportSize(VIEWPORT);
  return {
    console,
    page: driven.page,
    officerPage: async (memberId) => {
      const other = await driveWhenOpen(`${socketPath}.${memberId}`);
      attached.push(other);
      await other.page.setViewportSize(VIEWPORT);
      return other.page;
    },
    close: async () => {
      for (const one of attached) await one.detach();
      await window.close();
      await console.close();
    },
  };
}
