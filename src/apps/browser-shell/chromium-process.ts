/** Chromium as a child process whose only tie to us is a pipe: when this process dies, the pipe ends and so does Chromium. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { chromiumArguments } from './chromium-arguments.ts';
import { openDevTools, type DevTools } from './devtools.ts';
import { findChromium } from './find-chromium.ts';
import type { Report } from './page-bridge.ts';

export interface Chromium {
  readonly devTools: DevTools;
  readonly pid: number | undefined;
  /** Resolves with the last lines of its error output when it has ended. */
  readonly exited: Promise<string>;
  /** Asks it to close, ends it by force after a grace period; resolves when it has ended. */
  close(): Promise<void>;
  kill(): void;
}

export interface StartOptions {
  readonly title: string;
  readonly profileDir: string;
  readonly headless: boolean;
  readonly report: Report;
}

/** Milliseconds between asking Chromium to close and ending it. */
const CLOSE_GRACE = 5_000;
const LAST_WORDS_LENGTH = 4_000;
/** Never handed on: our own settings, and whatever would change how a program is loaded. */
const PRIVATE_VARIABLE = /^(?:COUNTERSIGN_|NODE_|LD_)/;
/** Left behind by a Chromium that was killed; the folder is ours alone, so they never mean a living one. */
const STALE_LOCKS = ['SingletonLock', 'SingletonCookie', 'SingletonSocket'];

/** Starts Chromium. @throws AppError `BROWSER_MISSING`. */
export function startChromium(options: StartOptions): Chromium {
  const program = findChromium();
  for (const lock of STALE_LOCKS) rmSync(join(options.profileDir, lock), { force: true });
  const child = spawn(program, chromiumArguments({ ...options, isRoot: process.getuid?.() === 0 }), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !PRIVATE_VARIABLE.test(name))),
  });
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-LAST_WORDS_LENGTH);
  });
  const kill = (): void => void child.kill('SIGKILL');
  const devTools = openDevTools(child.stdio[3] as Writable, child.stdio[4] as Readable, (error) => {
    options.report('window', error);
    kill();
  });
  const exited = new Promise<string>((resolve) => {
    child.once('exit', () => resolve(lastWords));
    child.once('error', (error) => resolve(error.message));
  });
  void exited.then(() => devTools.close());
  return {
    devTools,
    pid: child.pid,
    exited,
    close: async () => {
      const timer = setTimeout(kill, CLOSE_GRACE);
      devTools.send('Browser.close').catch(() => undefined);
      await exited;
      clearTimeout(timer);
    },
    kill,
  };
}
