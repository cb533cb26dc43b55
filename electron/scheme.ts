/** The window's origin: files of the built renderer under a scheme of our own, each load with a nonce of its own. */
import { randomBytes } from 'node:crypto';
import { protocol, type Protocol } from 'electron';
import { readRendererFiles, serveWindow } from '../src/apps/console/window-policy.ts';

const SCHEME = 'app';
const HOST = 'console';

/** The only origin that may run in the window and call the console. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`;

/** Makes the scheme a secure origin like https. Must run before Electron is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Answers every request of a session's windows to our scheme from memory, with the headers of the window policy.
 * @throws AppError `RENDERER_MISSING` when the renderer is not built.
 */
export function serveScheme(handler: Protocol, rendererFolder: string): void {
  if (handler.isProtocolHandled(SCHEME)) return;
  const serve = serveWindow(readRendererFiles(rendererFolder), randomBytes);
  handler.handle(SCHEME, ({ method, url }) => {
    if (!isAppUrl(url)) return new Response(null, { status: 404 });
    const { status, headers, body } = serve({ method, url });
    return new Response(Buffer.from(body), { status, headers });
  });
}

/** Whether a URL belongs to our origin. Anything that does not parse does not. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol: scheme, host } = new URL(url);
  return scheme === `${SCHEME}:` && host === HOST;
}
