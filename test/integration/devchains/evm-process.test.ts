import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEvmClient, type EvmClient } from '../../../src/adapters/chains/evm/client.ts';
import { anvilBinary } from '../../../src/apps/devchains/anvil/anvil-binary.ts';
import { makeFolder } from './dev-chain-fixture.ts';
import { createEvmKey } from './evm-key.ts';

const ENTRY = fileURLToPath(new URL('../../../src/apps/devchains/anvil/main.ts', import.meta.url));
const Ready = z.strictObject({ type: z.literal('ready'), port: z.int().min(1).max(65535) });
const ETH = 10n ** 18n;

let folder: string;
let running: ChildProcess[] = [];

beforeEach(() => {
  folder = makeFolder();
});
afterEach(async () => {
  for (const child of running) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGTERM');
  running = [];
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly client: EvmClient;
}

async function start(port = 0): Promise<Running> {
  const args = ['--data', folder, '--port', `${port}`];
  const child = fork(ENTRY, args, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  running.push(child);
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => ['it exited'])]);
  const ready = Ready.parse(message);
  return { child, port: ready.port, client: createEvmClient({ url: `http://127.0.0.1:${ready.port}` }) };
}

async function end(child: ChildProcess, how: 'SIGKILL' | 'SIGTERM' | 'disconnect'): Promise<number | null> {
  const exited = once(child, 'exit');
  if (how === 'disconnect') child.disconnect();
  else child.kill(how);
  return (await exited)[0] as number | null;
}

/** Runs the entry from a shell's point of view, until it exits or prints a line. */
async function spawned(...args: readonly string[]) {
  const child = spawn(process.execPath, [ENTRY, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
    if (output.stdout.includes('\n')) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** Waits until a port answers nobody any more: what served it is gone. */
async function untilSilent(client: EvmClient): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isSilent = await client.network().then(
      () => false,
      () => true,
    );
    if (isSilent) return;
    await wait(50);
  }
  throw new Error('The chain still answers.');
}

async function untilFinal(client: EvmClient, transactionId: string): Promise<bigint> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const status = await client.transactionStatus(transactionId);
    if (status?.confirmation === 'final') return status.block;
    await wait(50);
  }
  throw new Error('The transaction is not final.');
}

describe('the EVM development chain as a process', () => {
  it('is chain 31337, makes a transfer final by itself, and goes on after each way to end', async () => {
    const account = createEvmKey().address;
    let expected = 0n;
    let port = 0;
    for (const how of ['SIGTERM', 'disconnect', 'SIGKILL'] as const) {
      const chain = await start(port);
      if (port !== 0) expect(chain.port).toBe(port);
      port = chain.port;
      expect(await chain.client.network()).toBe('eip155:31337');
      expect((await chain.client.getBalance(account)).wei).toBe(expected);
      const block = await untilFinal(chain.client, await chain.client.fund(account, ETH));
      expected += ETH;
      expect(block).toBeGreaterThan(0n);
      // What is final was written down before; the state is written once a second.
      if (how === 'SIGKILL') await wait(1_500);
      expect(await end(chain.child, how)).toBe(how === 'SIGKILL' ? null : 0);
      await untilSilent(chain.client);
    }
    const last = await start(port);
    expect((await last.client.getBalance(account)).wei).toBe(expected);
  });

  it('stands still when nothing happens', async () => {
    const { client } = await start();
    await untilFinal(client, await client.fund(createEvmKey().address, ETH));
    await wait(1_700);
    const { latest } = await client.heights();
    await wait(1_700);
    expect((await client.heights()).latest).toBe(latest);
  });

  it('says where it is in one line when nobody forked it', async () => {
    const { code, stdout, stderr } = await spawned('--data', folder);
    expect(stdout).toMatch(/^EVM development chain on http:\/\/127\.0\.0\.1:\d+\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each([[[]], [['--data', '']], [['--data', 'x', '--port', '70000']]])('refuses the options %j', async (args) => {
    const { code, stderr } = await spawned(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DEVCHAIN_OPTIONS: /);
  });

  it('refuses a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await spawned('--data', folder, '--port', String(port));
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DEVCHAIN_PORT: /);
  });

  it('refuses a state that is cut off, and leaves it as it is', async () => {
    const file = join(folder, 'anvil.json');
    await end((await start()).child, 'SIGTERM');
    truncateSync(file, 100);
    const damaged = readFileSync(file);
    const { code, stderr } = await spawned('--data', folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DEVCHAIN_JOURNAL: /);
    expect(readFileSync(file).equals(damaged)).toBe(true);
  });

  it('says that its program is missing on a machine it is not made for', () => {
    const windows = { platform: 'win32', arch: 'x64', url: import.meta.url };
    expect(() => anvilBinary(windows)).toThrow(expect.objectContaining({ code: 'DEVCHAIN_ANVIL_MISSING' }));
  });
});
