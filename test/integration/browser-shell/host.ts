/**
 * A process that does nothing but show the test page in the browser shell: `node host.ts FOLDER`. The first line of its
 * output is Chromium's readiness; with `COUNTERSIGN_TEST_SOCKET` a test can drive the window.
 */
import { join } from 'node:path';
import { openWindow } from '../../../src/apps/browser-shell/window.ts';
import { testHandlers } from './handlers.ts';

const [folder = ''] = process.argv.slice(2);
const socketPath = process.env['COUNTERSIGN_TEST_SOCKET'];

const consoleWindow = await openWindow({
  rendererDir: join(import.meta.dirname, 'page'),
  handlers: testHandlers(),
  onEvent: () => () => undefined,
  title: 'Test host',
  profileDir: join(folder, 'chromium'),
  headless: true,
  report: () => undefined,
});
if (socketPath !== undefined) await consoleWindow.attachTest(socketPath);
console.log('ready');
await consoleWindow.closed;
