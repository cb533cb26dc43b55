/** One officer's window: sandboxed, on the console's page, with calls served before the page can make one. */
import { join } from 'node:path';
import { BrowserWindow, session } from 'electron';
import { type ServeCall, serveCalls } from './ipc.ts';
import { APP_ORIGIN, serveScheme } from './scheme.ts';
import { hardenContents, hardenSession } from './security.ts';

export interface ConsoleWindowOptions {
  readonly title: string;
  /** Names the window's own storage; two officers never share one. */
  readonly partition: string;
  readonly serve: ServeCall;
}

/** Opens the window and resolves when its page is loaded; it is shown with its first painted frame. */
export async function openConsoleWindow({ title, partition, serve }: ConsoleWindowOptions): Promise<BrowserWindow> {
  const own = session.fromPartition(`persist:${partition}`);
  hardenSession(own);
  serveScheme(own.protocol, join(import.meta.dirname, '../renderer'));
  const window = new BrowserWindow({
    title,
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      session: own,
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: false,
    },
  });
  hardenContents(window.webContents);
  serveCalls(window, serve);
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`${APP_ORIGIN}/`);
  return window;
}
