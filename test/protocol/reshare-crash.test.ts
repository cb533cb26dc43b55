/** Two-phase activation under crashes at every persistence point, restarts in every order, partitions, and a member that plays with its ACK. */
import { describe, expect, it } from 'vitest';
import { activeEpoch, signingVerdict } from '../../src/engine/mpc/reshare/activation.ts';
import {
  abandon,
  CHANGES,
  crashPoints,
  expectConverged,
  lengths,
  outcome,
  permutations,
  REFRESH,
  watch,
} from './epoch-schedules.ts';
import { World, type Message } from './epoch-simulation.ts';

describe.each(CHANGES)('%s', (_name, change) => {
  const names = [...lengths(change).keys()];

  it('ends in the new epoch when nothing happens', () => {
    expect(outcome(change, {})).toBe(1);
  });

  it('survives one crash at every point', () => {
    const ends = crashPoints(change).map((crash) => outcome(change, { crashes: [crash] }));
    expect(ends.length).toBeGreaterThan(100);
    expect(new Set(ends)).toEqual(new Set([1, 2]));
  });

  it('survives the crash of everybody, restarted in every order', () => {
    const longest = Math.max(...lengths(change).values());
    for (let step = 1; step <= longest; step += 1) {
      const unsynced = step % 2 === 0 ? 'lost' : 'kept';
      const crashes = names.map((device) => ({ device, step, unsynced }) as const);
      for (const order of permutations(names)) expect([1, 2]).toContain(outcome(change, { crashes, order }));
    }
  });

  it.each([false, true])('survives every partition at every moment (given up meanwhile: %s)', (isAbandoned) => {
    const longest = Math.max(...lengths(change).values());
    const ends = new Set<number>();
    for (let bits = 1; bits < 2 ** (names.length - 1); bits += 1) {
      const side = names.filter((_, i) => (bits >> i) & 1);
      for (let after = 0; after <= longest; after += 1)
        ends.add(outcome(change, { cut: { side, after }, isAbandoned }));
    }
    expect(ends.has(1)).toBe(true);
  });

  it('survives a partition together with a crash', () => {
    for (const crash of crashPoints(change)) {
      const cut = { side: [names[crash.step % names.length]!], after: crash.step % 11 };
      expect([1, 2]).toContain(outcome(change, { crashes: [crash], cut, isAbandoned: crash.step % 2 === 0 }));
    }
  });
});

describe('a member that plays with its ACK', () => {
  const { first, second, third } = REFRESH;
  const epochIn = (message: Message): number =>
    message.type === 'ack' ? message.ack.epoch : message.type === 'cert' ? message.cert.epoch : message.epoch;
  const isAckOfC = (from: string, message: Message): boolean => from === 'C' && message.type !== 'ask';

  function world(mayPass: (from: string, to: string, message: Message) => boolean): World {
    const made = new World({ first, next: [second, third], mayPass });
    watch(made);
    for (const device of made.devices.values()) device.tell(second);
    made.settle();
    return made;
  }

  const shown = (made: World): unknown[] =>
    [...made.devices.values()].map(({ disk }) => [activeEpoch(disk.state), [...disk.shares.keys()]]);

  it('sends it to one only (RS-ACK, split-ACK): nobody erases before the certificate, all follow when they see it', () => {
    const made = world((from, to, message) =>
      isAckOfC(from, message) ? to === 'A' : from !== 'A' || message.type !== 'cert' || to === 'C',
    );
    expect(shown(made)).toEqual([
      [1, [1]],
      [0, [0, 1]],
      [1, [1]],
    ]);
    expect(signingVerdict(made.devices.get('B')!.disk.state, 1)).toBe('ask-for-certificate');
    expect(signingVerdict(made.devices.get('A')!.disk.state, 0)).toBe('retired');
    made.pass();
    made.settle();
    expectConverged(made, second);
  });

  it('withholds it (forget-and-forgive): the old epoch stays in use and nothing is lost, also after the operators gave up', () => {
    const made = world((from, _to, message) => !isAckOfC(from, message));
    expect(shown(made).slice(0, 2)).toEqual([
      [0, [0, 1]],
      [0, [0, 1]],
    ]);
    abandon(made);
    expect(shown(made).slice(0, 2)).toEqual([
      [0, [0, 1]],
      [0, [0, 1]],
    ]);
    // The certificate that it completes only now is obeyed.
    made.pass();
    made.settle();
    expectConverged(made, second);
  });

  it('releases two withheld certificates in either order: the highest wins', () => {
    for (const late of [1, 2]) {
      const withheld: Message[] = [];
      const made = world((from, _to, message) => {
        if (isAckOfC(from, message)) withheld.push(message);
        return !isAckOfC(from, message);
      });
      abandon(made);
      // C has the certificate of the second sharing and keeps it to itself; the others deal the third from the first.
      for (const device of made.devices.values()) device.tell(third);
      made.settle();
      expect(shown(made).slice(0, 2)).toEqual([
        [0, [0, 1, 2]],
        [0, [0, 1, 2]],
      ]);
      for (const message of withheld.filter((each) => epochIn(each) === late)) {
        for (const name of ['A', 'B']) made.devices.get(name)!.deliver(message);
      }
      made.settle();
      expect(activeEpoch(made.devices.get('A')!.disk.state)).toBe(late);
      made.pass();
      made.settle();
      expectConverged(made, third);
    }
  });

  it('keeps its share of an epoch that a holder refused: nobody needs it', () => {
    const made = new World({ first, next: [second, third], crashes: [{ device: 'B', step: 1, unsynced: 'lost' }] });
    watch(made);
    for (const device of made.devices.values()) device.tell(second);
    made.settle();
    abandon(made);
    made.restart('B');
    for (const device of made.devices.values()) device.tell(third);
    made.settle();
    expectConverged(made, third);
  });
});
