import { describe, expect, it } from 'vitest';
import { partyIdOf, pidBytes, type PartyId } from '../../../../../src/engine/mpc/protocol/party.ts';
import { silentParties } from '../../../../../src/engine/mpc/protocol/timeout.ts';

const [me, a, b, c] = [1, 2, 3, 4].map((n) => partyIdOf(new Uint8Array(32).fill(n))) as [
  PartyId,
  PartyId,
  PartyId,
  PartyId,
];
const lacks = (round: number, ...parties: PartyId[]) => parties.map((party) => ({ round, party: pidBytes(party) }));

describe('who is silent without an excuse', () => {
  it('is whoever gave no reason', () => {
    expect(silentParties(me, lacks(1, a, b), new Map())).toEqual([a, b]);
  });

  it('is the party that the excused one waits for', () => {
    expect(silentParties(me, lacks(101, a), new Map([[a, lacks(1, b)]]))).toEqual([b]);
  });

  it('is found through several excuses', () => {
    const reasons = new Map([
      [a, lacks(101, b)],
      [b, lacks(1, c)],
    ]);
    expect(silentParties(me, lacks(2, a), reasons)).toEqual([c]);
  });

  it('is not excused by lacking something that comes later', () => {
    expect(silentParties(me, lacks(1, a), new Map([[a, lacks(101, b)]]))).toEqual([a]);
    expect(silentParties(me, lacks(2, a), new Map([[a, lacks(200, b)]]))).toEqual([a]);
  });

  it('is not an answering party that only others complain about: either may lie', () => {
    const reasons = new Map([
      [a, lacks(0, b)],
      [b, lacks(101, me)],
    ]);
    expect(silentParties(me, lacks(1, a), reasons)).toEqual([]);
  });

  it('is not a party that is done and says so', () => {
    const reasons = new Map([
      [a, lacks(1, b)],
      [b, []],
    ]);
    expect(silentParties(me, lacks(2, a), reasons)).toEqual([]);
  });

  it('is an answering party that lacks nothing and yet sent us nothing', () => {
    expect(silentParties(me, lacks(2, a), new Map([[a, []]]))).toEqual([a]);
  });

  it('is not excused by lacking something of the same round: everybody sends before it waits', () => {
    const reasons = new Map([
      [a, lacks(1, b)],
      [b, lacks(1, a)],
    ]);
    expect(silentParties(me, lacks(1, a, b), reasons)).toEqual([a, b]);
    expect(silentParties(me, lacks(4, a), new Map([[a, lacks(4, me)]]))).toEqual([a]);
  });

  it('is not excused by what we know to be a lie', () => {
    const mixed = new Map([[a, [...lacks(1, b), ...lacks(0, c)]]]);
    const isRefuted =
      (liar: PartyId) =>
      (author: PartyId, { party }: { party: Uint8Array }) =>
        author === liar && partyIdOf(party) === b;
    expect(silentParties(me, lacks(2, a), mixed, isRefuted(a))).toEqual([a]);
    expect(silentParties(me, lacks(2, a), new Map([[a, lacks(1, b)]]), isRefuted(a))).toEqual([a]);
    expect(silentParties(me, lacks(2, a), new Map([[a, lacks(1, b)]]), isRefuted(c))).toEqual([b]);
  });
});
