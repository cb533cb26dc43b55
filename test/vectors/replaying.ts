/** What the replayers of vector files share: comparing one answer, and counting. */
import { z } from 'zod';
import { integerFromHex, type ValueDescription } from './value-description.ts';

/** How many checks a file made, and the first that disagreed. */
export interface Replay {
  readonly checks: number;
  readonly disagreements: readonly string[];
}

/** The content of another file of the same folder. */
export type Sibling = (name: string) => unknown;

export type Replayer = (content: unknown, sibling?: Sibling) => Replay;

export const described = z.custom<ValueDescription>((value) => Array.isArray(value) && typeof value[0] === 'string');

/** An integer of a vector file: hex of the magnitude, `-` in front if negative. */
export const integer = z
  .string()
  .regex(/^-?(?:[0-9a-f]{2})+$/)
  .transform(integerFromHex);

/** `null` when the code agrees, otherwise what it said. */
export function same<T extends string | boolean | bigint | number>(
  label: string,
  compute: () => T,
  expected: T,
): string | null {
  try {
    const value = compute();
    return value === expected ? null : `${label}: ${String(value)} instead of ${String(expected)}`;
  } catch (error) {
    return `${label}: ${error instanceof Error ? error.message : 'failed'}`;
  }
}

export function collect(results: readonly (string | null)[]): Replay {
  return { checks: results.length, disagreements: results.filter((result) => result !== null) };
}

/** Whether `attempt` ends without throwing: how a decoder or a check accepts. */
export function accepts(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    // A refusal is the answer that the vector asks about.
    return false;
  }
}
