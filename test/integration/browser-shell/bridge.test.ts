import type { Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { MAX_CALLS_IN_FLIGHT } from '../../../src/apps/browser-shell/page-bridge.ts';
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
  shown.calls.length = 0;
  shown.reports.length = 0;
});

const refusalOf = async (channel: string, wire?: unknown): Promise<string | undefined> => {
  const reply = await page.evaluate(([name, value]) => window.testPage.ask(name, value), [channel, wire] as const);
  return reply.error?.code;
};

it('carries a call to its handler and the answer back', async () => {
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.getByText('Everything is ready').waitFor();
  expect(shown.calls).toEqual([['app.status', {}]]);
});

it('carries an event to its subscribers, and to nobody who left', async () => {
  shown.push({ name: 'workspace.changed', payload: { logSize: 7 } });
  await page.waitForFunction(() => window.testPage.pushed.length === 1);
  await page.evaluate(() => {
    const leave = window.testPage.subscribe('workspace.changed', () => window.testPage.pushed.push('after leaving'));
    leave();
  });
  shown.push({ name: 'workspace.changed', payload: { logSize: 8 } });
  await page.waitForFunction(() => window.testPage.pushed.length > 1);
  expect(await page.evaluate(() => window.testPage.pushed)).toEqual([{ logSize: 7 }, { logSize: 8 }]);
});

it('carries no event that the contract does not list', async () => {
  await page.evaluate(() => window.testPage.subscribe('key.shares', () => window.testPage.pushed.push('heard')));
  shown.push({ name: 'key.shares', payload: {} } as never);
  shown.push({ name: 'workspace.changed', payload: { logSize: 'x' } } as never);
  expect(shown.reports.map(([what]) => what)).toEqual(['event', 'event']);
  expect(await page.evaluate(() => window.testPage.pushed)).toEqual([]);
});

it('shows the main world a frozen bridge and nothing of what is behind it', async () => {
  const seen = await page.evaluate(() => ({
    names: Object.getOwnPropertyNames(window).filter((name) => /^countersign/i.test(name)),
    keys: Object.keys(window.countersign ?? {}),
    isFrozen: Object.isFrozen(window.countersign),
    isReplaceable: Object.getOwnPropertyDescriptor(window, 'countersign')?.configurable,
  }));
  expect(seen).toEqual({
    names: ['countersign'],
    keys: ['invoke', 'subscribe'],
    isFrozen: true,
    isReplaceable: false,
  });
});

it('refuses unknown, oversized and malformed calls before any handler', async () => {
  expect(await refusalOf('key.export')).toBe('CALL_UNKNOWN');
  expect(await refusalOf('__proto__')).toBe('CALL_UNKNOWN');
  expect(await refusalOf('constructor')).toBe('CALL_UNKNOWN');
  expect(await refusalOf('payee.list', { filler: 'x'.repeat(70_000) })).toBe('CALL_TOO_LARGE');
  expect(await refusalOf('payee.list', { extra: 1 })).toBe('CALL_INVALID');
  expect(await refusalOf('request.get', { requestId: ['0'.repeat(32)] })).toBe('CALL_INVALID');
  expect(await refusalOf('request.get', 'text')).toBe('CALL_INVALID');
  expect(shown.calls).toEqual([]);
});

it('answers every call of a flood, and runs no more of them at once than its limit', async () => {
  const codes = await page.evaluate(async () => {
    const replies = await Promise.all(Array.from({ length: 1_000 }, () => window.testPage.ask('payee.list', {})));
    return replies.map((reply) => reply.error?.code ?? '');
  });
  const served = codes.filter((code) => code === 'TEST_REFUSED').length;
  expect(codes.filter((code) => code === 'CALLS_TOO_MANY')).toHaveLength(1_000 - served);
  expect(served).toBeGreaterThanOrEqual(MAX_CALLS_IN_FLIGHT);
  expect(shown.calls).toHaveLength(served);
});

it('takes the channel of its own preload only, not one that the page hands over later', async () => {
  const answer = await page.evaluate(async () => {
    const forged = new MessageChannel();
    const answered = new Promise((resolve) => (forged.port1.onmessage = () => resolve('answered')));
    window.postMessage('countersign-bridge', '*', [forged.port2]);
    forged.port1.postMessage([1, 'payee.list', '{}']);
    const honest = window.testPage
      .ask('app.status', {})
      .then(() => window.testPage.ask('app.status', {}))
      .then(() => 'no answer');
    return Promise.race([answered, honest]);
  });
  expect(answer).toBe('no answer');
  expect(shown.calls.map(([channel]) => channel)).toEqual(['app.status', 'app.status']);
});

it('gives a frame of the same origin no bridge', async () => {
  const bridge = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return typeof frame.contentWindow?.countersign;
  });
  expect(bridge).toBe('undefined');
});

it('refuses a call from any context but the isolated world of the top frame', async () => {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: 'countersignSend' });
  await page.evaluate(() => {
    const send = (window as unknown as Record<string, (text: string) => void>)['countersignSend'];
    send?.(JSON.stringify([1, 'payee.list', '{}']));
  });
  await expect.poll(() => shown.reports).toEqual([['bridge', expect.objectContaining({ code: 'CALL_UNTRUSTED' })]]);
  expect(shown.calls).toEqual([]);
  await session.detach();
});
