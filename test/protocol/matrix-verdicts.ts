/** What the tamper matrix of a protocol has to say: the rows that are alike everywhere, and those that a protocol lists. */
import { expect } from 'vitest';
import type { Row } from './tamper-matrix.ts';

/** By what is done to a message, or to a field of it. */
const ALIKE: readonly [RegExp, string][] = [
  // Ready and its echo are bound to the run: in another round they belong to no session
  [/^(0|100) in (no|another) round$/, 'UNRESPONSIVE'],
  // The nonce of the cheater's own node is another one: it works in another session
  [/^0 (old content|field 0)$/, 'UNRESPONSIVE'],
  [/^0 field 1$/, 'CONFIG_MISMATCH'],
  [/^10\d old content$/, 'ECHO_LIST'],
  [/^10\d field 0( to one)?$/, 'decode'],
  [/^10\d field 1$/, 'ECHO_LIST'],
  [/ omitted( to one)?$/, 'UNRESPONSIVE'],
  [/ twice$/, 'done'],
  [/ twice, different$/, 'EQUIVOCATION'],
  [/ old envelope$/, 'UNRESPONSIVE'],
  [/ in the name of another$/, 'UNRESPONSIVE'],
  [/ in no round$/, 'SLOT_UNKNOWN'],
  [/ misaddressed$/, 'SLOT_UNKNOWN'],
  [/ to one$/, 'EQUIVOCATION'],
];

/** The outcome that a row has in every protocol, if there is one. */
export const alike = (deviation: string): string | undefined => ALIKE.find(([pattern]) => pattern.test(deviation))?.[1];

/** Every row is as everywhere, or as listed; everything listed happened. */
export function expectVerdicts(rows: readonly Row[], own: Readonly<Record<string, string>>): void {
  const expected = rows.map(([deviation]): Row => [deviation, own[deviation] ?? alike(deviation) ?? 'not listed']);
  expect(rows).toEqual(expected);
  expect(rows.map(([deviation]) => deviation)).toEqual(expect.arrayContaining(Object.keys(own)));
}
