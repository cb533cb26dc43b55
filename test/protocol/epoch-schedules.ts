/** Schedules of crashes, restarts and partitions for the epoch simulation, with the invariants of the test plan, section 7, checked after every step. */
import { expect } from 'vitest';
import { activeEpoch, signingVerdict } from '../../src/engine/mpc/reshare/activation.ts';
import { interpolated, SECRET, sharing, World, type CrashPoint, type Sharing } from './epoch-simulation.ts';

export interface Change {
  readonly first: Sharing;
  readonly second: Sharing;
  /** Made when the second one did not come to be. */
  readonly third: Sharing;
}

export const REFRESH: Change = {
  first: sharing(0, 2, ['A', 'B', 'C']),
  second: sharing(1, 2, ['A', 'B', 'C']),
  third: sharing(2, 2, ['A', 'B', 'C']),
};
/** A leaves, D comes. */
const EXCHANGE: Change = {
  first: sharing(0, 2, ['A', 'B', 'C']),
  second: sharing(1, 2, ['B', 'C', 'D']),
  third: sharing(2, 2, ['B', 'C', 'D']),
};

interface Schedule {
  readonly crashes?: readonly CrashPoint[];
  /** In which order the devices that are down come back. */
  readonly order?: readonly string[];
  /** One side of the network, and after how many rounds of turns it is cut off. */
  readonly cut?: { readonly side: readonly string[]; readonly after: number };
  /** The operators give up the second sharing before the network heals. */
  readonly isAbandoned?: boolean;
}

/** Runs the change under a schedule, with all invariants checked after every step, and returns the epoch everybody ends in. */
export function outcome({ first, second, third }: Change, schedule: Schedule): number {
  const world = new World({ first, next: [second, third], crashes: schedule.crashes ?? [] });
  watch(world);
  const everybody = [...world.devices.values()];
  for (const device of everybody) {
    device.tell(second);
    device.tell('use-presignature');
  }
  if (schedule.cut !== undefined) {
    world.settle(schedule.cut.after);
    world.partition(new Set(schedule.cut.side));
  }
  world.settle();
  if (schedule.isAbandoned === true) abandon(world);
  world.partition(undefined);
  for (let isAnybodyDown = true; isAnybodyDown;) {
    for (const name of schedule.order ?? world.devices.keys()) {
      if (world.devices.get(name)?.isUp === false) world.restart(name);
      world.settle();
    }
    isAnybodyDown = everybody.some(({ isUp }) => !isUp);
  }
  world.stopCrashes();
  const isDone = (made: Sharing): boolean =>
    made.members.every((name) => activeEpoch(world.devices.get(name)!.disk.state) === made.epoch);
  if (!isDone(second)) {
    abandon(world);
    const dealers = everybody.filter(({ disk }) => activeEpoch(disk.state) === first.epoch);
    expect(dealers.length).toBeGreaterThanOrEqual(first.minSigners);
    for (const device of everybody) device.tell(third);
    world.settle();
  }
  const last = isDone(second) ? second : third;
  expectConverged(world, last);
  return last.epoch;
}

export function abandon(world: World): void {
  for (const device of world.devices.values()) device.tell('abandon');
  world.settle();
}

/** Invariants 1, 2 and 5 of the test plan, after every step. */
export function watch(world: World): void {
  const held = new Map([...world.devices.keys()].map((name) => [name, new Set<number>()]));
  world.watch = () => {
    const disks = [...world.devices.values()].map(({ name, disk }) => ({ name, disk }));
    const certified = new Set(disks.flatMap(({ disk }) => disk.cert?.epoch ?? 0));
    const isAble = ({ disk }: (typeof disks)[number], epoch: number): boolean => {
      const verdict = signingVerdict(disk.state, epoch);
      return (
        disk.shares.has(epoch) && (verdict === 'sign' || (verdict === 'ask-for-certificate' && certified.has(epoch)))
      );
    };
    const isAlive = [0, 1, 2].some(
      (epoch) => disks.filter((each) => isAble(each, epoch)).length >= world.sharing(epoch).minSigners,
    );
    if (!isAlive) throw new Error(`no epoch has enough holders: ${traces(world)}`);
    for (const { name, disk } of disks) {
      const seen = held.get(name)!;
      for (const epoch of disk.shares.keys()) seen.add(epoch);
      for (const epoch of seen) {
        const record = disk.state.epochs.find((each) => each.epoch === epoch);
        const mayBeGone = record === undefined || record.answer === 'nack' || (disk.cert?.epoch ?? 0) > epoch;
        if (!disk.shares.has(epoch) && !mayBeGone)
          throw new Error(`${name} erased ${epoch} too early: ${traces(world)}`);
      }
    }
    for (const { device, epoch } of world.released) {
      const state = world.devices.get(device)!.disk.presignatures.get(epoch);
      if (state === 'AVAILABLE') throw new Error(`${device} can use a presignature twice: ${traces(world)}`);
    }
  };
}

const traces = (world: World): string =>
  [...world.devices.values()].map(({ name, trace }) => `${name}: ${trace.join(', ')}`).join('\n');

/** Invariants 3 and 4: everybody is in one epoch, which has the key, and the old shares are gone. */
export function expectConverged(world: World, { epoch, members, minSigners, shares }: Sharing): void {
  const disks = members.map((name) => ({ name, disk: world.devices.get(name)!.disk }));
  for (const { name, disk } of disks) {
    expect({ name, active: activeEpoch(disk.state), held: [...disk.shares] }).toEqual({
      name,
      active: epoch,
      held: [[epoch, shares.get(name)]],
    });
    expect([...disk.presignatures.keys()]).toEqual([epoch]);
  }
  for (const [i, one] of disks.entries()) {
    for (const other of disks.slice(i + 1)) {
      expect(minSigners).toBe(2);
      const pair = [one, other].map(({ name, disk }) => [name, disk.shares.get(epoch)!] as const);
      expect(interpolated(pair)).toBe(SECRET);
    }
  }
  for (const { name, disk } of world.devices.values()) {
    if (!members.includes(name)) expect({ name, active: activeEpoch(disk.state) }).toEqual({ name, active: undefined });
  }
}

/** How many steps each device takes when nothing happens. */
export function lengths(change: Change): Map<string, number> {
  const world = new World({ first: change.first, next: [change.second, change.third] });
  for (const device of world.devices.values()) {
    device.tell(change.second);
    device.tell('use-presignature');
  }
  world.settle();
  return new Map([...world.devices.keys()].map((name) => [name, world.stepsOf(name)]));
}

export function crashPoints(change: Change): CrashPoint[] {
  return [...lengths(change)].flatMap(([device, steps]) =>
    Array.from({ length: steps }, (_, i) => i + 1).flatMap((step) =>
      (['lost', 'kept'] as const).map((unsynced) => ({ device, step, unsynced })),
    ),
  );
}

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}

export const CHANGES: [string, Change][] = [
  ['a refresh', REFRESH],
  ['an exchange of a holder', EXCHANGE],
];
