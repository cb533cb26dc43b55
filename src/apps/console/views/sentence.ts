/** Sentences in pieces, so that the window can set what must not be misread in bold. */
import type { z } from 'zod';
import type { SentencePart } from '../../../contract/views.ts';

export type Part = z.output<typeof SentencePart>;

/** Longest piece in characters: also where each takes two code units, a piece fits the 200 of the contract. */
const MAX_PART = 100;

export const plain = (text: string): Part => ({ text, isStrong: false });
export const strong = (text: string): Part => ({ text, isStrong: true });

/** Splits what is too long for one piece and drops empty ones: no character is lost. */
export function sentence(...parts: readonly Part[]): Part[] {
  return parts.flatMap(({ text, isStrong }) =>
    [...text.matchAll(new RegExp(`[^]{1,${MAX_PART}}`, 'gu'))].map(([piece]) => ({ text: piece, isStrong })),
  );
}

/** A sentence as one text. */
export function textOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join('');
}

/** Cuts a text to what a field may carry, with a visible mark. */
export function clipped(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
