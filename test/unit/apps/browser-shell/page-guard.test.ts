import { describe, expect, it } from 'vitest';
import { guardRequests } from '../../../../src/apps/browser-shell/page-guard.ts';
import type { PageSession } from '../../../../src/apps/browser-shell/page-session.ts';
import { AppError, codeOf } from '../../../../src/base/errors.ts';
import { CONSOLE_ORIGIN } from '../../../../src/apps/console/window-policy.ts';

/** What is reported when Chromium answers like this to an answer of ours. */
async function reportedFor(reason: string): Promise<unknown[]> {
  const reported: unknown[] = [];
  let pause: (params: unknown) => void = () => undefined;
  const refusal = new AppError({ code: 'BROWSER_REFUSED', kind: 'peer', message: `Refused: ${reason}.` });
  const page = {
    frameId: 'main',
    on: (_name: string, listener: typeof pause) => (pause = listener),
    send: (method: string) => (method === 'Fetch.enable' ? Promise.resolve() : Promise.reject(refusal)),
  };
  const serve = () => ({ status: 200 as const, headers: {}, body: new Uint8Array() });
  await guardRequests(page as unknown as PageSession, serve, (_part, error) => reported.push(codeOf(error)));
  const request = { url: `${CONSOLE_ORIGIN}/`, method: 'GET' };
  pause({ requestId: '1', request, resourceType: 'Document', frameId: 'main' });
  await new Promise((resolve) => setImmediate(resolve));
  return reported;
}

describe('an answer that the browser does not take', () => {
  it('is no fault when the page that asked is gone', async () => {
    expect(await reportedFor('Invalid InterceptionId.')).toEqual([]);
  });

  it('is reported otherwise', async () => {
    expect(await reportedFor('Invalid header')).toEqual(['BROWSER_REFUSED']);
  });
});
