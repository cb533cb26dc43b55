import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppendMap } from '../../../../src/treasury/workspace/append-map.ts';

const operations = fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.integer()), { maxLength: 60 });

describe('append map', () => {
  it('behaves as a Map, and every earlier version stays as it was', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        const model = new Map<string, number>();
        let map = AppendMap.of<number>();
        const versions: [AppendMap<number>, [string, number][]][] = [];
        for (const [key, value] of steps) {
          model.set(key, value);
          map = map.with(key, value);
          versions.push([map, [...model]]);
        }
        for (const [version, expected] of versions) {
          expect([...version]).toEqual(expected);
          expect(version.size).toBe(expected.length);
          for (const [key, value] of expected) expect([version.has(key), version.get(key)]).toEqual([true, value]);
        }
        for (const [key] of steps) expect(map.has(`${key}!${steps.length}`)).toBe(false);
      }),
    );
  });

  it('lets two versions grow from one without seeing each other', () => {
    const base = AppendMap.of([['a', 1]]);
    const [left, right] = [base.with('b', 2), base.with('c', 3)];
    expect([[...base], [...left], [...right]]).toEqual([
      [['a', 1]],
      [
        ['a', 1],
        ['b', 2],
      ],
      [
        ['a', 1],
        ['c', 3],
      ],
    ]);
    expect([left.get('c'), right.get('b')]).toEqual([undefined, undefined]);
  });

  it('keeps keys apart whose hashes collide', () => {
    // FNV-1a over UTF-16 units gives these pairs one 32-bit hash.
    const pairs = [
      ['costarring', 'liquid'],
      ['declinate', 'macallums'],
      ['altarage', 'zinke'],
    ] as const;
    for (const [a, b] of pairs) {
      const map = AppendMap.of([
        [a, 1],
        [b, 2],
      ]).with(a, 3);
      expect([map.size, map.get(a), map.get(b)]).toEqual([2, 3, 2]);
    }
  });

  it('gives keys, values and forEach in order of insertion', () => {
    const map = AppendMap.of([
      ['b', 1],
      ['a', 2],
    ]).with('b', 3);
    const seen: [string, number][] = [];
    map.forEach((value, key) => seen.push([key, value]));
    expect([[...map.keys()], [...map.values()], seen]).toEqual([
      ['b', 'a'],
      [3, 2],
      [
        ['b', 3],
        ['a', 2],
      ],
    ]);
  });

  it('holds a hundred thousand entries', () => {
    let map = AppendMap.of<number>();
    for (let i = 0; i < 100_000; i += 1) map = map.with(`key ${i}`, i);
    expect([map.size, map.get('key 0'), map.get('key 99999'), map.get('key 100000')]).toEqual([
      100_000,
      0,
      99_999,
      undefined,
    ]);
  });
});
