import { describe, expect, it } from 'vitest';
import { PresignatureOrders } from '../../../../src/apps/console/presignature-orders.ts';
import { topUpOf } from '../../../../src/apps/console/presignature-top-up.ts';
import { vaultView } from '../../../../src/apps/console/views/vault-view.ts';
import { AppError, codeOf } from '../../../../src/base/errors.ts';
import { settled } from './ether-payments.ts';
import { evmVault, openEvmVault, proposeShares } from './views/evm-vault.ts';
import { COMPLIANCE, ENDPOINT, HSM, World } from './views/world.ts';

const MINUTE = 60_000n;
const HOUR = 60n * MINUTE;
const SIGNERS = [ENDPOINT, HSM].toSorted();

function setUp(): World {
  const world = World.make();
  openEvmVault(world);
  for (const pid of SIGNERS) world.stocks.set(pid, { presignatures: [], primes: [], at: 0n });
  return world;
}

function order(world: World, count = 4): string {
  return world.append('treasurer', {
    ...{ type: 'presignatures.ordered', vaultId: 'evm', epoch: 0, signers: SIGNERS, path: [60, 0], count },
  }).hash;
}

/** Both signers have these of an order. */
function have(world: World, hash: string, ...indexes: number[]): void {
  for (const pid of SIGNERS)
    world.stocks.set(pid, {
      ...{ presignatures: [{ vaultId: 'evm', order: hash, indexes }], primes: [], at: 0n },
    });
}

const next = (world: World) => topUpOf(world.context(), evmVault(world));
const why = (world: World): string => {
  const top = next(world);
  return top.type === 'wait' ? top.why : `order ${top.count}`;
};

describe('the stock of presignatures', () => {
  it('is filled up by what is missing', () => {
    const world = setUp();
    expect(next(world)).toEqual({ type: 'order', count: 4 });
    const hash = order(world);
    expect(next(world)).toEqual({ type: 'wait', why: '' });
    have(world, hash, 0, 1, 2, 3);
    world.now += HOUR;
    expect(next(world)).toEqual({ type: 'wait', why: '' });
    have(world, hash, 3);
    expect(next(world)).toEqual({ type: 'order', count: 3 });
  });

  it('says why it is not filled: nobody there, nobody reported, something more important', () => {
    const world = setUp();
    world.stocks.delete(HSM);
    expect(why(world)).toBe('HSM-to-be has not said yet what is ready.');
    world.online.delete(HSM);
    world.online.delete(COMPLIANCE);
    expect(why(world)).toBe('Too few holders are online to make any.');
    const busy = setUp();
    busy.propose(busy.approved());
    expect(why(busy)).toBe('They wait until signatures and changes of shares are done.');
    const sharing = setUp();
    proposeShares(sharing, { holders: [ENDPOINT, HSM, COMPLIANCE], minSigners: 2 });
    expect(why(sharing)).toBe('They wait until signatures and changes of shares are done.');
  });

  it('is ordered less and less often after orders that made none, and at most every two hours', () => {
    const world = setUp();
    const pauses: bigint[] = [];
    for (let failed = 1; failed <= 9; failed += 1) {
      order(world);
      const since = world.now;
      world.now += 2n * MINUTE;
      while (next(world).type === 'wait') world.now += MINUTE / 2n;
      pauses.push((world.now - since) / MINUTE);
      world.now = since + pauses.at(-1)! * MINUTE;
    }
    expect(pauses).toEqual([4n, 8n, 16n, 32n, 64n, 120n, 120n, 120n, 120n]);
    order(world);
    world.now += 3n * MINUTE;
    expect(why(world)).toBe('The last 10 orders made none. The next one follows 120 minutes after the last.');
  });

  it('is filled at once again when an order made something, or when the failures are a day old', () => {
    const world = setUp();
    for (const _ of [1, 2, 3]) order(world);
    world.now += 3n * MINUTE;
    expect(why(world)).toBe('The last 3 orders made none. The next one follows 16 minutes after the last.');
    have(world, order(world), 0);
    world.now += 3n * MINUTE;
    expect(next(world)).toEqual({ type: 'order', count: 3 });
    const later = setUp();
    for (const _ of [1, 2, 3]) order(later);
    later.now += 25n * HOUR;
    expect(next(later)).toEqual({ type: 'order', count: 4 });
  });

  it('never grows over what may wait', () => {
    const world = setUp();
    for (const count of [32, 32, 32]) order(world, count);
    world.now += 3n * HOUR;
    expect(next(world)).toEqual({ type: 'order', count: 4 });
    order(world);
    world.now += 3n * HOUR;
    expect(why(world)).toBe('100 ordered within a day were not used: no more are asked for.');
  });

  it('is not held up by an order that claims to be of the far future', () => {
    const world = setUp();
    world.now += 1_000n * HOUR;
    order(world);
    world.now -= 1_000n * HOUR;
    expect(next(world)).toEqual({ type: 'order', count: 4 });
  });

  it('is shown with the reason', () => {
    const world = setUp();
    world.online.delete(HSM);
    world.online.delete(COMPLIANCE);
    const keptBy = { endpoint: '', hsm: '', compliance: '', guardian: '' };
    const { presignatures } = vaultView(world.context(), evmVault(world), {
      entries: world.entries,
      keptBy,
      preflight: [],
    });
    expect(presignatures).toMatchObject({ available: 0, why: 'Too few holders are online to make any.' });
  });
});

describe('an order of an officer', () => {
  const ordering = (world: World) => {
    const counts: number[] = [];
    const orders = new PresignatureOrders({
      replica: {
        state: world.state,
        append: (body) => {
          counts.push(body.type === 'presignatures.ordered' ? body.count : 0);
          return Promise.resolve({ index: 0 } as never);
        },
      },
      clock: { now: () => world.now },
      online: () => world.online,
      stocks: () => world.stocks,
      report: () => undefined,
    });
    const ask = (count: number): string => {
      try {
        void orders.order(evmVault(world), count);
        return 'ordered';
      } catch (error) {
        return codeOf(error) ?? '';
      }
    };
    return { ask, counts };
  };

  it('leaves at most a hundred of a signing set waiting; a day later there is room', () => {
    const world = setUp();
    for (const count of [32, 32, 32]) order(world, count);
    const { ask, counts } = ordering(world);
    expect([ask(5), ask(4)]).toEqual(['PRESIGNATURE_STOCK_FULL', 'ordered']);
    world.now += 25n * HOUR;
    expect([ask(32), counts]).toEqual(['ordered', [4, 32]]);
  });
});

describe('an order that the log refuses', () => {
  it('is not given again at once, and less and less often', async () => {
    const world = setUp();
    const tries: bigint[] = [];
    const reported: unknown[] = [];
    const began = world.now;
    const orders = new PresignatureOrders({
      replica: {
        state: world.state,
        append: () => {
          tries.push((world.now - began) / 1_000n);
          return Promise.reject(new AppError({ code: 'LOG_UNREACHABLE', kind: 'peer', message: 'x' }));
        },
      },
      clock: { now: () => world.now },
      online: () => world.online,
      stocks: () => world.stocks,
      report: (_part, error) => reported.push(codeOf(error)),
    });
    for (let second = 0; second <= 160; second += 1) {
      orders.topUp();
      await settled();
      world.now += 1_000n;
    }
    expect(tries).toEqual([0n, 10n, 30n, 70n, 150n]);
    expect(reported).toEqual(tries.map(() => 'LOG_UNREACHABLE'));
  });
});
