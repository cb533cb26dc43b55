/** What an officer's process and the main process say to each other about the officer's window, beside relay and control. */
import { z } from 'zod';
import { CHANNELS, EVENTS } from '../src/contract/channels.ts';

const CallId = z.int().nonnegative();

/** The officer's process to the main process, which alone can open windows. */
export const FromOfficer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open'), title: z.string().max(120), partition: z.string().regex(/^[\w-]{1,64}$/) }),
  z.strictObject({ type: z.literal('reply'), id: CallId, reply: z.custom<object>((value) => value instanceof Object) }),
  z.strictObject({ type: z.literal('event'), name: z.enum(EVENTS), payload: z.unknown() }),
]);
export type FromOfficer = z.output<typeof FromOfficer>;

/** The main process to the officer's process. */
export const ToOfficer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('shown') }),
  z.strictObject({ type: z.literal('call'), id: CallId, channel: z.enum(CHANNELS), wire: z.unknown() }),
  z.strictObject({ type: z.literal('closed') }),
]);
export type ToOfficer = z.output<typeof ToOfficer>;

/** Reads a message of the pipe, if it is about the window and well-formed. */
export function windowMessage<T>(schema: z.ZodType<T>, message: unknown): T | null {
  if (typeof message !== 'object' || message === null || !('window' in message)) return null;
  const parsed = schema.safeParse(message.window);
  return parsed.success ? parsed.data : null;
}
