import { expect, it } from 'vitest';
import { chromiumArguments } from '../../../../src/apps/browser-shell/chromium-arguments.ts';

const options = { profileDir: '/data/profile', title: 'A & <b>', headless: false, isRoot: false };

it('speaks over the pipe only', () => {
  const all = chromiumArguments(options);
  expect(all).toContain('--remote-debugging-pipe');
  expect(all.filter((argument) => argument.includes('port'))).toEqual([]);
  expect(all).toContain('--proxy-server=socks5://127.0.0.1:1');
  expect(all).toContain('--webrtc-ip-handling-policy=disable_non_proxied_udp');
});

it('keeps Chromium’s own sandbox unless it runs as root', () => {
  expect(chromiumArguments(options)).not.toContain('--no-sandbox');
  expect(chromiumArguments({ ...options, isRoot: true })).toEqual(
    expect.arrayContaining(['--no-sandbox', '--test-type']),
  );
});

it('starts on a data page whose title cannot break out', () => {
  expect(chromiumArguments(options).at(-1)).toBe('--app=data:text/html,<title>A%20%26%20%3Cb%3E</title>');
});
