/** A chain that does not start: the workspace goes on without it, and says so in words that help. */
import { describe, expect, it } from 'vitest';
import { DevChains } from '../../../../../src/apps/console/host/dev-chains.ts';
import { anvilBinary } from '../../../../../src/apps/devchains/anvil/anvil-binary.ts';
import { AppError } from '../../../../../src/base/errors.ts';
import type { ChildHandle, LaunchChild } from '../../../../../src/apps/processes/child-port.ts';

/** Children that say one thing and then end, unless they are ready. */
function launching(evm: object | null): LaunchChild {
  return (program) => {
    const handle: ChildHandle = {
      processId: 1,
      send: () => undefined,
      onMessage: (listener) => {
        const word = program === 'devchain' ? { type: 'ready', port: 8899 } : evm;
        if (word !== null) queueMicrotask(() => listener(word));
      },
      onClose: (listener) => {
        if (program === 'evm-devchain' && evm === null) queueMicrotask(listener);
      },
      kill: () => undefined,
    };
    return handle;
  };
}

async function started(evm: object | null, chains: readonly ('solana' | 'evm')[] = ['solana', 'evm']) {
  const reported: unknown[] = [];
  const report = (part: string, error: unknown): void => void reported.push([part, error]);
  const made = new DevChains({ launch: launching(evm), folders: { chain: 'a', evmChain: 'b' }, chains, report });
  await made.start();
  const { evmRpcUrl, usable, notice } = made;
  return { evmRpcUrl, usable, notice, reported };
}

/** What the program of the EVM chain tells its parent when it runs in a packaged app. */
function inPackage(): AppError {
  const url = 'file:///opt/Countersign/resources/app.asar/main/evm-devchain.js';
  try {
    anvilBinary({ platform: 'linux', arch: 'x64', url });
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('It found a program.');
}

describe('the development chains of a demo', () => {
  it('are all there: nothing to say', async () => {
    expect(await started({ type: 'ready', port: 8545 })).toEqual({
      evmRpcUrl: 'http://127.0.0.1:8545',
      usable: ['solana', 'evm'],
      notice: '',
      reported: [],
    });
    expect(await started(null, ['solana'])).toMatchObject({ evmRpcUrl: undefined, usable: ['solana'], notice: '' });
  });

  it('are one in a packaged app, which says so, and where the other one is', async () => {
    const { code, message, safe, next } = inPackage();
    expect([code, safe]).toEqual(['DEVCHAIN_ANVIL_MISSING', 'Everything on Solana works.']);
    expect(next).toBe('For payments in ether, run the demo from the source tree with npm start.');
    const made = await started({ type: 'failed', code, message, safe, next });
    expect(made).toMatchObject({
      evmRpcUrl: undefined,
      // A workspace that is founded now has no rules for ether that nobody could use.
      usable: ['solana'],
      notice: 'Payments in ether are not available: A packaged Countersign carries no EVM development chain.',
      reported: [['evm-devchain', { code, safe, next }]],
    });
  });

  it('that fail for now are not written off: the next start may have them', async () => {
    const failed = { type: 'failed', code: 'DEVCHAIN_PORT', message: 'It does not start on port 5.' };
    expect(await started(failed)).toMatchObject({
      usable: ['solana', 'evm'],
      notice: 'Payments in ether are not available: It does not start on port 5.',
    });
    const silent = await started(null);
    expect(silent).toMatchObject({
      usable: ['solana', 'evm'],
      notice: 'Payments in ether are not available: The EVM development chain of this demo did not start.',
      reported: [['evm-devchain', { code: 'CHAIN_NOT_STARTED' }]],
    });
  });

  it('anvil is found in its package where that is installed', () => {
    expect(anvilBinary()).toMatch(/anvil/);
  });
});
