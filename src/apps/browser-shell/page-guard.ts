/** What the page may load, open and ask for: its own files, and nothing else. */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { CONSOLE_ORIGIN, isConsoleUrl, type ServeWindow } from '../console/window-policy.ts';
import type { DevTools } from './devtools.ts';
import type { Report } from './page-bridge.ts';
import type { PageSession } from './page-session.ts';

const RequestPaused = z.object({
  requestId: z.string(),
  request: z.object({ url: z.string(), method: z.string() }),
  resourceType: z.string(),
  frameId: z.string(),
});
const FrameNavigated = z.object({ frame: z.object({ id: z.string(), url: z.string() }) });
const TargetCreated = z.object({ targetInfo: z.object({ targetId: z.string(), type: z.string() }) });
const DialogOpening = z.object({ type: z.string() });

/** Target types that a page can bring into being. */
const CHILD_TARGETS = ['page', 'iframe', 'worker', 'shared_worker', 'service_worker', 'webview'];

/** By name of the Permissions API; what Chromium grants without asking is denied by a `Permissions-Policy` header as well. */
const DENIED_PERMISSIONS = [
  'camera',
  'clipboard-read',
  'display-capture',
  'geolocation',
  'idle-detection',
  'local-fonts',
  'microphone',
  'midi',
  'notifications',
  'persistent-storage',
  'screen-wake-lock',
  'storage-access',
  'window-management',
];

/**
 * Serves the console's own origin from memory and fails every other request. Must be awaited before the first navigation.
 */
export async function guardRequests(page: PageSession, serve: ServeWindow, report: Report): Promise<void> {
  page.on('Fetch.requestPaused', (params) => {
    const paused = RequestPaused.parse(params);
    void answerRequest(page, serve, paused).catch((error: unknown) => {
      if (!isGone(error)) report('window', error);
    });
  });
  await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}

/** A page that was loaded again does not wait for what it asked before: nobody needs to hear of that. */
function isGone(error: unknown): boolean {
  return (
    error instanceof AppError && error.code === 'BROWSER_REFUSED' && error.message.includes('Invalid InterceptionId')
  );
}

async function answerRequest(
  page: PageSession,
  serve: ServeWindow,
  { requestId, request, resourceType, frameId }: z.output<typeof RequestPaused>,
): Promise<void> {
  if (!isConsoleUrl(request.url)) {
    // Aborting a navigation leaves the page as it is; any other reason would replace it by an error page.
    const isNavigation = resourceType === 'Document' && frameId === page.frameId;
    await page.send('Fetch.failRequest', { requestId, errorReason: isNavigation ? 'Aborted' : 'BlockedByClient' });
    return;
  }
  const { status, headers, body } = serve(request);
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: status,
    responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
    body: Buffer.from(body).toString('base64'),
  });
}

/** Keeps the window on the console: no dialogs, no file choosers, no way out by `about:blank` or `blob:`. */
export async function guardPage(page: PageSession, report: Report): Promise<void> {
  const failed = (error: unknown): void => report('window', error);
  page.on('Page.frameNavigated', (params) => {
    const { frame } = FrameNavigated.parse(params);
    if (frame.id === page.frameId && !isConsoleUrl(frame.url)) showConsole(page).catch(failed);
  });
  page.on('Page.javascriptDialogOpening', (params) => {
    const accept = DialogOpening.parse(params).type === 'beforeunload';
    page.send('Page.handleJavaScriptDialog', { accept }).catch(failed);
  });
  page.on('Inspector.targetCrashed', () => void page.send('Page.reload').catch(failed));
  await Promise.all([
    page.send('Page.enable'),
    page.send('Inspector.enable'),
    page.send('Page.setInterceptFileChooserDialog', { enabled: true }),
    // Workers would be paused at birth and never resumed; the content security policy refuses them before that.
    page.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
  ]);
}

/** Loads the console's page. */
export async function showConsole(page: PageSession): Promise<void> {
  await page.send('Page.navigate', { url: `${CONSOLE_ORIGIN}/` });
}

/** For the whole browser: one page and no more, no permission, no download. `ownTargetId` is the page that may live. */
export async function guardBrowser(devTools: DevTools, ownTargetId: string, report: Report): Promise<void> {
  devTools.onEvent(({ method, params }) => {
    if (method !== 'Target.targetCreated') return;
    const { targetId, type } = TargetCreated.parse(params).targetInfo;
    if (targetId === ownTargetId || !CHILD_TARGETS.includes(type)) return;
    // Never paused at birth: a page that waits for a paused window hangs. It may have closed itself meanwhile.
    devTools.send('Target.closeTarget', { targetId }).catch(() => undefined);
  });
  await Promise.all([
    devTools.send('Browser.setDownloadBehavior', { behavior: 'deny' }),
    ...DENIED_PERMISSIONS.map((name) =>
      devTools
        .send('Browser.setPermission', { permission: { name }, setting: 'denied' })
        .catch((error: unknown) => report('window', error)),
    ),
  ]);
}
