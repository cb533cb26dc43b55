import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockhashQueue } from '../../../../src/apps/devchains/blockhash-queue.ts';

const genesis = new Uint8Array(32).fill(3);

describe('BlockhashQueue', () => {
  it('keeps exactly the newest 151 blockhashes, however it got there', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 400n), fc.array(fc.bigInt(1n, 200n), { maxLength: 6 }), (start, steps) => {
        const queue = new BlockhashQueue(genesis, start);
        for (const step of steps) queue.advance(step);
        const expected = start + steps.reduce((sum, step) => sum + step, 0n);
        expect(queue.slot).toBe(expected);
        for (let slot = 0n; slot <= expected + 2n; slot += 1n) {
          const isGood = slot <= expected && slot >= expected - 150n;
          expect(queue.validSlotOf(queue.blockhashOf(slot))).toBe(isGood ? slot : undefined);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('makes other blockhashes for another chain', () => {
    const other = new BlockhashQueue(new Uint8Array(32).fill(4), 200n);
    expect(other.validSlotOf(new BlockhashQueue(genesis, 200n).blockhashOf(200n))).toBeUndefined();
  });
});
