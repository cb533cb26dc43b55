import { describe, expect, it } from 'vitest';
import { availablePresignatures, presignaturesUnderWay } from '../../../../src/apps/console/presignature-stock.ts';
import type { StockReport } from '../../../../src/apps/console/views/context.ts';
import { evmVault, openEvmVault } from './views/evm-vault.ts';
import { COMPLIANCE, ENDPOINT, HSM, World } from './views/world.ts';

const PATH = [60, 0];

function setUp(count = 3) {
  const world = World.make();
  openEvmVault(world);
  const signers = [ENDPOINT, HSM].toSorted();
  const order = world.append('treasurer', {
    ...{ type: 'presignatures.ordered', vaultId: 'evm', epoch: 0, signers, path: PATH, count },
  }).hash;
  const has = (...indexes: number[]): StockReport => ({
    ...{ presignatures: [{ vaultId: 'evm', order, indexes }], primes: [], at: 0n },
  });
  const use = { vault: evmVault(world), signers, path: PATH };
  return { world, order, has, use };
}

describe('presignatures', () => {
  it('are ready when every signer has them', () => {
    const { world, order, has, use } = setUp();
    world.stocks.set(ENDPOINT, has(0, 2)).set(HSM, has(2, 0)).set(COMPLIANCE, has(1));
    expect(availablePresignatures(world.state, world.stocks, use)).toEqual([
      { order, index: 0 },
      { order, index: 2 },
    ]);
    expect(presignaturesUnderWay(world.state, world.stocks, use, world.now)).toBe(1);
  });

  it('are not counted beyond their order', () => {
    const { world, has, use } = setUp(1);
    world.stocks.set(ENDPOINT, has(0, 1)).set(HSM, has(0, 1));
    expect(availablePresignatures(world.state, world.stocks, use)).toHaveLength(1);
  });

  it('of another signing set, path, or epoch do not fit', () => {
    const { world, has, use } = setUp();
    world.stocks.set(ENDPOINT, has(0)).set(HSM, has(0)).set(COMPLIANCE, has(0));
    const ready = (change: Partial<typeof use>): number =>
      availablePresignatures(world.state, world.stocks, { ...use, ...change }).length;
    expect(ready({})).toBe(1);
    expect(ready({ signers: [ENDPOINT, COMPLIANCE].toSorted() })).toBe(0);
    expect(ready({ path: [60, 1] })).toBe(0);
    expect(ready({ vault: { ...use.vault, epoch: 1 } })).toBe(0);
  });

  it('that do not come in two minutes are not waited for', () => {
    const { world, use } = setUp();
    expect(presignaturesUnderWay(world.state, world.stocks, use, world.now + 119_999n)).toBe(3);
    expect(presignaturesUnderWay(world.state, world.stocks, use, world.now + 120_000n)).toBe(0);
  });
});
