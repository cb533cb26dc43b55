/** Who is held responsible for a failure, as the log records it. */
import { z } from 'zod';
import { Pid } from './wire.ts';

/** A machine's name of what went wrong, such as a check of the protocol: `EQUIVOCATION`, `ss.share`, `fk1.pok`. */
export const BlameCode = z.string().regex(/^[A-Za-z0-9_.-]{1,40}$/);

export const BlameRecord = z.strictObject({
  pid: Pid,
  code: BlameCode,
  certainty: z.enum(['proven', 'suspected']),
});
