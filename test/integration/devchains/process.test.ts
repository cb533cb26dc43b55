import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readFileSync, rmSync, truncateSync, writeFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assembleTransaction } from '../../../src/adapters/chains/solana/assemble.ts';
import { buildTransfer } from '../../../src/adapters/chains/solana/build-transfer.ts';
import { callRpc, makeFolder } from './dev-chain-fixture.ts';
import { forkDevChain, spawnDevChain, type DevChainProcess } from './dev-chain-process.ts';
import { createExternalKey, type ExternalKey } from './external-key.ts';

const SOL = 10n ** 9n;
const FEE = 5000n;

let folder: string;
let running: DevChainProcess[] = [];

beforeEach(() => {
  folder = makeFolder();
});

afterEach(async () => {
  for (const chain of running)
    if (chain.process.exitCode === null && chain.process.signalCode === null) await chain.end('SIGKILL');
  running = [];
  rmSync(folder, { recursive: true });
});

async function start(): Promise<DevChainProcess> {
  const chain = await forkDevChain(folder);
  running.push(chain);
  return chain;
}

describe('the development chain as a process', () => {
  it('ends cleanly by signal and with the process that started it, and goes on', async () => {
    for (const how of ['SIGTERM', 'disconnect'] as const) {
      const chain = await start();
      const before = await chain.client.blockHeight('processed');
      expect(await chain.end(how)).toBe(0);
      const next = await start();
      expect(await next.client.blockHeight('processed')).toBeGreaterThanOrEqual(before);
      expect(await next.end('SIGTERM')).toBe(0);
    }
  });

  it('says where it is in one line when nobody forked it', async () => {
    const { code, stdout, stderr } = await spawnDevChain('--data', folder);
    expect(stdout).toMatch(/^development chain on http:\/\/127\.0\.0\.1:\d+\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each([
    [[]],
    [['--data', '']],
    [['--data', 'x', '--port', '70000']],
    [['--data', 'x', '--port', '-1']],
    [['--what']],
  ])('refuses the options %j', async (args) => {
    const { code, stdout, stderr } = await spawnDevChain(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^DEVCHAIN_OPTIONS: /);
  });

  it('refuses a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await spawnDevChain('--data', folder, '--port', String(port));
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DEVCHAIN_PORT: /);
  });

  it('refuses a folder that another chain is using, which goes on undisturbed', async () => {
    const chain = await start();
    const { code, stderr } = await spawnDevChain('--data', folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DEVCHAIN_JOURNAL: /);
    expect(await callRpc(chain.url, 'getHealth', [])).toMatchObject({ result: 'ok' });
  });

  it('refuses a journal that is cut off, overwritten or of another version, and leaves it as it is', async () => {
    const file = join(folder, 'devchain.sqlite');
    await (await start()).end('SIGTERM');
    const sound = readFileSync(file);
    const damages: readonly (() => void)[] = [
      () => truncateSync(file, Math.floor(statSync(file).size / 2)),
      () => writeFileSync(file, Buffer.concat([Buffer.alloc(100, 7), sound.subarray(100)])),
      () => writeFileSync(file, Buffer.concat([sound.subarray(0, 60), Buffer.of(0, 0, 0, 9), sound.subarray(64)])),
    ];
    for (const damage of damages) {
      writeFileSync(file, sound);
      damage();
      const damaged = readFileSync(file);
      const { code, stderr } = await spawnDevChain('--data', folder);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^DEVCHAIN_JOURNAL: /);
      expect(readFileSync(file).equals(damaged)).toBe(true);
    }
    writeFileSync(file, sound);
    expect(await (await start()).end('SIGTERM')).toBe(0);
  });
});

describe('kill -9', () => {
  it('loses nothing that was answered, half-keeps nothing, and never goes back', async () => {
    let chain = await start();
    const genesis = await chain.client.genesisHash();
    const payer = createExternalKey();
    const payee = createExternalKey();
    await chain.client.airdrop(payer.address, 100n * SOL);
    await chain.client.airdrop(payee.address, SOL);
    let expected = { payer: 100n * SOL, payee: SOL };

    for (const killAfter of [0, 1, 5, 13]) {
      const { transfers, answered, height } = await killInFlight(chain, payer, payee, killAfter);
      expect(answered.size).toBeGreaterThanOrEqual(killAfter);
      await expect(chain.client.getBalance(payer.address)).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });

      chain = await start();
      expect(await chain.client.genesisHash()).toBe(genesis);
      expect(await chain.client.blockHeight('processed')).toBeGreaterThanOrEqual(height);
      const lost: string[] = [];
      for (const { amount, transactionId, wire, message } of transfers) {
        const status = await chain.client.signatureStatus(transactionId);
        if (status === null) {
          lost.push(transactionId);
          continue;
        }
        expected = { payer: expected.payer - amount - FEE, payee: expected.payee + amount };
        await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({ details: { alreadyProcessed: true } });
        await callRpc(chain.url, 'dev_advanceSlots', [2]);
        expect(await chain.client.wasIncluded(message, payer.address)).toMatchObject({ signature: transactionId });
      }
      expect(lost.filter((transactionId) => answered.has(transactionId))).toEqual([]);
      expect((await chain.client.getBalance(payer.address)).lamports).toBe(expected.payer);
      expect((await chain.client.getBalance(payee.address)).lamports).toBe(expected.payee);
    }
  });

  it('keeps a blockhash valid for the rest of its life, and an expired one expired', async () => {
    const chain = await start();
    const { blockhash: old } = await chain.client.latestBlockhash();
    await callRpc(chain.url, 'dev_expireBlockhash', []);
    const { blockhash: recent } = await chain.client.latestBlockhash();
    await chain.end('SIGKILL');
    const again = await start();
    expect([await again.client.isBlockhashValid(old), await again.client.isBlockhashValid(recent)]).toEqual([
      false,
      true,
    ]);
  });
});

interface Transfer {
  readonly amount: bigint;
  readonly message: Uint8Array;
  readonly wire: string;
  readonly transactionId: string;
}

/** Sends twenty transfers at once and kills the chain as soon as `killAfter` of them are answered. */
async function killInFlight(chain: DevChainProcess, payer: ExternalKey, payee: ExternalKey, killAfter: number) {
  const { blockhash } = await chain.client.latestBlockhash();
  const height = await chain.client.blockHeight('processed');
  const transfers = Array.from({ length: 20 }, (_, index): Transfer => {
    const amount = 1_000_000n + BigInt(index);
    const message = buildTransfer({ from: payer.address, to: payee.address, lamports: amount, blockhash });
    return { amount, message, ...assembleTransaction(message, payer.sign(message)) };
  });
  const answered = new Set<string>();
  let killed: Promise<number | null> | undefined;
  const killWhenDue = () => {
    if (answered.size >= killAfter) killed ??= chain.end('SIGKILL');
  };
  const sending = transfers.map(async ({ wire }) => {
    const transactionId = await chain.client.sendTransaction(wire).catch(() => undefined);
    if (transactionId !== undefined) answered.add(transactionId);
    killWhenDue();
  });
  killWhenDue();
  await Promise.all(sending);
  expect(await killed).toBeNull();
  return { transfers, answered, height };
}
