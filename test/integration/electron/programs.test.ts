/**
 * The bundled programs of the Electron shell do their work: the demo workspace comes up with a key ceremony over three bundled
 * co-signers, worker threads and the bundled chain. Electron itself is not part of this: a port stands in for its own.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'electron-vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmbeddedConsole, type EmbeddedConsole } from '../../../src/apps/console/embedded.ts';
import type { LaunchChild } from '../../../src/apps/processes/child-port.ts';
import { createClient } from '../../../src/contract/client.ts';

const profileDirectory = mkdtempSync(join(tmpdir(), 'electron-programs-'));
const faults: unknown[] = [];
let console: EmbeddedConsole;

const launchBundled: LaunchChild = (program, args) => {
  const child = fork(resolve(`out/main/${program}.js`), [...args], {
    serialization: 'advanced',
    execArgv: ['--import', resolve('test/integration/electron/parent-port.mjs')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    get processId() {
      return child.pid;
    },
    send: (message) => void (child.connected && child.send({ port: message }, () => undefined)),
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => void child.once('exit', listener),
    kill: (signal = 'SIGTERM') => void child.kill(signal),
  };
};

beforeAll(async () => {
  await build({ configFile: 'build/electron.vite.ts', logLevel: 'error' });
  console = startEmbeddedConsole({
    vaults: ['solana'],
    profileDirectory,
    shell: 'electron',
    launch: launchBundled,
    createsDemo: true,
    officerWindowArgs: () => ['--terminal'],
    report: (part, error) => faults.push([part, error]),
  });
});
afterAll(async () => {
  await console.close();
  rmSync(profileDirectory, { recursive: true, force: true, maxRetries: 5 });
});

it('brings up a workspace with a key and funds, and another officer’s console', async () => {
  await console.ready;
  const [vault] = await console.handlers['key.list']({});
  expect(vault?.status).toBe('active');

  const child = await console.host.openOfficer('cfo');
  const officer = createClient(child.bridge);
  expect(await officer.call('app.status', {})).toMatchObject({ shell: 'electron', phase: 'ready' });
  const [theirs] = await officer.call('key.list', {});
  expect(theirs?.fingerprint).toBe(vault?.fingerprint);
  child.close();
  expect(faults).toEqual([]);
});
