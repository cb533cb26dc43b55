import { processTree, listeners } from '../processes/processes.ts';
import { expect, test } from './shell.ts';

test('nothing listens but the development chain, and that on loopback only', async ({ demo }) => {
  await demo.officerWindow('cfo', 'CFO');
  const LOOPBACK = /^0100007F:[0-9A-F]{4}$/;
  const open = listeners(processTree(demo.pid));
  expect(open).toHaveLength(1);
  expect(open[0]).toMatch(LOOPBACK);
});

test('the page runs its own scripts only and reaches nothing outside', async ({ demo }) => {
  const outcome = await demo.page.evaluate(async () => {
    const script = document.createElement('script');
    const tried: Record<string, string> = {};
    const attempt = async (name: string, run: () => unknown): Promise<void> => {
      try {
        await run();
        tried[name] = 'went through';
      } catch (error) {
        tried[name] = (error as Error).name;
      }
    };
    await attempt('inline script', () => {
      script.textContent = 'document.title = "owned"';
      document.body.append(script);
    });
    await attempt('markup', () =>
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="document.title=1">'),
    );
    await attempt('fetch', () => fetch('https://example.com/'));
    await attempt('beacon', () => {
      if (!navigator.sendBeacon('https://example.com/', 'x')) throw new TypeError('refused');
    });
    await attempt('second policy', () =>
      (
        window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
      ).trustedTypes.createPolicy('other', {}),
    );
    return { tried, title: document.title };
  });
  expect(outcome.tried).toMatchObject({
    'inline script': 'TypeError',
    markup: 'TypeError',
    fetch: 'TypeError',
    'second policy': 'TypeError',
  });
  expect(outcome.title).toBe('Countersign');
});
