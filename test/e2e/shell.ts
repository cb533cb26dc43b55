/**
 * One set of specs, two shells. A spec sees windows and officers; whether Electron or the browser shell shows them is
 * decided here, and every report says which one it was: a run on Chromium is no evidence about Electron.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test as base, type Page, type TestInfo } from '@playwright/test';
import { electronBinary } from '../../src/apps/console/electron-binary.ts';
import { startConsole, type ConsoleProcess } from './console-process.ts';
import { driveWhenOpen, driveWindow, type DrivenWindow } from './drive-window.ts';
import { openOfficer, openWorkspace } from './officer.ts';

export interface Shell {
  readonly kind: 'electron' | 'chromium';
  /** The first officer's window. */
  readonly page: Page;
  /** Process id of the console. */
  readonly pid: number;
  /** What the console has printed. */
  output(): string;
  /** Another officer's window, opened from the first one's menu unless it is open. */
  officerWindow(memberId: string, name: string): Promise<Page>;
  /** Closes the windows and waits until the console has ended, with everything it started. */
  close(): Promise<void>;
}

export interface ShellOptions {
  /** The same folder again continues its workspace. */
  readonly profile: string;
  /** Shows the first-run screen instead of making the demo workspace at once. */
  readonly isFirstRun?: boolean;
  /** Chains of a new demo; Solana alone unless told. */
  readonly vaults?: 'solana' | 'solana,evm';
}

/** What a report calls the shell of this run. */
export function shellName(): string {
  return electronBinary() === null
    ? 'browser shell (Chromium); says nothing about Electron, whose binary is not on this machine'
    : 'Electron';
}

/** Starts the console in the shell this machine has. */
export function startShell(options: ShellOptions): Promise<Shell> {
  const binary = electronBinary();
  return binary === null ? startInChromium(options) : startInElectron(binary, options);
}

async function startInChromium(options: ShellOptions): Promise<Shell> {
  const running = await startConsole(options);
  const { page, detach } = await driveWindow(running.socketPath).catch((error: unknown) => {
    running.kill('SIGKILL');
    throw error;
  });
  const officers = new Map<string, DrivenWindow>();
  return {
    kind: 'chromium',
    page,
    pid: running.pid,
    output: () => running.output(),
    officerWindow: async (memberId, name) => {
      const open = officers.get(memberId);
      if (open !== undefined) return open.page;
      await openOfficer(page, name);
      const driven = await driveWhenOpen(`${running.socketPath}.${memberId}`);
      officers.set(memberId, driven);
      return driven.page;
    },
    close: async () => {
      for (const driven of officers.values()) await driven.detach();
      await detach();
      await endConsole(running);
    },
  };
}

async function endConsole(running: ConsoleProcess): Promise<void> {
  running.kill('SIGTERM');
  const code = await running.ended;
  if (code !== 0) throw new Error(`The console ended with ${code}.\n${running.output()}`);
}

/** Not run where Electron's binary is absent. */
async function startInElectron(
  executablePath: string,
  { profile, isFirstRun, vaults = 'solana' }: ShellOptions,
): Promise<Shell> {
  const args = [join(import.meta.dirname, '../..'), `--profile=${profile}`, `--vaults=${vaults}`];
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
    output: () => text,
    officerWindow: async (_memberId, name) => {
      const opened = app.waitForEvent('window');
      await openOfficer(page, name);
      return opened;
    },
    close: () => app.close(),
  };
}

interface Fixtures {
  /** An empty profile folder, removed afterwards. */
  readonly profile: string;
  /** Starts a console on this test's profile; what is still open at the end is closed. */
  readonly launch: (options?: Omit<ShellOptions, 'profile'>) => Promise<Shell>;
}
interface WorkerFixtures {
  /** The demo workspace, ready, shared by all specs of a worker: none may rely on another's requests. */
  readonly demo: Shell;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  profile: async ({}, provide) => {
    await inFolder(provide);
  },
  launch: async ({ profile }, provide, info) => {
    const started = new Set<Shell>();
    await provide(async (options) => {
      const shell = await startShell({ profile, ...options });
      const closing: Shell = {
        ...shell,
        close: async () => {
          started.delete(closing);
          await shell.close();
        },
      };
      started.add(closing);
      return closing;
    });
    for (const shell of started) await attachOutput(shell, info);
    for (const shell of started) await shell.close();
  },
  demo: [
    async ({}, provide) => {
      await inFolder(async (profile) => {
        const shell = await startShell({ profile });
        console.log(`shell: ${shellName()}`);
        try {
          await openWorkspace(shell.page);
          await provide(shell);
        } finally {
          await shell.close();
        }
      });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test.beforeEach(({}, info) => {
  info.annotations.push({ type: 'shell', description: shellName() });
});

/** A failed test's report has what the console printed. */
async function attachOutput(shell: Shell, info: TestInfo): Promise<void> {
  if (info.status === info.expectedStatus) return;
  await info.attach('console output', { body: shell.output(), contentType: 'text/plain' });
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-e2e-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export { expect };
