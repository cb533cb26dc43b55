/** A window on the test page inside this test's own process, driven by Playwright. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { openWindow, type ConsoleWindow } from '../../../src/apps/browser-shell/window.ts';
import type { Channel } from '../../../src/contract/channels.ts';
import type { ConsoleEvent } from '../../../src/contract/contract.ts';
import { driveWindow, type DrivenWindow } from '../../e2e/drive-window.ts';
import { testHandlers } from './handlers.ts';

export interface ShownWindow extends DrivenWindow {
  readonly consoleWindow: ConsoleWindow;
  readonly folder: string;
  readonly socketPath: string;
  /** Calls that passed the contract. */
  readonly calls: [Channel, unknown][];
  readonly reports: [string, unknown][];
  push(event: ConsoleEvent): void;
  end(): Promise<void>;
}

export async function showWindow(): Promise<ShownWindow> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-shell-'));
  const socketPath = join(folder, 'test.sock');
  const calls: [Channel, unknown][] = [];
  const reports: [string, unknown][] = [];
  const listeners = new Set<(event: ConsoleEvent) => void>();
  vi.stubEnv('COUNTERSIGN_TEST_SOCKET', socketPath);
  const consoleWindow = await openWindow({
    rendererDir: join(import.meta.dirname, 'page'),
    handlers: testHandlers((channel, input) => calls.push([channel, input])),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    title: 'Shell <test> & more',
    profileDir: join(folder, 'chromium'),
    headless: true,
    report: (what, error) => reports.push([what, error]),
  });
  await consoleWindow.attachTest(socketPath);
  const driven = await driveWindow(socketPath);
  return {
    ...driven,
    consoleWindow,
    folder,
    socketPath,
    calls,
    reports,
    push: (event) => {
      for (const listener of listeners) listener(event);
    },
    end: async () => {
      await driven.detach();
      await consoleWindow.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
