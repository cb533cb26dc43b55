import { describe, expect, test } from 'vitest';
import {
  ageWords,
  dayAndTime,
  elapsedWords,
  fullDate,
  spanWords,
  stopwatch,
} from '../../../renderer/components/time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [-5, '0 s'],
  [4_900, '4 s'],
  [3 * MINUTE, '3 min'],
  [2 * HOUR, '2 h'],
  [47 * HOUR, '47 h'],
  [50 * HOUR, '2 d'],
])('an age of %s ms is %s', (ms, words) => expect(ageWords(ms)).toBe(words));

test.each([
  [59_999, '59 s'],
  [12 * MINUTE, '12 min'],
  [9 * HOUR + 5 * MINUTE, '9 h 05 min'],
  [49 * HOUR, '2 d 1 h'],
])('a span of %s ms is %s', (ms, words) => expect(spanWords(ms)).toBe(words));

test.each([
  [41, '41 ms'],
  [410, '410 ms'],
  [4_100, '4.1 s'],
  [68_200, '68 s'],
])('%s ms elapsed is %s', (ms, words) => expect(elapsedWords(ms)).toBe(words));

test.each([
  [6_300, '00:06.3'],
  [75_040, '01:15.0'],
  [151 * MINUTE, '2 h 31 min'],
])('a clock at %s ms shows %s', (ms, words) => expect(stopwatch(ms)).toBe(words));

describe('dates', () => {
  const noon = new Date(2026, 10, 17, 12, 0).getTime();

  test('name the day as people do', () => {
    expect(dayAndTime(noon - HOUR, noon)).toBe('today 11:00');
    expect(dayAndTime(noon - 24 * HOUR, noon)).toBe('yesterday 12:00');
    expect(dayAndTime(noon + 24 * HOUR, noon)).toBe('18 Nov 12:00');
    expect(fullDate(noon)).toBe('Tue 17 Nov 2026');
  });
});
