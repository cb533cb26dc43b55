import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listeners, processTree } from '../../processes/processes.ts';
import { showWindow, type ShownWindow } from './shown-window.ts';
import './test-page.ts';

let shown: ShownWindow;
let page: Page;

beforeAll(async () => {
  shown = await showWindow();
  page = shown.page;
});
afterAll(() => shown.end());
beforeEach(async () => {
  await page.goto('https://console.invalid/');
});

describe('the content security policy', () => {
  it('runs the page’s own files and no inline script, no eval, no markup from text', async () => {
    const outcome = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>x</b>';
      } catch (error) {
        return [window.testPage.inlineRan, window.testPage.evalResult.split(':')[0], (error as Error).name];
      }
      return ['markup was written'];
    });
    expect(outcome).toEqual([undefined, 'EvalError', 'TypeError']);
    const violations = await page.evaluate(() => window.testPage.violations);
    expect(violations).toEqual(expect.arrayContaining(['script-src-elem', 'require-trusted-types-for']));
    const color = await page.locator('h1').evaluate((heading) => getComputedStyle(heading).color);
    expect(color).toBe('rgb(1, 2, 3)');
  });

  it('lets no request leave: fetch, image, socket, worker', async () => {
    const outcome = await page.evaluate(() => {
      const opened = (target: EventTarget, event: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          target.addEventListener(event, resolve);
          target.addEventListener('error', reject);
        });
      const attempts: Record<string, () => Promise<unknown>> = {
        fetch: () => fetch('https://example.com/'),
        'own fetch': () => fetch('https://console.invalid/page.js'),
        image: () => opened(Object.assign(new Image(), { src: 'https://example.com/pixel.png' }), 'load'),
        socket: () => opened(new WebSocket('wss://example.com/'), 'open'),
        worker: async () => opened(new Worker('/page.js'), 'message'),
        'service worker': async () => navigator.serviceWorker.register('/page.js'),
      };
      const run = async ([name, attempt]: [string, () => Promise<unknown>]): Promise<string> =>
        Promise.resolve()
          .then(attempt)
          .then(() => `${name} went through`)
          .catch(() => `${name} failed`);
      return Promise.all(Object.entries(attempts).map(run));
    });
    expect(outcome).toEqual([
      'fetch failed',
      'own fetch failed',
      'image failed',
      'socket failed',
      'worker failed',
      'service worker failed',
    ]);
  });

  it('carries a fresh nonce in the same strict policy at every load', async () => {
    const nonces: string[] = [];
    for (const response of [await page.reload(), await page.reload()]) {
      const policy = response?.headers()['content-security-policy'] ?? '';
      const [nonce = ''] = /(?<='nonce-)[\w-]{22}(?=')/.exec(policy) ?? [];
      nonces.push(nonce);
      expect(policy.replace(nonce, 'N')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N'; img-src 'self' data:; font-src 'self'; " +
          "connect-src 'none'; worker-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
          "require-trusted-types-for 'script'; trusted-types default",
      );
    }
    expect(new Set(nonces).size).toBe(2);
  });

  it('serves the files of the renderer and no other', async () => {
    const statuses: (number | undefined)[] = [];
    for (const path of ['/page.js', '/../handlers.ts', '/%2e%2e/handlers.ts', '/..%2fhandlers.ts', '/missing.js'])
      statuses.push((await page.goto(`https://console.invalid${path}`))?.status());
    expect(statuses).toEqual([200, 404, 404, 404, 404]);
    expect((await page.goto('https://console.invalid/approvals/1'))?.status()).toBe(200);
    expect(await page.title()).toBe('Test page');
  });
});

describe('the window', () => {
  it('does not leave the console for another address', async () => {
    await page.evaluate(() => window.testPage.pushed.push('still here'));
    const refused = page.waitForEvent('requestfailed');
    await page.evaluate(() => void Object.assign(location, { href: 'https://example.com/' }));
    expect((await refused).url()).toBe('https://example.com/');
    for (const url of ['file:///etc/passwd', 'data:text/html,x', 'javascript:document.title=1', 'chrome://version']) {
      const complaint = page.waitForEvent('console');
      await page.evaluate((to) => void Object.assign(location, { href: to }), url);
      expect((await complaint).type()).toBe('error');
    }
    expect(await page.evaluate(() => window.testPage.pushed)).toEqual(['still here']);
    expect(await page.title()).toBe('Test page');
  });

  it('comes back from a blank page', async () => {
    const blank = page.waitForEvent('framenavigated', (frame) => frame.url() === 'about:blank');
    await page.evaluate(() => void Object.assign(location, { href: 'about:blank' }));
    await blank;
    await page.waitForURL('https://console.invalid/');
    expect(await page.title()).toBe('Test page');
  });

  it('denies every permission', async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'];
    const states = await page.evaluate(
      (asked) =>
        Promise.all(asked.map(async (name) => (await navigator.permissions.query({ name: name as 'midi' })).state)),
      names,
    );
    expect(states).toEqual(names.map(() => 'denied'));
    const PERMISSION_DENIED = 1;
    const refusal = await page.evaluate(
      () => new Promise((resolve) => navigator.geolocation.getCurrentPosition(resolve, ({ code }) => resolve(code))),
    );
    expect(refusal).toBe(PERMISSION_DENIED);
  });

  it('answers dialogs by itself', async () => {
    expect(await page.evaluate(() => [confirm('Really?'), prompt('Why?')])).toEqual([false, null]);
  });

  it('lets WebRTC gather no address and send no packet', async () => {
    const stun = createSocket('udp4').bind(0, '127.0.0.1');
    await once(stun, 'listening');
    const packets: Buffer[] = [];
    stun.on('message', (packet) => packets.push(packet));
    const candidates = await page.evaluate(async (port) => {
      const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
      const gathered: string[] = [];
      const complete = new Promise((resolve) => {
        connection.onicecandidate = ({ candidate }) => (candidate ? gathered.push(candidate.candidate) : resolve(true));
      });
      connection.createDataChannel('data');
      await connection.setLocalDescription(await connection.createOffer());
      await complete;
      return gathered;
    }, stun.address().port);
    expect(candidates).toEqual([]);
    expect(packets).toEqual([]);
    stun.close();
  });

  it('has no listener, and a socket for tests that only its owner may use', () => {
    expect(listeners(processTree(process.pid))).toEqual([]);
    expect(statSync(shown.socketPath).mode & 0o777).toBe(0o600);
  });

  it('refuses a test socket that the environment did not ask for', async () => {
    const refused = shown.consoleWindow.attachTest(join(shown.folder, 'other.sock'));
    await expect(refused).rejects.toMatchObject({ code: 'TEST_SOCKET_REFUSED' });
  });
});
