/**
 * The shell's own code, run against a record of what it asks Electron for. Electron's binary is not needed and not claimed:
 * this shows which answers our handlers give, not that Electron asks.
 */
import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHANNELS } from '../../../src/contract/channels.ts';

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoke: vi.fn(() => Promise.resolve('reply')),
  on: vi.fn(),
  off: vi.fn(),
}));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => void electron.exposed.set(name, api) },
  ipcRenderer: { invoke: electron.invoke, on: electron.on, off: electron.off },
  protocol: {},
}));

const { isTrustedSender, serveCalls } = await import('../../../electron/ipc.ts');
const { hardenContents, hardenSession } = await import('../../../electron/security.ts');
const { isAppUrl } = await import('../../../electron/scheme.ts');
await import('../../../electron/preload.ts');

afterEach(() => vi.clearAllMocks());

const frame = (origin: string) => ({ origin });
const top = frame('app://console');
const trusted = { senderFrame: top, sender: { mainFrame: top } };

describe('sender check', () => {
  const other = frame('https://evil.example');
  it.each([
    ['our page in the top frame', trusted, true],
    ['a frame inside our page', { senderFrame: frame('app://console'), sender: { mainFrame: top } }, false],
    ['another origin in the top frame', { senderFrame: other, sender: { mainFrame: other } }, false],
    ['a page that is gone', { senderFrame: null, sender: { mainFrame: top } }, false],
  ])('%s', (_, event, isTrusted) => {
    expect(isTrustedSender(event as never)).toBe(isTrusted);
  });

  it('stands before every handler: a stranger never reaches one', async () => {
    const handlers = new Map<string, (event: unknown, wire: unknown) => unknown>();
    const ipc = { handle: (name: string, handler: () => unknown) => void handlers.set(name, handler) };
    const served: unknown[] = [];
    serveCalls({ webContents: { ipc } } as never, (channel, wire) => {
      served.push([channel, wire]);
      return Promise.resolve({ ok: true, value: null });
    });
    expect([...handlers.keys()]).toEqual(CHANNELS.map((channel) => `countersign:call:${channel}`));
    for (const handle of handlers.values())
      expect(await handle({ ...trusted, senderFrame: other }, {})).toMatchObject({ error: { code: 'SENDER_REFUSED' } });
    expect(served).toEqual([]);
    for (const handle of handlers.values()) expect(await handle(trusted, { a: 1 })).toEqual({ ok: true, value: null });
    expect(served).toEqual(CHANNELS.map((channel) => [channel, { a: 1 }]));
  });
});

describe('session', () => {
  function hardened() {
    const session = Object.assign(new EventEmitter(), {
      setPermissionRequestHandler: vi.fn(),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn(),
      setDisplayMediaRequestHandler: vi.fn(),
      webRequest: { onBeforeRequest: vi.fn() },
    });
    hardenSession(session as unknown as Session);
    return session;
  }
  const handlerOf = (setter: ReturnType<typeof vi.fn>) => setter.mock.calls[0]?.[0] as (...args: unknown[]) => unknown;

  it('denies every permission and device', () => {
    const session = hardened();
    const answer = vi.fn();
    handlerOf(session.setPermissionRequestHandler)({}, 'hid', answer);
    expect(answer.mock.calls).toEqual([[false]]);
    expect(handlerOf(session.setPermissionCheckHandler)({}, 'usb')).toBe(false);
    expect(handlerOf(session.setDevicePermissionHandler)({})).toBe(false);
  });

  it('refuses downloads and every request that is not for our origin', () => {
    const session = hardened();
    const preventDefault = vi.fn();
    session.emit('will-download', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    const answer = vi.fn();
    for (const url of ['https://example.org/', 'file:///etc/passwd', 'app://other/', 'app://console/a.js'])
      handlerOf(session.webRequest.onBeforeRequest)({ url }, answer);
    expect(answer.mock.calls).toEqual([
      [{ cancel: true }],
      [{ cancel: true }],
      [{ cancel: true }],
      [{ cancel: false }],
    ]);
  });
});

describe('page', () => {
  function hardened() {
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: vi.fn(),
      setWebRTCIPHandlingPolicy: vi.fn(),
    });
    hardenContents(contents as unknown as WebContents);
    return contents;
  }
  const isPrevented = (event: string, details: object): boolean => {
    const preventDefault = vi.fn();
    hardened().emit(event, { ...details, preventDefault });
    return preventDefault.mock.calls.length > 0;
  };

  it('opens no window', () => {
    const open = hardened().setWindowOpenHandler.mock.calls[0]?.[0] as (details: object) => unknown;
    expect(open({ url: 'app://console/' })).toEqual({ action: 'deny' });
  });

  it('lets WebRTC use no network of its own', () => {
    expect(hardened().setWebRTCIPHandlingPolicy.mock.calls).toEqual([['disable_non_proxied_udp']]);
  });

  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('stays on our origin: %s', (event) => {
    expect(isPrevented(event, { url: 'https://example.org/', isMainFrame: true })).toBe(true);
    expect(isPrevented(event, { url: 'app://console.example/', isMainFrame: true })).toBe(true);
    expect(isPrevented(event, { url: 'app://console/keys', isMainFrame: true })).toBe(false);
  });

  it('holds no frames and no guest pages', () => {
    expect(isPrevented('will-frame-navigate', { url: 'app://console/', isMainFrame: false })).toBe(true);
    expect(isPrevented('will-attach-webview', {})).toBe(true);
  });

  it.each([
    ['app://console/', true],
    ['app://console', true],
    ['APP://CONSOLE/keys', false],
    ['app://user@console/', true],
    ['app://console:1/', false],
    ['app://consolex/', false],
    ['https://console/', false],
    ['not a url', false],
  ])('knows its own URL: %s', (url, isOurs) => {
    expect(isAppUrl(url)).toBe(isOurs);
  });
});

describe('preload', () => {
  const bridge = electron.exposed.get('countersign') as {
    invoke(channel: unknown, wire?: unknown): Promise<unknown>;
    subscribe(event: unknown, listener: (wire: unknown) => void): () => void;
  };

  it('passes listed calls and nothing else', async () => {
    expect(Object.keys(bridge)).toEqual(['invoke', 'subscribe']);
    await expect(bridge.invoke('app.status', { a: 1 })).resolves.toBe('reply');
    expect(electron.invoke.mock.calls).toEqual([['countersign:call:app.status', { a: 1 }]]);
    await expect(bridge.invoke('shell.open')).resolves.toMatchObject({ ok: false, error: { code: 'CALL_UNKNOWN' } });
    await expect(bridge.invoke(['app.status'])).resolves.toMatchObject({ error: { code: 'CALL_UNKNOWN' } });
    expect(electron.invoke).toHaveBeenCalledOnce();
  });

  it('hands a listener the payload, never the event object', () => {
    const listener = vi.fn();
    const end = bridge.subscribe('app.changed', listener);
    const [name, forward] = electron.on.mock.calls[0] as [string, (event: unknown, wire: unknown) => void];
    expect(name).toBe('countersign:event:app.changed');
    forward({ sender: 'secret' }, { size: 1 });
    expect(listener.mock.calls).toEqual([[{ size: 1 }]]);
    end();
    expect(electron.off.mock.calls).toEqual([['countersign:event:app.changed', forward]]);
  });

  it('subscribes to listed events only', () => {
    bridge.subscribe('countersign:call:app.status', () => undefined)();
    expect(electron.on).not.toHaveBeenCalled();
    expect(electron.off).not.toHaveBeenCalled();
  });
});
