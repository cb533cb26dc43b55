/** Digits and hashes in groups. Grouping is done with margins, so that what is copied is plain. */
import type { AmountView } from '../../src/contract/views.ts';

/** Decimals that lists show at least, so that their columns align, and at most, so that they have room. */
const LIST_DECIMALS = { least: 4, most: 6 } as const;

/**
 * An amount as plain digits, always exact: `4500000000n` of 9 decimals is "4.5", as tokens and sentences write it.
 * @param minDecimals decimals shown even where they are zero.
 */
export function plainDigits({ value, decimals }: Pick<AmountView, 'value' | 'decimals'>, minDecimals = 0): string {
  const digits = value.toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const kept = Math.min(minDecimals, decimals);
  const fraction = digits.slice(point);
  const shown = fraction.slice(0, kept) + fraction.slice(kept).replace(/0+$/, '');
  return shown === '' ? digits.slice(0, point) : `${digits.slice(0, point)}.${shown}`;
}

/**
 * An amount for a list: 98.749968226758101 is "98.749968…". What is left out is never rounded up, and the dots say that it is there.
 * An amount that would look like nothing stays whole.
 */
export function listDigits(amount: Pick<AmountView, 'value' | 'decimals'>): string {
  const { least, most } = LIST_DECIMALS;
  const left = BigInt(Math.max(0, amount.decimals - most));
  const unit = 10n ** left;
  const isWhole = amount.value % unit === 0n || amount.value < unit;
  const kept = { value: amount.value / unit, decimals: amount.decimals - Number(left) };
  return isWhole ? plainDigits(amount, least) : `${plainDigits(kept, kept.decimals)}…`;
}

/** "1250" as ["1", "250"]: threes from the right. */
export function inThrees(integer: string): string[] {
  const first = integer.length % 3;
  const head = first === 0 ? [] : [integer.slice(0, first)];
  return [...head, ...(integer.slice(first).match(/.{3}/g) ?? [])];
}

/** Groups of four from the left, for addresses and hashes. */
export const inFours = (text: string): string[] => text.match(/.{1,4}/g) ?? [];

/** An address parted into what is hung outside the grid of groups and the groups themselves. */
export function addressParts(address: string): { readonly prefix: string; readonly groups: readonly string[] } {
  const prefix = ['0x', 'bc1'].find((start) => address.startsWith(start)) ?? '';
  return { prefix, groups: inFours(address.slice(prefix.length)) };
}

/** How many characters differ, position by position. */
export function differences(left: string, right: string): number {
  const longest = Math.max(left.length, right.length);
  return Array.from({ length: longest }, (_, index) => left[index] !== right[index]).filter(Boolean).length;
}
