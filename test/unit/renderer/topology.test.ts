import { describe, expect, test } from 'vitest';
import { CARD, lossesOf, topologyOf, type Topology } from '../../../renderer/features/keys/topology.ts';
import { vault } from '../../renderer-example/vaults.ts';

const holder = (site: string, index: number): (typeof vault.holders)[number] => {
  const [model] = vault.holders;
  return { ...model!, coSigner: { ...model!.coSigner, pid: `${index}`.padStart(64, '0'), site } };
};

/** Whether any two cards of one side lie on each other, or a card leaves the picture. */
function isDrawable({ cards, height }: Topology): boolean {
  return cards.every(
    (card, index) =>
      card.top >= 0 &&
      card.top + CARD <= height &&
      cards.every((other, at) => at === index || other.side !== card.side || Math.abs(other.top - card.top) >= CARD),
  );
}

describe('topology', () => {
  test.each([
    ['three sites', ['a', 'b', 'c']],
    ['one machine', ['a', 'a', 'a']],
    ['a crowded site', ['a', 'a', 'a', 'a', 'b']],
    ['five sites', ['a', 'b', 'c', 'd', 'e']],
    ['a single holder', ['a']],
  ])('%s: every holder once, nothing overlaps', (_, sites) => {
    const topology = topologyOf(sites.map(holder));
    expect(topology.cards.length).toBe(sites.length);
    expect(topology.sites.length).toBe(new Set(sites).size);
    expect(isDrawable(topology)).toBe(true);
  });

  test('a single site stands around the hub, with cards at both sides', () => {
    const { sites, cards } = topologyOf(['a', 'a', 'a'].map(holder));
    expect(sites[0]?.side).toBe('whole');
    expect(cards.map(({ side }) => side)).toEqual(['left', 'left', 'right']);
  });
});

test('losses of a 2-of-3 vault', () => {
  expect(lossesOf({ minSigners: 2, partyCount: 3 })).toEqual([
    { lost: 0, spare: 1, outsiderNeeds: 2 },
    { lost: 1, spare: 0, outsiderNeeds: 1 },
    { lost: 2, spare: -1, outsiderNeeds: 0 },
  ]);
});
