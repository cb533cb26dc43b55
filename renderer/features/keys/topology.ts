/** Where everything stands in the picture of the share holders: sites as boxes at both sides of the hub. Units are rem. */
import type { VaultView } from '../../../src/contract/views.ts';

type Holder = VaultView['holders'][number];

type Side = 'left' | 'right';

export interface SiteBox {
  readonly site: string;
  /** `whole` when everything is in one place: then the box stands around the hub. */
  readonly side: Side | 'whole';
  readonly top: number;
  readonly height: number;
}
export interface HolderCard {
  readonly holder: Holder;
  readonly side: Side;
  readonly top: number;
}
export interface Topology {
  readonly height: number;
  readonly sites: readonly SiteBox[];
  readonly cards: readonly HolderCard[];
}

const HEAD = 2;
export const CARD = 6.875;
const GAP = 0.75;
const MIN_HEIGHT = 18;

/** Lays the sites out in two columns of nearly equal height, in the order given. */
export function topologyOf(holders: readonly Holder[]): Topology {
  const bySite = [...Map.groupBy(holders, ({ coSigner }) => coSigner.site)];
  const only = bySite.length === 1 ? bySite[0] : undefined;
  return only === undefined ? inColumns(bySite, holders.length) : inOneBox(only[0], only[1]);
}

function inOneBox(site: string, holders: readonly Holder[]): Topology {
  const half = Math.ceil(holders.length / 2);
  const height = Math.max(MIN_HEIGHT, boxHeight(half));
  const column = (members: readonly Holder[], side: Side): HolderCard[] => {
    const start = (height + HEAD - (members.length * (CARD + GAP) - GAP)) / 2;
    return members.map((holder, index) => ({ holder, side, top: start + index * (CARD + GAP) }));
  };
  const cards = [...column(holders.slice(0, half), 'left'), ...column(holders.slice(half), 'right')];
  return { height, sites: [{ site, side: 'whole', top: 0, height }], cards };
}

type Site = readonly [name: string, holders: readonly Holder[]];

function inColumns(bySite: readonly Site[], total: number): Topology {
  const columns: Record<Side, Site[]> = { left: [], right: [] };
  let placed = 0;
  for (const site of bySite) {
    columns[placed * 2 < total - 1 ? 'left' : 'right'].push(site);
    placed += site[1].length;
  }
  const height = Math.max(MIN_HEIGHT, columnHeight(columns.left), columnHeight(columns.right));
  const boxes = (['left', 'right'] as const).flatMap((side) => placeColumn(columns[side], side, height));
  return { height, sites: boxes.map(({ box }) => box), cards: boxes.flatMap(({ cards }) => cards) };
}

const boxHeight = (count: number): number => HEAD + count * CARD + (count - 1) * GAP + GAP;
const columnHeight = (column: readonly Site[]): number =>
  column.reduce((sum, [, members]) => sum + boxHeight(members.length), 0) + GAP * Math.max(0, column.length - 1);

/** Boxes of one side under each other; what is left of the height is shared among them. */
function placeColumn(column: readonly Site[], side: Side, height: number): { box: SiteBox; cards: HolderCard[] }[] {
  const extra = column.length === 0 ? 0 : (height - columnHeight(column)) / column.length;
  let next = 0;
  return column.map(([site, members]) => {
    const top = next;
    const own = boxHeight(members.length) + extra;
    next += own + GAP;
    const cards = members.map((holder, index) => ({
      holder,
      side,
      top: top + HEAD + extra / 2 + index * (CARD + GAP),
    }));
    return { box: { site, side, top, height: own }, cards };
  });
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
