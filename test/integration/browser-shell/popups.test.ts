/** Without Playwright, which pauses every new window at birth and so would test something else. */
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevTools, type DevTools } from '../../../src/apps/browser-shell/devtools.ts';
import { attachToPage, type PageSession } from '../../../src/apps/browser-shell/page-session.ts';
import { openBareWindow, type BareWindow } from './shown-window.ts';

interface Target {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

let shown: BareWindow;
let devTools: DevTools;
let page: PageSession;

beforeAll(async () => {
  shown = await openBareWindow();
  const socket = createConnection(shown.socketPath);
  await once(socket, 'connect');
  devTools = openDevTools(socket, socket, (error) => {
    throw error;
  });
  const [own] = await pages();
  page = await attachToPage(devTools, own?.targetId ?? '');
});
afterAll(() => shown.end());

async function pages(): Promise<Target[]> {
  const { targetInfos } = await devTools.send('Target.getTargets');
  return (targetInfos as Target[]).filter(({ type }) => type === 'page');
}

/** Runs page code as if a person had just clicked, which lets a page open windows. */
async function afterClick(expression: string): Promise<unknown> {
  const answer = await page.send('Runtime.evaluate', { expression, userGesture: true, awaitPromise: true });
  return (answer['result'] as { value: unknown }).value;
}

it('closes every window that the page opens, and lives on', async () => {
  const urls = ['https://console.invalid/', 'about:blank', 'https://example.com/', 'blob:https://console.invalid/x'];
  for (const url of [...urls, ...urls, ...urls])
    expect(await afterClick(`window.open(${JSON.stringify(url)}) === null || 'opened'`)).toBeTruthy();
  await expect.poll(async () => (await pages()).map(({ url }) => url)).toEqual(['https://console.invalid/']);
  expect(await afterClick(`window.countersign.invoke('app.status', {}).then(({ ok }) => ok)`)).toBe(true);
});

it('gives a window that the page opened no bridge of its own', async () => {
  const bridge = await afterClick(`typeof window.open('about:blank')?.countersign`);
  expect(bridge).toBe('undefined');
});

it('cancels every download', async () => {
  await page.send('Page.enable');
  const ended = new Promise((resolve) =>
    page.on('Page.downloadProgress', ({ state }) => {
      if (state !== 'inProgress') resolve(state);
    }),
  );
  await afterClick(
    `Object.assign(document.createElement('a'), { href: 'data:text/plain,x', download: 'x.txt' }).click()`,
  );
  expect(await ended).toBe('canceled');
});
