/** The console's window in the system's Chromium: a pipe to one process, no listener, no network. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { ConsoleEvent, Handlers } from '../../contract/contract.ts';
import { readRendererFiles, serveWindow } from '../console/window-policy.ts';
import { startChromium, type Chromium } from './chromium-process.ts';
import type { DevTools } from './devtools.ts';
import { installBridge, type Report } from './page-bridge.ts';
import { guardBrowser, guardPage, guardRequests, showConsole } from './page-guard.ts';
import { attachToPage } from './page-session.ts';
import { listenForTest } from './test-socket.ts';

export interface WindowOptions {
  /** Folder of the built renderer, with its `index.html`. */
  readonly rendererDir: string;
  readonly handlers: Handlers;
  /** Subscribes to the console's events; returns a function that ends the subscription. */
  readonly onEvent: (listener: (event: ConsoleEvent) => void) => () => void;
  readonly title: string;
  /** Chromium's own data folder; made when missing, for this window only. */
  readonly profileDir: string;
  readonly headless: boolean;
  readonly report: Report;
}

export interface ConsoleWindow {
  /** Resolves when Chromium has ended, for whatever reason. Never rejects. */
  readonly closed: Promise<void>;
  /** Closes the window; resolves when Chromium has ended. */
  close(): Promise<void>;
  /**
   * Lets a test drive this window through a unix socket. Works only where the environment names the same path in
   * `COUNTERSIGN_TEST_SOCKET`. @throws AppError `TEST_SOCKET_REFUSED` otherwise.
   */
  attachTest(socketPath: string): Promise<void>;
}

/** How long Chromium may take to show the console's first page, in milliseconds. */
const START_DEADLINE = 30_000;

/**
 * Opens the console's window and resolves when its page has loaded.
 * @throws AppError `BROWSER_MISSING`, `RENDERER_MISSING`, `BROWSER_FAILED` (it ended while starting), `BROWSER_SILENT`.
 */
export async function openWindow(options: WindowOptions): Promise<ConsoleWindow> {
  const serve = serveWindow(readRendererFiles(options.rendererDir), randomBytes);
  mkdirSync(options.profileDir, { recursive: true, mode: 0o700 });
  const chromium = startChromium(options);
  try {
    const unsubscribe = await withDeadline(setUp(chromium.devTools, serve, options), chromium);
    void chromium.exited.then(unsubscribe);
  } catch (error) {
    chromium.kill();
    throw error;
  }
  return {
    closed: chromium.exited.then(() => undefined),
    close: () => chromium.close(),
    attachTest: (socketPath) => listenForTest(chromium, socketPath),
  };
}

async function setUp(devTools: DevTools, serve: ReturnType<typeof serveWindow>, options: WindowOptions) {
  const { handlers, report, onEvent } = options;
  const targetId = await firstPage(devTools);
  closeWithPage(devTools, targetId);
  const page = await attachToPage(devTools, targetId);
  await Promise.all([guardBrowser(devTools, targetId, report), guardPage(page, report)]);
  await guardRequests(page, serve, report);
  const bridge = await installBridge(page, handlers, report);
  const loaded = new Promise<void>((resolve) => page.on('Page.loadEventFired', () => resolve()));
  await showConsole(page);
  await loaded;
  return onEvent((event) => bridge.push(event));
}

const TargetCreated = z.object({ targetInfo: z.object({ targetId: z.string(), type: z.string() }) });

/** Waits for the page that `--app` opens. */
function firstPage(devTools: DevTools): Promise<string> {
  return new Promise((resolve, reject) => {
    devTools.onEvent(({ method, params }) => {
      if (method !== 'Target.targetCreated') return;
      const { targetInfo } = TargetCreated.parse(params);
      if (targetInfo.type === 'page') resolve(targetInfo.targetId);
    });
    devTools.send('Target.setDiscoverTargets', { discover: true }).catch(reject);
  });
}

/** Headless Chromium lives on when its last page has closed; the window's end is the browser's end here. */
function closeWithPage(devTools: DevTools, ownTargetId: string): void {
  devTools.onEvent(({ method, params }) => {
    if (method === 'Target.targetDestroyed' && params['targetId'] === ownTargetId)
      devTools.send('Browser.close').catch(() => undefined);
  });
}

function withDeadline<T>(work: Promise<T>, chromium: Chromium): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(browserSilent()), START_DEADLINE);
    void chromium.exited.then((lastWords) => reject(browserFailed(lastWords)));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function browserFailed(lastWords: string): AppError {
  return new AppError({
    code: 'BROWSER_FAILED',
    kind: 'peer',
    message: 'Chromium ended before the console’s window was open.',
    safe: 'The console’s own processes are not affected.',
    next: 'Start Chromium once by hand to see what it says, then try again.',
    cause: new Error(lastWords),
  });
}

function browserSilent(): AppError {
  return new AppError({
    code: 'BROWSER_SILENT',
    kind: 'peer',
    message: 'Chromium did not show the console within 30 seconds.',
    safe: 'The console’s own processes are not affected.',
    next: 'Close other programs and try again.',
  });
}
