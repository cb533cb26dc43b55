/** Errors as a window may see them. */
import { z } from 'zod';
import { text } from './scalars.ts';

export const WireError = z.strictObject({
  code: text(60),
  kind: z.enum(['input', 'policy', 'chain', 'peer', 'storage', 'bug']),
  message: text(600),
  safe: text(300).optional(),
  next: text(300).optional(),
  details: z.record(text(60), z.union([text(300), z.number(), z.boolean()])).optional(),
});
export type WireError = z.output<typeof WireError>;
