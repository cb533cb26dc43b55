/** Chromium's command line. Every switch narrows what the browser may do; none opens a listener. */

const ALWAYS = [
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-gpu',
  '--password-store=basic',
  // A proxy that is never there: whatever slips past the interception has nowhere to go.
  '--proxy-server=socks5://127.0.0.1:1',
  // WebRTC asks no content security policy. Without a proxy for UDP it gathers nothing and sends nothing; without local
  // names to hide it opens no multicast port.
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--window-size=1440,900',
];

export interface ChromiumOptions {
  /** Chromium's own data folder; holds window state and the page's theme choice, nothing of the workspace. */
  readonly profileDir: string;
  readonly title: string;
  readonly headless: boolean;
  readonly isRoot: boolean;
}

/**
 * The arguments for one window. It starts on a `data:` page, because the first real request has to come after
 * interception is on. As root Chromium refuses its own sandbox; `--test-type` then only hides the warning bar.
 */
export function chromiumArguments(options: ChromiumOptions): readonly string[] {
  return [
    ...ALWAYS,
    ...(options.isRoot ? ['--no-sandbox', '--test-type'] : []),
    ...(options.headless ? ['--headless'] : []),
    `--user-data-dir=${options.profileDir}`,
    `--app=data:text/html,<title>${encodeURIComponent(options.title)}</title>`,
  ];
}
