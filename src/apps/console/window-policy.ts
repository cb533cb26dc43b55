/** What the window may load and do: one policy for both shells, so that what is tested in one holds in the other. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { AppError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';

/** The console's own origin. `.invalid` can never resolve (RFC 6761), so nothing outside this process can answer for it. */
export const CONSOLE_ORIGIN = 'https://console.invalid';

/** Stands in `index.html` where the page reads its style nonce; replaced at every load. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

const NONCE_BYTES = 16;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** One answer to the window: complete, with every security header. */
export interface WindowResponse {
  readonly status: 200 | 404 | 405;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Answers a request of the window to its own origin. */
export type ServeWindow = (request: { readonly method: string; readonly url: string }) => WindowResponse;

/** The renderer's files by URL path. Only what the walk found can be served: a path is looked up, never opened. */
export type RendererFiles = ReadonlyMap<string, Uint8Array>;

/** The content security policy of one page load. `nonce` is base64url. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    // Without this line workers would fall back to script-src, and a worker's requests pass no interception of the page.
    "worker-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

/** Every header of a response; `nonce` makes the content security policy of this load. */
export function windowHeaders(nonce: string, contentType: string): Readonly<Record<string, string>> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'Permissions-Policy': DENIED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
}

/** Powerful features the page never needs; devices are the console's business, not the page's. */
const DENIED_FEATURES = [
  'accelerometer',
  'bluetooth',
  'camera',
  'clipboard-read',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'window-management',
];

/**
 * Reads the built renderer once. Symbolic links and special files are left out.
 * @throws AppError `RENDERER_MISSING` when the folder has no `index.html`.
 */
export function readRendererFiles(rendererDir: string): RendererFiles {
  const files = new Map<string, Uint8Array>();
  for (const entry of listFolder(rendererDir)) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(`/${relative(rendererDir, file).split(sep).join('/')}`, readFileSync(file));
  }
  if (!files.has('/index.html')) throw rendererMissing();
  return files;
}

function listFolder(rendererDir: string) {
  try {
    return readdirSync(rendererDir, { recursive: true, withFileTypes: true });
  } catch (cause) {
    throw rendererMissing(cause);
  }
}

function rendererMissing(cause?: unknown): AppError {
  return new AppError({
    code: 'RENDERER_MISSING',
    kind: 'storage',
    message: 'The window’s files are not built.',
    next: 'Run npm start, which builds them.',
    cause,
  });
}

/**
 * Builds the answer to every request for `CONSOLE_ORIGIN`. A path without a file extension is a screen of the
 * single-page application and gets `index.html`; each answer carries a nonce of its own.
 */
export function serveWindow(files: RendererFiles, random: Random): ServeWindow {
  return ({ method, url }) => {
    const nonce = Buffer.from(random(NONCE_BYTES)).toString('base64url');
    if (method !== 'GET') return inWords(405, 'Only reading is possible here.', nonce);
    const { pathname } = new URL(url);
    const path = extname(pathname) === '' ? '/index.html' : pathname;
    const content = files.get(path);
    if (content === undefined) return inWords(404, 'The console has no such file.', nonce);
    const type = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
    const body = path.endsWith('.html') ? withNonce(content, nonce) : content;
    return { status: 200, headers: windowHeaders(nonce, type), body };
  };
}

function inWords(status: 404 | 405, words: string, nonce: string): WindowResponse {
  return { status, headers: windowHeaders(nonce, 'text/plain; charset=utf-8'), body: Buffer.from(words) };
}

function withNonce(html: Uint8Array, nonce: string): Uint8Array {
  return Buffer.from(Buffer.from(html).toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce));
}

/** Whether a URL is the console's own origin. Anything that does not parse is not. */
export function isConsoleUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).origin === CONSOLE_ORIGIN;
}
