import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { driveWindow } from '../../e2e/drive-window.ts';
import { processesWith } from '../../processes/processes.ts';

let folder: string;
let host: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-life-'));
});
afterEach(async () => {
  if (host !== undefined && host.exitCode === null && host.signalCode === null) {
    host.kill('SIGKILL');
    await once(host, 'exit');
  }
  await vi.waitUntil(() => chromiumProcesses().length === 0, { timeout: 20_000 });
  rmSync(folder, { recursive: true, force: true });
});

const chromiumProcesses = (): number[] => processesWith(`--user-data-dir=${folder}`);

/** Starts host.ts and waits until its window is open. */
async function startHost(env: Record<string, string> = {}): Promise<ChildProcess> {
  host = spawn(process.execPath, [join(import.meta.dirname, 'host.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  await once(createInterface({ input: host.stdout as NodeJS.ReadableStream }), 'line');
  return host;
}

it('ends Chromium when the host is killed', async () => {
  const started = await startHost();
  expect(chromiumProcesses().length).toBeGreaterThan(0);
  started.kill('SIGKILL');
  await expect.poll(chromiumProcesses, { timeout: 20_000 }).toEqual([]);
});

it('ends the host when its window is closed, headless too', async () => {
  const socketPath = join(folder, 'test.sock');
  const started = await startHost({ COUNTERSIGN_TEST_SOCKET: socketPath });
  const { page } = await driveWindow(socketPath);
  const exit = once(started, 'exit');
  await page.close();
  expect(await exit).toEqual([0, null]);
});

it('ends the host when Chromium is killed', async () => {
  const started = await startHost();
  const exit = once(started, 'exit');
  for (const pid of chromiumProcesses()) killIfAlive(pid);
  expect(await exit).toEqual([0, null]);
});

it('opens again on a profile that a killed Chromium left locked', async () => {
  const first = await startHost();
  first.kill('SIGKILL');
  await expect.poll(chromiumProcesses, { timeout: 20_000 }).toEqual([]);
  await startHost();
});

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // A renderer ends with the browser process that was killed before it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
