/** A protocol run as a grid of rounds and parties. */
import { z } from 'zod';
import { Pid } from '../../treasury/workspace/wire.ts';
import { text } from './scalars.ts';

/** One cell of a rounds x parties grid. */
export const CellView = z.strictObject({
  pid: Pid,
  state: z.enum(['waiting', 'received', 'verified', 'slow', 'rejected', 'standing-by']),
  /** Milliseconds from the round's start to this state. */
  elapsed: z.int().nullable(),
});
export type CellView = z.output<typeof CellView>;

export const RoundView = z.strictObject({
  /** Unique within its run: a later stage's rounds follow on the first one's. */
  round: z.int(),
  name: text(40),
  purpose: text(80),
  /** The stage that the round belongs to, in words; empty where a run has one stage. */
  stage: text(40),
  isCurrent: z.boolean(),
  /** The point of no return: with this round's messages secrets leave the machines, and nothing can be taken back. */
  isRelease: z.boolean(),
  cells: z.array(CellView).max(16),
  elapsed: z.int().nullable(),
});
export type RoundView = z.output<typeof RoundView>;

/** Rounds of all stages of the longest job: key generation and auxiliary information, or a resharing and the same. */
export const RoundsView = z.array(RoundView).max(24);

/** Who is at fault for an end without a result, and how sure that is. */
export const BlamedView = z
  .array(z.strictObject({ pid: Pid, code: text(40), certainty: z.enum(['proven', 'suspected']) }))
  .max(16);
