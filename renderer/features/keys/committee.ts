/** Who holds the shares of a key and how many of them sign: what that means, and what a change of it does; pure. */
import type { CoSignerView } from '../../../src/contract/views.ts';

export interface Committee {
  readonly holders: readonly CoSignerView[];
  readonly minSigners: number;
}

/** Sets worth drawing; more are only counted. */
export const MAX_SETS = 20;

/** Every set that can sign, in the order of the holders. */
export function signingSetsOf({ holders, minSigners }: Committee): string[][] {
  const choose = (from: readonly string[], size: number): string[][] => {
    if (size === 0) return [[]];
    return from.flatMap((pid, index) => choose(from.slice(index + 1), size - 1).map((rest) => [pid, ...rest]));
  };
  return choose(
    holders.map(({ pid }) => pid),
    minSigners,
  );
}

/** The place with most holders. */
export function crowdedSite({ holders }: Committee): { readonly site: string; readonly count: number } {
  return [...Map.groupBy(holders, ({ site }) => site)].reduce(
    (most, [site, { length }]) => (length > most.count ? { site, count: length } : most),
    { site: '', count: 0 },
  );
}

/** What a committee means in numbers. */
export interface Sovereignty {
  readonly minSigners: number;
  readonly partyCount: number;
  readonly sets: number;
  /** Holders that may be lost while the rest can still sign. */
  readonly canLose: number;
  /** Holders that can stop every signature together. */
  readonly canBlock: number;
  readonly crowded: { readonly site: string; readonly count: number };
}

export function sovereigntyOf(committee: Committee): Sovereignty {
  const { holders, minSigners } = committee;
  const canLose = holders.length - minSigners;
  return {
    minSigners,
    partyCount: holders.length,
    sets: signingSetsOf(committee).length,
    canLose,
    canBlock: canLose + 1,
    crowded: crowdedSite(committee),
  };
}

export interface Change {
  readonly leaving: readonly CoSignerView[];
  readonly joining: readonly CoSignerView[];
  /** Fewer holders together move money, or the same number out of more. */
  readonly isLooser: boolean;
  /** Fewer holders may be lost. */
  readonly isMoreFragile: boolean;
  /** Neither holders nor signers change: that is a refresh. */
  readonly isNone: boolean;
}

export function changeOf(before: Committee, after: Committee): Change {
  const isIn = ({ holders }: Committee) => new Set(holders.map(({ pid }) => pid));
  const [old, next] = [isIn(before), isIn(after)];
  const leaving = before.holders.filter(({ pid }) => !next.has(pid));
  const joining = after.holders.filter(({ pid }) => !old.has(pid));
  const [was, becomes] = [sovereigntyOf(before), sovereigntyOf(after)];
  return {
    leaving,
    joining,
    isLooser: becomes.minSigners < was.minSigners || (becomes.minSigners === was.minSigners && becomes.sets > was.sets),
    isMoreFragile: becomes.canLose < was.canLose,
    isNone: leaving.length === 0 && joining.length === 0 && before.minSigners === after.minSigners,
  };
}

/** Tokens that must approve, of so many officers: a majority. */
export const majorityOf = (members: number): number => Math.floor(members / 2) + 1;
