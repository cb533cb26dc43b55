/** What the Electron shell's source must and must not say. The behaviour behind it is in shell.test.ts. */
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../src/apps/console/window-policy.ts';
import { callsIn, FILES, literal, textOf } from './source.ts';

const calls = callsIn(FILES);
const named = (callee: string) => calls.filter((call) => call.callee === callee);
const places = (callee: string) => named(callee).map(({ file }) => file);

describe('the window', () => {
  it('is made in one place, sandboxed, isolated and without Node', () => {
    const [window, ...others] = named('new BrowserWindow');
    expect(others).toEqual([]);
    const { webPreferences } = literal(window?.args[0]) as { webPreferences: unknown };
    expect(webPreferences).toEqual({
      session: '(expression)',
      preload: '(expression)',
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
    });
  });

  it('loads our origin only, by one call', () => {
    expect(places('window.loadURL')).toEqual(['electron/window.ts']);
    expect(calls.filter(({ callee }) => /\.(loadFile|executeJavaScript|insertCSS|openExternal)$/.test(callee))).toEqual(
      [],
    );
  });

  it('has a window-open handler, and every other contents gets it too', () => {
    expect(places('contents.setWindowOpenHandler')).toEqual(['electron/security.ts']);
    expect(textOf('electron/main.ts')).toContain(
      "app.on('web-contents-created', (_event, contents) => hardenContents(contents));",
    );
  });

  it('has permission handlers on its session and on the default one', () => {
    expect(places('session.setPermissionRequestHandler')).toEqual(['electron/security.ts']);
    expect(places('session.setPermissionCheckHandler')).toEqual(['electron/security.ts']);
    expect(places('hardenSession')).toEqual(['electron/main.ts', 'electron/window.ts']);
  });
});

describe('the bridge', () => {
  it('exposes exactly invoke and subscribe', () => {
    const [exposed, ...others] = named('contextBridge.exposeInMainWorld');
    expect(others).toEqual([]);
    expect(exposed?.file).toBe('electron/preload.ts');
    expect(literal(exposed?.args[0])).toBe('countersign');
    expect(literal(exposed?.args[1])).toEqual({ invoke: '(expression)', subscribe: '(expression)' });
  });

  it('is the only user of ipcRenderer; ipc.ts alone answers, to one window at a time', () => {
    expect(FILES.filter((file) => textOf(file).includes('ipcRenderer'))).toEqual(['electron/preload.ts']);
    expect(FILES.filter((file) => textOf(file).includes('ipcMain'))).toEqual([]);
    expect(calls.filter(({ callee }) => /\bipc\./.test(callee)).map(({ file, callee }) => [file, callee])).toEqual([
      ['electron/ipc.ts', 'ipc.handle'],
    ]);
    expect(calls.filter(({ callee }) => callee.startsWith('ipcRenderer.')).map(({ callee }) => callee)).toEqual([
      'ipcRenderer.invoke',
      'ipcRenderer.on',
      'ipcRenderer.off',
    ]);
  });
});

describe('the main process', () => {
  it('declares the scheme and the sandbox before Electron is ready', () => {
    const order = callsIn(['electron/main.ts']).map(({ callee }) => callee);
    const before = order.slice(0, order.indexOf('app.whenReady'));
    expect(before).toEqual(expect.arrayContaining(['declareScheme', 'app.enableSandbox', 'app.on']));
  });

  it('knows no switch that would weaken it', () => {
    const weak = /remote|disable-|no-sandbox|ignore-certificate|appendSwitch|certificate-error|openDevTools|http:/;
    expect(FILES.filter((file) => weak.test(textOf(file)))).toEqual([]);
  });

  it('is a thin shell: a screenful a file', () => {
    expect(FILES.filter((file) => textOf(file).split('\n').length > 90)).toEqual([]);
  });
});

it('serves one exact content security policy', () => {
  expect(contentSecurityPolicy('N0nce')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N0nce'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'none'; worker-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types default",
  );
});
