/** The whole console: from process start to the first paint, and one call from the window to the handlers and back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConsole } from '../e2e/console-process.ts';
import { driveWindow } from '../e2e/drive-window.ts';
import type { Figure } from './figures.ts';

const CALLS = 200;

/** Starts the real console twice: once to create the demo workspace, once as an officer does every morning. */
export async function consoleBench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  try {
    const created = await session(join(folder, 'profile'));
    const reopened = await session(join(folder, 'profile'));
    return [
      {
        name: 'console-first-paint',
        params: 'new demo workspace, to a painted window',
        value: created.paint,
        unit: 'ms',
      },
      { name: 'console-ready', params: 'new demo workspace, to funds on screen', value: created.ready, unit: 'ms' },
      { name: 'console-first-paint', params: 'existing workspace', value: reopened.paint, unit: 'ms' },
      { name: 'console-ready', params: 'existing workspace', value: reopened.ready, unit: 'ms' },
      {
        name: 'contract-round-trip',
        params: 'app.status from the page, median of 200',
        value: reopened.call,
        unit: 'ms',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function session(profile: string): Promise<{ paint: number; ready: number; call: number }> {
  const began = performance.now();
  const console = await startConsole({ profile });
  const { page, detach } = await driveWindow(console.socketPath);
  try {
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    const paint = performance.now() - began;
    await page.waitForFunction(async () => {
      const reply = await window.countersign?.invoke('app.status', {});
      return JSON.stringify(reply).includes('"phase":"ready"');
    });
    const ready = performance.now() - began;
    const call = await page.evaluate(async (calls) => {
      const times: number[] = [];
      for (let i = 0; i < calls; i += 1) {
        const start = performance.now();
        await window.countersign?.invoke('app.status', {});
        times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      return times[Math.floor(times.length / 2)] ?? 0;
    }, CALLS);
    return { paint, ready, call };
  } finally {
    await detach();
    console.kill('SIGTERM');
    await console.ended;
    // The next start is known by a new socket.
    rmSync(console.socketPath, { force: true });
  }
}
