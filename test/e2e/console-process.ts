/** The real console as a process of its own, started the way a person starts it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';

const ROOT = join(import.meta.dirname, '../..');
const LAST_OUTPUT_LENGTH = 20_000;

export interface ConsoleOptions {
  /** The profile folder; the same one again continues its workspace. */
  readonly profile: string;
  /** Shows the first-run screen instead of making the demo workspace at once. */
  readonly isFirstRun?: boolean;
  /** Chains of a new demo; Solana alone unless told. */
  readonly vaults?: 'solana' | 'solana,evm';
}

export interface ConsoleProcess {
  readonly pid: number;
  /** Where its own window can be driven; further officers' windows are at `socketPath.MEMBER`. */
  readonly socketPath: string;
  /** What it has printed, for a failing test's report. */
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** Starts `src/apps/console/start.ts` headless and waits until its window can be driven. */
export async function startConsole({
  profile,
  isFirstRun = false,
  vaults = 'solana',
}: ConsoleOptions): Promise<ConsoleProcess> {
  // A console that was killed leaves its socket's file behind.
  const socketPath = join(profile, `window-${randomBytes(4).toString('hex')}.sock`);
  const own = ['--profile', profile, '--vaults', vaults, '--headless', '--test-socket', socketPath];
  const args = ['src/apps/console/start.ts', ...own];
  const child = spawn(process.execPath, isFirstRun ? [...args, '--first-run'] : args, {
    cwd: ROOT,
    env: { ...process.env, COUNTERSIGN_TEST_SOCKET: socketPath },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  try {
    await expect.poll(() => hasEnded() || existsSync(socketPath), { timeout: 60_000 }).toBe(true);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`The console opened no window.\n${output()}`, { cause: error });
  }
  if (hasEnded() || child.pid === undefined) throw new Error(`The console ended while it started.\n${output()}`);
  return { pid: child.pid, socketPath, output, ended, kill: (signal) => void child.kill(signal) };
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-LAST_OUTPUT_LENGTH);
    });
  return () => text;
}
