/** Scalars of views. */
import { z } from 'zod';
import { decimal } from '../../treasury/workspace/wire.ts';

/** Text of at most so many UTF-16 units; the console clips, the schema insists. */
export const text = (maxLength: number) => z.string().max(maxLength);
/** Milliseconds since the Unix epoch, as a decimal string on the wire. */
export const time = decimal;
