/**
 * One set of specs, two shells. A spec sees windows and officers; whether Electron or the browser shell shows them is
 * decided here, and every report says which one it was: a run on Chromium is no evidence about Electron.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test as base, type Page } from '@playwright/test';
import { electronBinary } from '../../src/apps/console/electron-binary.ts';
import { startConsole, type ConsoleProcess } from './console-process.ts';
import { driveWindow, type DrivenWindow } from './drive-window.ts';

export interface Shell {
  readonly kind: 'electron' | 'chromium';
  /** The first officer's window. */
  readonly page: Page;
  /** Process id of the console. */
  readonly pid: number;
  /** The profile folder, kept until the shell is disposed. */
  readonly profile: string;
  /** What the console has printed. */
  output(): string;
  /** Another officer's window, once it has been opened from the first. */
  officerWindow(memberId: string): Promise<Page>;
  /** Closes the window and waits until the console has ended, with everything it started. */
  close(): Promise<void>;
}

export interface ShellOptions {
  readonly profile: string;
  readonly isFirstRun?: boolean;
}

/** Starts the console in the shell this machine has. */
export function startShell(options: ShellOptions): Promise<Shell> {
  const binary = electronBinary();
  return binary === null ? startInChromium(options) : startInElectron(binary, options);
}

async function startInChromium(options: ShellOptions): Promise<Shell> {
  const running = await startConsole(options);
  const windows: DrivenWindow[] = [await driveWindow(running.socketPath)];
  const [first] = windows as [DrivenWindow];
  return {
    kind: 'chromium',
    page: first.page,
    pid: running.pid,
    profile: options.profile,
    output: () => running.output(),
    officerWindow: async (memberId) => {
      const driven = await connectWhenOpen(`${running.socketPath}.${memberId}`);
      windows.push(driven);
      return driven.page;
    },
    close: () => closeConsole(running, windows),
  };
}

async function connectWhenOpen(socketPath: string): Promise<DrivenWindow> {
  let driven: DrivenWindow | undefined;
  await expect(async () => {
    driven = await driveWindow(socketPath);
  }).toPass({ timeout: 60_000 });
  return driven as DrivenWindow;
}

async function closeConsole(running: ConsoleProcess, windows: readonly DrivenWindow[]): Promise<void> {
  for (const driven of windows) await driven.detach();
  running.kill('SIGTERM');
  expect(await running.ended, running.output()).toBe(0);
}

/** Not run where Electron's binary is absent. */
async function startInElectron(executablePath: string, { profile, isFirstRun }: ShellOptions): Promise<Shell> {
  const args = [join(import.meta.dirname, '../..'), `--console-profile=${profile}`];
  const app = await _electron.launch({ executablePath, args: isFirstRun ? [...args, '--first-run-screen'] : args });
  let text = '';
  app.on('console', (message) => {
    text += `${message.text()}\n`;
  });
  const page = await app.firstWindow();
  return {
    kind: 'electron',
    page,
    pid: app.process().pid ?? 0,
    profile,
    output: () => text,
    officerWindow: () => app.waitForEvent('window'),
    close: () => app.close(),
  };
}

interface Fixtures {
  /** A console of its own on an empty profile, at the first-run screen. */
  readonly firstRun: Shell;
}
interface WorkerFixtures {
  /** The demo workspace, ready, shared by all specs of a worker: none may rely on another's requests. */
  readonly demo: Shell;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  firstRun: async ({}, provide) => {
    await withShell(true, provide);
  },
  demo: [({}, provide) => withShell(false, provide), { scope: 'worker', timeout: 120_000 }],
});

test.beforeEach(({}, info) => {
  info.annotations.push({ type: 'shell', description: shellName() });
});

/** What a report calls the shell of this run. */
export function shellName(): string {
  return electronBinary() === null
    ? 'browser shell (Chromium); says nothing about Electron, whose binary is not on this machine'
    : 'Electron';
}

async function withShell(isFirstRun: boolean, provide: (shell: Shell) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'countersign-e2e-'));
  const shell = await startShell({ profile, isFirstRun });
  console.log(`shell: ${shellName()}`);
  try {
    await provide(shell);
  } finally {
    await shell.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

export { expect };
