/**
 * What `protocol/ceremony-crash.test.ts` leaves out: two machines that die, at every second pair of points, restarts in every order, partitions at every
 * moment; and ECDSA, whose share is sealed after the auxiliary run.
 */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { ceremonyOutcome, deathsOf, PLACES, SIDES, undisturbed } from '../protocol/ceremony-schedules.ts';
import { Disks } from '../protocol/ceremony-world.ts';
import { permutations } from '../protocol/epoch-schedules.ts';

vi.mock(import('../../src/adapters/keystore/file/share-file.ts'), async (original) => {
  const { eraseAtOnce } = await import('../protocol/ceremony-machine.ts');
  return { ...(await original()), eraseShare: eraseAtOnce };
});

const disks = new Disks();
afterAll(() => disks.remove());

describe('an Ed25519 key', async () => {
  const { points, deliveries } = await undisturbed(disks, 'ed25519');
  const longest = points[0]!.length;

  it('survives the crash of everybody, restarted in every order', async () => {
    for (let step = 1; step <= longest; step += 1) {
      const unsynced = step % 2 === 0 ? 'lost' : 'kept';
      const deaths = PLACES.map((place) => ({ place, step, unsynced }) as const);
      for (const order of permutations(PLACES).slice(1))
        expect(['active', 'failed']).toContain(
          await ceremonyOutcome(disks, 'ed25519', { deaths, order, isRepeated: step % 4 === 1 }),
        );
    }
  });

  it('survives two machines that die, at every second pair of points', async () => {
    for (let one = 1; one <= longest; one += 1) {
      for (let other = 1 + (one % 2); other <= longest; other += 2) {
        const unsynced = other % 4 < 2 ? 'lost' : 'kept';
        const places = permutations(PLACES)[(one + other) % 6]!;
        const deaths = [one, other].map((step, i) => ({ place: places[i]!, step, unsynced }) as const);
        expect(['active', 'failed']).toContain(
          await ceremonyOutcome(disks, 'ed25519', {
            deaths,
            order: one % 4 < 2 ? PLACES : PLACES.toReversed(),
            isRepeated: false,
          }),
        );
      }
    }
  });

  it.each(SIDES)(
    'survives a partition at every moment: $places against the rest, with the relay: $hasRelay',
    async (side) => {
      for (let after = 0; after <= deliveries; after += 1)
        expect(['active', 'failed']).toContain(
          await ceremonyOutcome(disks, 'ed25519', {
            cut: { side, after },
            isLong: after % 2 === 1,
            isRepeated: after % 8 === 0,
          }),
        );
    },
  );
});

describe('an ECDSA key with its auxiliary data', async () => {
  const { points, deliveries } = await undisturbed(disks, 'ecdsa-secp256k1');

  it('survives a crash of one machine at every point', async () => {
    const ends = new Set<string>();
    for (const { step, unsynced } of deathsOf(points, [0])) {
      const deaths = [{ place: step % 3, step, unsynced }];
      ends.add(await ceremonyOutcome(disks, 'ecdsa-secp256k1', { deaths, isRepeated: step % 5 === 0 }));
    }
    expect([...ends].toSorted()).toEqual(['active', 'failed']);
  });

  it('survives every partition at some moments', async () => {
    for (const [i, side] of SIDES.entries()) {
      for (const part of [1, 2, 3]) {
        const after = Math.floor((deliveries * (part * 6 + i)) / 25);
        expect(['active', 'failed']).toContain(
          await ceremonyOutcome(disks, 'ecdsa-secp256k1', {
            cut: { side, after },
            isLong: part % 2 === 0,
            isRepeated: false,
          }),
        );
      }
    }
  });
});
