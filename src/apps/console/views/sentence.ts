/** Sentences in pieces, so that the window can set what must not be misread in bold. */
import type { z } from 'zod';
import type { SentencePart } from '../../../contract/views.ts';

export type Part = z.output<typeof SentencePart>;

/** Longest text of one piece on the wire. */
const MAX_PART = 200;

export const plain = (text: string): Part => ({ text, isStrong: false });
export const strong = (text: string): Part => ({ text, isStrong: true });

/** Joins neighbours of one weight and splits what is too long for one piece: no character is lost. */
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
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
