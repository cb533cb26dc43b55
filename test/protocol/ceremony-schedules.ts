/** Schedules of crashes, restarts and partitions for key ceremonies; the invariants are checked at every point and at the end. */
import { expect } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { AnyKeyShare } from '../../src/engine/mpc/reshare/index.ts';
import type { Scheme } from '../../src/treasury/chains/chain.ts';
import { recordedKey, type Death } from './ceremony-machine.ts';
import { CeremonyWorld, type Disks, type Side } from './ceremony-world.ts';

export interface CeremonySchedule {
  readonly deaths?: readonly Death[];
  /** In which order the machines that are down come back, by place. */
  readonly order?: readonly number[];
  /** Where the network is cut, and after how many deliveries. */
  readonly cut?: { readonly side: Side; readonly after: number };
  /** Whether the runs come to their deadlines before the network heals. */
  readonly isLong?: boolean;
  /** Whether a ceremony that came to nothing is followed by one that must not; it is, unless told. */
  readonly isRepeated?: boolean;
}

export const PLACES = [0, 1, 2] as const;

/** Every two halves of three machines and a relay. */
export const SIDES: readonly Side[] = PLACES.flatMap((place) =>
  [true, false].map((hasRelay) => ({ places: [place], hasRelay })),
);

/** Runs one ceremony under a schedule, and another one if it came to nothing. @returns how the first one ended */
export async function ceremonyOutcome(
  disks: Disks,
  scheme: Scheme,
  schedule: CeremonySchedule,
): Promise<'active' | 'failed'> {
  const { deaths = [], order = PLACES, cut, isLong = false, isRepeated = true } = schedule;
  const world = new CeremonyWorld(disks, scheme, deaths);
  world.propose('main');
  if (cut !== undefined) {
    await world.settle(cut.after);
    world.partition(cut.side);
  }
  await world.settle();
  if (isLong) await world.letTimePass();
  world.partition(undefined);
  await world.settle();
  while (world.machines.some(({ isUp }) => !isUp)) {
    for (const place of order) {
      const machine = world.machines[place];
      if (machine?.isUp === false) world.restart(machine);
      await world.settle();
    }
  }
  if (world.vault('main').status === 'ceremony') await world.letTimePass();
  const { status } = world.vault('main');
  if (status === 'ceremony') throw new Error(`the ceremony does not end\n${world.story()}`);
  expectSame(world);
  if (status === 'active') expectKey(world, 'main');
  else if (isRepeated) {
    world.propose('main-2');
    await world.settle();
    expectKey(world, 'main-2');
  }
  return status;
}

/** (3) and (5): all agree on what there is, and what was used once was used once. */
function expectSame(world: CeremonyWorld): void {
  world.audit();
  for (const machine of world.machines) {
    expect(new Set(machine.used).size).toBe(machine.used.length);
    // A share that nobody confirmed may stay; one without any record of it does not.
    for (const held of machine.shares())
      expect(machine.epochs.get({ vaultId: held, epoch: 0 }), `${held}\n${world.story()}`).toBeDefined();
    for (const { vaultId, status } of world.vaults) {
      const state = machine.epochs.get({ vaultId, epoch: 0 })?.state;
      if (status === 'active') expect(state).toBe('ACTIVE');
      else expect(['PREPARED', undefined]).toContain(state);
    }
  }
}

/** (1) and (4): one key, everywhere, behind any two shares. */
function expectKey(world: CeremonyWorld, vaultId: string): void {
  expectSame(world);
  const vault = world.vault(vaultId);
  if (vault.status !== 'active' || vault.groupKey === null) throw new Error(`${vaultId} has no key\n${world.story()}`);
  const groupKey = bytesToHex(vault.groupKey);
  for (const machine of world.machines)
    expect(recordedKey(machine, vaultId, world.scheme)).toEqual({ state: 'ACTIVE', groupKey });
  const shares = world.machines.map((machine) => machine.share(vaultId));
  for (const [i, one] of shares.entries())
    for (const other of shares.slice(i + 1))
      expect(keyBehind(one, i + 1, other, shares.indexOf(other) + 1)).toBe(groupKey);
  for (const share of shares) share.secret.wipe();
}

/** Only a test may ever compute a key from shares. */
function keyBehind(one: AnyKeyShare, i: number, other: AnyKeyShare, j: number): string {
  const { Point } = one.scheme === 'ecdsa-secp256k1' ? secp256k1 : ed25519;
  const isLittle = one.scheme !== 'ecdsa-secp256k1';
  const { Fn } = Point;
  const scalarOf = ({ secret }: AnyKeyShare): bigint =>
    secret.use((bytes) => BigInt(`0x${bytesToHex(isLittle ? bytes.toReversed() : bytes)}`));
  const weight = (own: number, peer: number): bigint =>
    Fn.mul(Fn.create(BigInt(peer)), Fn.inv(Fn.create(BigInt(peer - own))));
  const key = Fn.add(Fn.mul(weight(i, j), scalarOf(one)), Fn.mul(weight(j, i), scalarOf(other)));
  return bytesToHex(Point.BASE.multiply(key).toBytes());
}

/** Which points each machine passes, and how many messages are delivered, when nothing happens. */
export async function undisturbed(
  disks: Disks,
  scheme: Scheme,
): Promise<{ readonly points: readonly (readonly string[])[]; readonly deliveries: number }> {
  const world = new CeremonyWorld(disks, scheme, []);
  world.propose('main');
  let deliveries = 0;
  for (let before = -1; before !== world.net.delivered;) {
    before = world.net.delivered;
    await world.settle();
    deliveries = world.net.delivered;
  }
  expectKey(world, 'main');
  return { points: world.machines.map(({ trace }) => trace), deliveries };
}

/** Every point of these machines; where a share was written and not synced, with both fates of it. */
export function deathsOf(traces: readonly (readonly string[])[], places: readonly number[] = PLACES): Death[] {
  return places.flatMap((place) =>
    (traces[place] ?? []).flatMap((name, i) =>
      (name === 'written share' ? (['lost', 'kept'] as const) : (['lost'] as const)).map((unsynced) => ({
        place,
        step: i + 1,
        unsynced,
      })),
    ),
  );
}
