/** Figures with their unit and their source. */
import { z } from 'zod';
import { decimal } from '../../treasury/workspace/wire.ts';
import { text, time } from './scalars.ts';

/** An amount with its unit: `value` in base units, `decimals` to place the point. */
export const AmountView = z.strictObject({ value: decimal, decimals: z.int().min(0).max(36), asset: text(12) });
export type AmountView = z.output<typeof AmountView>;

/** Where a figure comes from and how old it is. */
export const SourceView = z.strictObject({ name: text(80), readAt: time, isStale: z.boolean() });
export type SourceView = z.output<typeof SourceView>;
