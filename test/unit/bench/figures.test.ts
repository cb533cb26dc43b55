import { describe, expect, it } from 'vitest';
import { counted, median, milliseconds, rounded, table, timed } from '../../bench/figures.ts';

describe('figures of the bench', () => {
  it('counts times in milliseconds and in exponentiations, and nothing else', () => {
    const bytes = { name: 'presign.2of2.P112.sent', params: 'two', value: 17_000, unit: 'bytes' };
    expect(counted([milliseconds('presign.2.P112', 'two', 200), bytes], 8)).toEqual([
      { name: 'presign.2.P112', params: 'two', value: 200, unit: 'ms', ms: 200, units: 25 },
      bytes,
    ]);
  });

  it('takes the middle, the upper one of two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 2])).toBe(4);
    expect(median([])).toBeNaN();
  });

  it('does not count the warm-up', () => {
    let calls = 0;
    timed(() => void (calls += 1), { warmUp: 2, runs: 3 });
    expect(calls).toBe(5);
  });

  it.each([
    [12345.6, '12346'],
    [999.4, '999'],
    [25, '25.0'],
    [1.234, '1.23'],
    [0.1234, '0.123'],
    [0.00456, '0.00456'],
    [0, '0'],
    [Number.NaN, '-'],
  ])('shows %d as %s', (value, text) => {
    expect(rounded(value)).toBe(text);
  });

  it('prints a Markdown table with numbers right', () => {
    const figures = counted(
      [milliseconds('aux.3.P112', 'three', 1600), { name: 'sent', params: '', value: 5, unit: 'bytes' }],
      8,
    );
    expect(table(figures).split('\n')).toEqual([
      '| measure    | parameters | value | unit  | modexps |',
      '| ---------- | ---------- | ----: | ----- | ------: |',
      '| aux.3.P112 | three      |  1600 | ms    |     200 |',
      '| sent       |            |  5.00 | bytes |         |',
    ]);
  });
});
