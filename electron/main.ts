/** Electron's main process: hardens everything before the first window, starts the console's services, opens the window. */
import { join } from 'node:path';
import { app, type BrowserWindow, session } from 'electron';
import { startEmbeddedConsole } from '../src/apps/console/embedded.ts';
import { launchUtility } from './children.ts';
import { forwardEvents, registerIpc } from './ipc.ts';
import { declareScheme, serveScheme } from './scheme.ts';
import { hardenContents, hardenSession } from './security.ts';
import { openConsoleWindow } from './window.ts';

const report = (source: string, error: unknown): void => console.error(source, error);

declareScheme();
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => hardenContents(contents));

if (app.requestSingleInstanceLock()) {
  app.whenReady().then(start).catch(fail);
} else {
  app.quit();
}

async function start(): Promise<void> {
  const own = session.fromPartition('persist:console');
  hardenSession(session.defaultSession);
  hardenSession(own);
  serveScheme(own.protocol, join(import.meta.dirname, '../renderer'));
  const services = startEmbeddedConsole({
    profileDirectory: app.commandLine.getSwitchValue('console-profile') || join(app.getPath('userData'), 'profile'),
    shell: 'electron',
    launch: launchUtility,
    createsDemo: !app.commandLine.hasSwitch('first-run-screen'),
    officerWindowArgs: () => ['--window'],
    report,
  });
  registerIpc(services.handlers, report);
  const window = await openConsoleWindow('Countersign', own);
  forwardEvents(window, services.onEvent);
  app.on('second-instance', () => focus(window));
  endWithWindow(services.close);
}

function focus(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** The services end with the window, in good order and once. */
function endWithWindow(close: () => void): void {
  app.once('will-quit', close);
  app.on('window-all-closed', () => app.quit());
}

function fail(error: unknown): void {
  report('start', error);
  app.exit(1);
}
