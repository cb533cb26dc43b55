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

/** A window that nothing drives yet. */
export interface BareWindow {
  readonly consoleWindow: ConsoleWindow;
  readonly folder: string;
  readonly socketPath: string;
  /** Calls that passed the contract. */
  readonly calls: [Channel, unknown][];
  readonly reports: [string, unknown][];
  push(event: ConsoleEvent): void;
  end(): Promise<void>;
}
export type ShownWindow = BareWindow & DrivenWindow;

/** Opens a window and drives it with Playwright. */
export async function showWindow(): Promise<ShownWindow> {
  const bare = await openBareWindow();
  const driven = await driveWindow(bare.socketPath);
  const end = async (): Promise<void> => {
    await driven.detach();
    await bare.end();
  };
  return { ...bare, ...driven, end };
}

/** Opens a window whose test socket waits for a client. */
export async function openBareWindow(): Promise<BareWindow> {
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
  return {
    consoleWindow,
    folder,
    socketPath,
    calls,
    reports,
    push: (event) => {
      for (const listener of listeners) listener(event);
    },
    end: async () => {
      await consoleWindow.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
