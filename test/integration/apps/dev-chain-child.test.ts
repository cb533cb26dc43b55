import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DevChainChild } from '../../../src/apps/console/host/dev-chain-child.ts';
import { forkChild } from '../../../src/apps/processes/node-children.ts';
import { devChainRpc } from '../../apps-harness/dev-chain-rpc.ts';
import { makeProfile, type TestProfile } from '../../apps-harness/profile.ts';

const NOBODY = '11111111111111111111111111111112';

let profile: TestProfile;
let chain: DevChainChild;
const reported: unknown[] = [];

beforeEach(async () => {
  profile = makeProfile();
  reported.length = 0;
  const report = (_part: string, error: unknown): void => void reported.push(error);
  chain = new DevChainChild({
    launch: forkChild,
    program: 'devchain',
    dataDirectory: profile.directory,
    report,
  });
  await chain.start();
});
afterEach(async () => {
  await chain.stop();
  profile.remove();
});

it('a killed development chain is back at the same address, as often as it is killed', async () => {
  const url = chain.rpcUrl;
  for (const time of [1, 2]) {
    const victim = chain.processId ?? 0;
    process.kill(victim, 'SIGKILL');
    await vi.waitFor(() => expect(reported).toHaveLength(time), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await devChainRpc(url).balanceOf(NOBODY)).toBe(0n), { timeout: 20_000 });
    expect(chain.processId).not.toBe(victim);
    expect(reported.at(-1)).toMatchObject({ code: 'CHAIN_DIED' });
  }
  expect(chain.rpcUrl).toBe(url);
}, 60_000);

it('a stopped development chain stays away', async () => {
  await chain.stop();
  await expect(devChainRpc(chain.rpcUrl).balanceOf(NOBODY)).rejects.toThrow('fetch failed');
  expect(reported).toEqual([]);
});
