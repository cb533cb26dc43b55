/** Where everything stands in the picture of the share holders: sites as boxes at both sides of the hub. Units are rem. */
import type { VaultView } from '../../../src/contract/views.ts';

type Holder = VaultView['holders'][number];

export interface SiteBox {
  readonly site: string;
  readonly side: 'left' | 'right';
  readonly top: number;
  readonly height: number;
  readonly holders: readonly Holder[];
}
export interface Wire {
  readonly side: 'left' | 'right';
  /** Middle of the holder's card. */
  readonly y: number;
  readonly isOnline: boolean;
}
export interface Topology {
  readonly height: number;
  readonly sites: readonly SiteBox[];
  readonly wires: readonly Wire[];
}

const HEAD = 2;
const CARD = 6.25;
const GAP = 0.75;
const MIN_HEIGHT = 18;

/** Lays the sites out in two columns of nearly equal height, in the order given. */
export function topologyOf(holders: readonly Holder[]): Topology {
  const bySite = Map.groupBy(holders, ({ coSigner }) => coSigner.site);
  const columns = { left: [] as [string, Holder[]][], right: [] as [string, Holder[]][] };
  const total = holders.length;
  let placed = 0;
  for (const entry of bySite) {
    columns[placed * 2 < total - 1 ? 'left' : 'right'].push(entry);
    placed += entry[1].length;
  }
  const heightOf = (column: [string, Holder[]][]) =>
    column.reduce((sum, [, members]) => sum + boxHeight(members.length), 0) + GAP * Math.max(0, column.length - 1);
  const height = Math.max(MIN_HEIGHT, heightOf(columns.left), heightOf(columns.right));
  const sites = (['left', 'right'] as const).flatMap((side) =>
    place(columns[side], side, height - heightOf(columns[side])),
  );
  return { height, sites, wires: sites.flatMap(wiresOf) };
}

const boxHeight = (count: number): number => HEAD + count * CARD + (count - 1) * GAP + GAP;

function place(column: [string, Holder[]][], side: SiteBox['side'], spare: number): SiteBox[] {
  const extra = column.length === 0 ? 0 : spare / column.length;
  let top = 0;
  return column.map(([site, members]) => {
    const height = boxHeight(members.length) + extra;
    const box = { site, side, top, height, holders: members };
    top += height + GAP;
    return box;
  });
}

function wiresOf(box: SiteBox): Wire[] {
  return box.holders.map(({ coSigner }, index) => ({
    side: box.side,
    y: box.top + HEAD + index * (CARD + GAP) + CARD / 2,
    isOnline: coSigner.isOnline,
  }));
}

export interface Loss {
  readonly lost: number;
  /** Losses that may still follow while the company can sign; negative when it no longer can. */
  readonly spare: number;
  /** Shares an outsider who has the lost ones still needs. */
  readonly outsiderNeeds: number;
}

/** What each number of lost shares means, up to the first that stops signing. */
export function lossesOf({ minSigners, partyCount }: Pick<VaultView, 'minSigners' | 'partyCount'>): Loss[] {
  const canLose = partyCount - minSigners;
  return Array.from({ length: canLose + 2 }, (_, lost) => ({
    lost,
    spare: canLose - lost,
    outsiderNeeds: Math.max(0, minSigners - lost),
  }));
}
