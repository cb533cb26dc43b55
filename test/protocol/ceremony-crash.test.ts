/**
 * Key ceremonies under crashes at every persistence point and every sending, under the crash of everybody, and under partitions (test-plan.md 7).
 * ECDSA, whose auxiliary run is dear, and every order of restarts: `full/ceremony-crash.test.ts`.
 */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { ceremonyOutcome, deathsOf, PLACES, SIDES, undisturbed } from './ceremony-schedules.ts';
import { Disks } from './ceremony-world.ts';

vi.mock(import('../../src/adapters/keystore/file/share-file.ts'), async (original) => {
  const { eraseAtOnce } = await import('./ceremony-machine.ts');
  return { ...(await original()), eraseShare: eraseAtOnce };
});

const disks = new Disks();
afterAll(() => disks.remove());

describe('an Ed25519 key', { timeout: 600_000 }, async () => {
  const { points, deliveries } = await undisturbed(disks, 'ed25519');

  it('survives one crash at every point: it is there for everybody, or the next one is', async () => {
    const ends = new Set<string>();
    const deaths = deathsOf(points);
    for (const death of deaths) {
      const isRepeated = death.step % 8 === death.place;
      ends.add(await ceremonyOutcome(disks, 'ed25519', { deaths: [death], isRepeated }));
    }
    expect(deaths.length).toBeGreaterThan(40);
    expect([...ends].toSorted()).toEqual(['active', 'failed']);
  });

  it('survives the crash of everybody at once', async () => {
    for (let step = 1; step <= points[0]!.length; step += 1) {
      const unsynced = step % 2 === 0 ? 'lost' : 'kept';
      const deaths = PLACES.map((place) => ({ place, step, unsynced }) as const);
      expect(['active', 'failed']).toContain(
        await ceremonyOutcome(disks, 'ed25519', { deaths, isRepeated: step % 4 === 0 }),
      );
    }
  });

  it('survives every partition at many moments', async () => {
    const ends = new Set<string>();
    for (const [i, side] of SIDES.entries()) {
      for (let after = i; after <= deliveries + 5; after += 5)
        ends.add(
          await ceremonyOutcome(disks, 'ed25519', { cut: { side, after }, isLong: after % 2 === 0, isRepeated: false }),
        );
    }
    expect([...ends].toSorted()).toEqual(['active', 'failed']);
  });
});
