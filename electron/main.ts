/** Electron's main process: hardens everything before the first window, starts the console's services, opens the window. */
import { join } from 'node:path';
import { app, type BrowserWindow, session } from 'electron';
import { startEmbeddedConsole } from '../src/apps/console/embedded.ts';
import type { Handlers } from '../src/contract/contract.ts';
import { encodeEvent, serveCall } from '../src/contract/serve.ts';
import { launchUtility } from './children.ts';
import { sendEvent } from './ipc.ts';
import { showOfficer } from './officer-window.ts';
import { declareScheme } from './scheme.ts';
import { hardenContents, hardenSession } from './security.ts';
import { openConsoleWindow } from './window.ts';

const report = (part: string, error: unknown): void => console.error(part, error);

declareScheme();
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => hardenContents(contents));

if (app.requestSingleInstanceLock()) {
  app.whenReady().then(start).catch(fail);
} else {
  app.quit();
}

async function start(): Promise<void> {
  hardenSession(session.defaultSession);
  const services = startEmbeddedConsole({
    profileDirectory: app.commandLine.getSwitchValue('profile') || join(app.getPath('userData'), 'profile'),
    shell: 'electron',
    launch: launchUtility,
    vaults: app.commandLine.getSwitchValue('vaults') === 'solana' ? ['solana'] : ['solana', 'evm'],
    createsDemo: !app.commandLine.hasSwitch('first-run-screen'),
    officerWindowArgs: () => ['--terminal'],
    report,
  });
  quitAfter(() => services.close());
  const handlers: Handlers = {
    ...services.handlers,
    'officer.open': async ({ memberId }) => showOfficer(await services.host.openOfficer(memberId)),
  };
  const window = await openConsoleWindow({
    title: 'Countersign',
    partition: 'console',
    serve: (channel, wire) => serveCall(handlers, channel, wire, report),
  });
  services.onEvent((event) => sendEvent(window, encodeEvent(event)));
  app.on('second-instance', () => focus(window));
  // The first officer's console hosts the others, so its end is theirs.
  window.once('closed', () => app.quit());
}

/** Lets the services end in good order before the process does. */
function quitAfter(close: () => Promise<void>): void {
  app.once('before-quit', (event) => {
    event.preventDefault();
    close()
      .catch((error: unknown) => report('close', error))
      .finally(() => app.quit());
  });
}

function focus(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

function fail(error: unknown): void {
  report('start', error);
  app.exit(1);
}
