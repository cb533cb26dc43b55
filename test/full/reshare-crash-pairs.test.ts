/** Two-phase activation when two devices die, at every pair of persistence points. */
import { describe, expect, it } from 'vitest';
import { CHANGES, crashPoints, lengths, outcome } from '../protocol/epoch-schedules.ts';

describe.each(CHANGES)('%s', (_name, change) => {
  const names = [...lengths(change).keys()];

  it('survives two devices that crash at every pair of points, restarted in either order', () => {
    const points = crashPoints(change);
    let runs = 0;
    for (const [i, one] of points.entries()) {
      for (const other of points.slice(i + 1)) {
        if (one.device === other.device || one.unsynced !== other.unsynced) continue;
        const order = (one.step + other.step) % 2 === 0 ? names : names.toReversed();
        expect([1, 2]).toContain(outcome(change, { crashes: [one, other], order }));
        runs += 1;
      }
    }
    expect(runs).toBeGreaterThan(1000);
  });
});
