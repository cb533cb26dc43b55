import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isConsoleUrl, readRendererFiles, serveWindow } from '../../../../src/apps/console/window-policy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-files-'));
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'renderer/index.html'), '<meta nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__">');
  writeFileSync(join(folder, 'renderer/assets/main.js'), 'run("__CSP_NONCE__")');
  writeFileSync(join(folder, 'renderer/font.woff2'), 'font');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const counting = () => {
  let count = 0;
  return (byteLength: number) => new Uint8Array(byteLength).fill((count += 1));
};
const serve = () => serveWindow(readRendererFiles(join(folder, 'renderer')), counting());
const get = (path: string) => serve()({ method: 'GET', url: `https://console.invalid${path}` });
const text = (body: Uint8Array) => Buffer.from(body).toString('utf8');

describe('serveWindow', () => {
  it('writes the nonce of this load into the page and the policy, and into nothing else', () => {
    const server = serve();
    const answers = ['/', '/'].map((path) => server({ method: 'GET', url: `https://console.invalid${path}` }));
    expect(answers.map(({ body }) => text(body))).toEqual([
      '<meta nonce="AQEBAQEBAQEBAQEBAQEBAQ"><style nonce="AQEBAQEBAQEBAQEBAQEBAQ">',
      '<meta nonce="AgICAgICAgICAgICAgICAg"><style nonce="AgICAgICAgICAgICAgICAg">',
    ]);
    expect(answers[1]?.headers['Content-Security-Policy']).toContain(
      "style-src 'self' 'nonce-AgICAgICAgICAgICAgICAg';",
    );
    expect(text(get('/assets/main.js').body)).toBe('run("__CSP_NONCE__")');
  });

  it('gives every screen’s path the page, whatever its query', () => {
    for (const path of ['/', '/approvals', '/request/0f?tab=policy'])
      expect(get(path)).toMatchObject({ status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
  });

  it('names each type and forbids guessing it', () => {
    expect(get('/assets/main.js').headers['Content-Type']).toBe('text/javascript; charset=utf-8');
    expect(get('/font.woff2').headers).toMatchObject({
      'Content-Type': 'font/woff2',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    });
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/assets/../../secret.txt',
    '/link.txt',
    '/constructor.js',
    '/index.html%00.js',
  ])('has nothing at %s', (path) => {
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'renderer/link.txt'));
    const { status, body, headers } = get(path);
    expect(status).toBe(404);
    expect(text(body)).toBe('The console has no such file.');
    expect(headers['Content-Security-Policy']).toMatch(/^default-src 'none'; /);
  });

  it('answers nothing but GET', () => {
    expect(serve()({ method: 'POST', url: 'https://console.invalid/' }).status).toBe(405);
  });

  it('refuses a folder without a built page', () => {
    for (const name of ['nowhere', 'renderer/assets'])
      expect(() => readRendererFiles(join(folder, name))).toThrow(
        expect.objectContaining({ code: 'RENDERER_MISSING' }),
      );
  });
});

it('knows its own origin from whatever looks like it', () => {
  expect(isConsoleUrl('https://console.invalid/approvals')).toBe(true);
  for (const url of [
    'http://console.invalid/',
    'https://console.invalid.example/',
    'https://console.invalid:8443/',
    'https://x.console.invalid/',
    'https://console.invalid@example.com/',
    'blob:https://example.com/1',
    'data:text/html,https://console.invalid/',
    'about:blank',
    '',
    '/',
  ])
    expect(isConsoleUrl(url), url).toBe(false);
});
