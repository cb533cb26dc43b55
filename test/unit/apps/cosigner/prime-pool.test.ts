import { describe, expect, it } from 'vitest';
import type { PrimeKind } from '../../../../src/adapters/storage/prime-store.ts';
import { PrimePool, type PrimePoolOptions } from '../../../../src/apps/cosigner/prime-pool.ts';
import type { PrimeJob } from '../../../../src/apps/cosigner/prime-task.ts';

const key = (profile: string, kind: PrimeKind): string => `${profile} ${kind}`;

/** A pool whose searches the test ends. */
function pooled(targets: PrimePoolOptions['targets']) {
  const have = new Map<string, number>();
  const begun: PrimeJob[] = [];
  const reported: unknown[] = [];
  let cancelled = 0;
  let end: PromiseWithResolvers<null> = Promise.withResolvers<null>();
  let progress: (found: { found: number; tested: number; expected: number }) => void = () => undefined;
  const pool = new PrimePool({
    targets,
    stock: {
      primeLevel: (profile) => ({
        paillier: have.get(key(profile, 'paillier')) ?? 0,
        'ring-pedersen': have.get(key(profile, 'ring-pedersen')) ?? 0,
      }),
      primeSlot: () => ({ path: 'file', oneTimeKey: new Uint8Array(64), pairId: new Uint8Array(16) }),
      addPrimes: (_, profile, kind) => void have.set(key(profile, kind), (have.get(key(profile, kind)) ?? 0) + 1),
    },
    startSearch: (job, onProgress) => {
      begun.push(job);
      progress = onProgress;
      end = Promise.withResolvers<null>();
      const stop = (): Promise<void> => {
        cancelled += 1;
        end.reject(new Error('cancelled'));
        return Promise.resolve();
      };
      return { result: end.promise, post: () => undefined, cancel: stop, terminate: stop };
    },
    report: (_, error) => void reported.push(error),
  });
  const turn = async (): Promise<void> => {
    for (let i = 0; i < 8; i += 1) await Promise.resolve();
  };
  return {
    pool,
    begun,
    reported,
    cancelled: () => cancelled,
    progress: (tested: number) => progress({ found: 0, tested, expected: 100 }),
    found: async () => {
      end.resolve(null);
      await turn();
    },
    failed: async () => {
      end.reject(new Error('no'));
      await turn();
    },
    take: (profile: string, kind: PrimeKind) => void have.set(key(profile, kind), 0),
  };
}

describe('the pool of primes', () => {
  it('fills to its target, one search at a time, and shows how far it is', async () => {
    const { pool, begun, found, progress, take } = pooled({ P112: 1 });
    pool.start();
    pool.refill();
    expect(begun).toHaveLength(1);
    progress(40);
    const searching = { kind: 'paillier', found: 0, tested: 40, expected: 100 };
    expect(pool.levels()).toEqual([{ profile: 'P112', ready: 0, target: 1, searching }]);
    await found();
    expect(begun.map(({ kind }) => kind)).toEqual(['paillier', 'ring-pedersen']);
    await found();
    expect(pool.levels()).toEqual([{ profile: 'P112', ready: 1, target: 1, searching: null }]);
    expect(begun).toHaveLength(2);
    take('P112', 'ring-pedersen');
    pool.refill();
    expect(begun.at(-1)).toMatchObject({ profile: 'P112', kind: 'ring-pedersen' });
  });

  it('shares the machine between profiles: the emptier first', async () => {
    const { pool, begun, found } = pooled({ P112: 2, P128: 1 });
    pool.start();
    for (let i = 0; i < 6; i += 1) await found();
    expect(begun.map(({ profile, kind }) => key(profile, kind))).toEqual([
      'P112 paillier',
      'P112 ring-pedersen',
      'P128 paillier',
      'P128 ring-pedersen',
      'P112 paillier',
      'P112 ring-pedersen',
    ]);
  });

  it('stops when it is told, and does not begin again', async () => {
    const { pool, begun, cancelled, reported } = pooled({ P112: 1 });
    pool.start();
    await pool.stop();
    await Promise.resolve();
    pool.refill();
    expect([begun.length, cancelled(), reported]).toEqual([1, 1, []]);
  });

  it('lets somebody wait for a set, and says so when there will be none', async () => {
    const { pool, begun, found } = pooled({});
    pool.start();
    const waited = pool.ready('P128').then(() => 'ready');
    expect(begun).toHaveLength(1);
    await found();
    await found();
    expect(await waited).toBe('ready');
    expect(pool.levels()).toEqual([{ profile: 'P128', ready: 1, target: 1, searching: null }]);
    const other = pool.ready('P112');
    await Promise.all([pool.stop(), expect(other).rejects.toMatchObject({ code: 'PRIMES_MISSING' })]);
  });

  it('gives up after failures that follow each other', async () => {
    const { pool, begun, failed, reported } = pooled({ P112: 1 });
    pool.start();
    for (let i = 0; i < 5; i += 1) await failed();
    expect([begun.length, reported.length]).toEqual([3, 3]);
  });
});
