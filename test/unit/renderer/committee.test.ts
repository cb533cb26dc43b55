import { describe, expect, test } from 'vitest';
import {
  changeOf,
  majorityOf,
  signingSetsOf,
  sovereigntyOf,
  type Committee,
} from '../../../renderer/features/keys/committee.ts';
import { coSigners, newcomer, pids } from '../../renderer-example/cast.ts';

const before: Committee = { holders: coSigners, minSigners: 2 };
const replaced: Committee = { holders: [...coSigners.slice(0, 2), newcomer], minSigners: 2 };

describe('a committee', () => {
  test('every set that can sign, once', () => {
    const [first, second, third] = pids;
    expect(signingSetsOf(before)).toEqual([
      [first, second],
      [first, third],
      [second, third],
    ]);
    expect(signingSetsOf({ holders: coSigners, minSigners: 3 })).toEqual([pids]);
  });

  test('what it means in numbers', () => {
    expect(sovereigntyOf(before)).toMatchObject({ sets: 3, canLose: 1, canBlock: 2, crowded: { count: 1 } });
    const oneSite = coSigners.map((holder) => ({ ...holder, site: 'here' }));
    expect(sovereigntyOf({ holders: oneSite, minSigners: 3 })).toMatchObject({
      canLose: 0,
      canBlock: 1,
      crowded: { site: 'here', count: 3 },
    });
  });
});

describe('a change of it', () => {
  test('a replacement names who leaves and who joins, and loosens nothing', () => {
    expect(changeOf(before, replaced)).toEqual({
      leaving: [coSigners[2]],
      joining: [newcomer],
      isLooser: false,
      isMoreFragile: false,
      isNone: false,
    });
  });

  test('the same holders and signers are no change', () => {
    expect(changeOf(before, { holders: coSigners.toReversed(), minSigners: 2 }).isNone).toBe(true);
  });

  test('one more holder makes more sets, and so it is easier to move money', () => {
    expect(changeOf(before, { holders: [...coSigners, newcomer], minSigners: 2 }).isLooser).toBe(true);
    expect(changeOf(before, { holders: [...coSigners, newcomer], minSigners: 3 }).isLooser).toBe(false);
  });

  test('fewer signers are easier, fewer holders are more fragile', () => {
    const all = { holders: coSigners, minSigners: 3 };
    expect(changeOf(all, before)).toMatchObject({ isLooser: true, isMoreFragile: false });
    expect(changeOf(before, all)).toMatchObject({ isLooser: false, isMoreFragile: true });
    expect(changeOf(before, { holders: coSigners.slice(1), minSigners: 2 }).isMoreFragile).toBe(true);
  });
});

test('a majority of the officers', () => {
  expect([1, 2, 3, 4, 5].map(majorityOf)).toEqual([1, 2, 2, 3, 3]);
});
