import { describe, expect, test } from 'vitest';
import { createReplayGuard, MAX_RUNS, WINDOW } from '../../../../../src/adapters/relay/embedded/replay-guard.ts';
import { thrownBy } from '../../storage/scratch.ts';

const [toRun, fromRun, otherRun] = [1, 2, 3].map((value) => new Uint8Array(16).fill(value)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const message = { from: 'aa', fromRun, toRun, counter: 1n };
const replay = { code: 'RELAY_REPLAY', kind: 'peer' };

describe('the replay guard', () => {
  test('admits each counter once, in any order, per sender and run', () => {
    const guard = createReplayGuard(toRun);
    for (const counter of [3n, 1n, 2n]) guard.admit({ ...message, counter });
    for (const counter of [1n, 2n, 3n])
      expect(thrownBy(() => guard.admit({ ...message, counter }))).toMatchObject(replay);
    guard.admit({ ...message, from: 'bb' });
    guard.admit({ ...message, fromRun: otherRun });
    guard.admit({ ...message, counter: 4n });
  });

  test('refuses what was meant for another run of ours', () => {
    const guard = createReplayGuard(toRun);
    expect(thrownBy(() => guard.admit({ ...message, toRun: otherRun }))).toMatchObject(replay);
    guard.admit(message);
  });

  test('refuses what is too old to tell, at the exact edge of its window', () => {
    const guard = createReplayGuard(toRun);
    guard.admit({ ...message, counter: 5000n });
    expect(thrownBy(() => guard.admit({ ...message, counter: 5000n - WINDOW }))).toMatchObject(replay);
    guard.admit({ ...message, counter: 5000n - WINDOW + 1n });
    expect(thrownBy(() => guard.admit({ ...message, counter: 0n }))).toMatchObject(replay);
  });

  test('stays exact over many messages, while it forgets the old ones', () => {
    const guard = createReplayGuard(toRun);
    for (let counter = 1n; counter <= 4n * WINDOW; counter += 1n) guard.admit({ ...message, counter });
    for (let counter = 1n; counter <= 4n * WINDOW; counter += 1n) {
      expect(thrownBy(() => guard.admit({ ...message, counter }))).toMatchObject(replay);
    }
  });

  test('says when it remembers as many runs as it may', () => {
    const guard = createReplayGuard(toRun);
    for (let i = 0; i < MAX_RUNS; i += 1) {
      expect(guard.isFull).toBe(false);
      guard.admit({ ...message, fromRun: new Uint8Array(16).fill(i) });
    }
    expect(guard.isFull).toBe(true);
  });
});
