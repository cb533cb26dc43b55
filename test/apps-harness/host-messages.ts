/** What a test and the console process that it may kill say to each other. */
import { z } from 'zod';
import { Moment } from './work-moments.ts';

export const Officer = z.enum(['treasurer', 'cfo']);
export type Officer = z.output<typeof Officer>;

export const HostCommand = z.strictObject({ id: z.int(), who: Officer, channel: z.string(), wire: z.unknown() });
export type HostCommand = z.output<typeof HostCommand>;

const processes = z.array(z.tuple([z.string(), z.int()]));

export const HostMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), who: Officer, name: z.string(), payload: z.unknown(), processes }),
  z.strictObject({ type: z.literal('reply'), id: z.int(), reply: z.unknown() }),
  z.strictObject({ type: z.literal('ready'), rpcUrl: z.string(), evmRpcUrl: z.string().nullable(), processes }),
  z.strictObject({ type: z.literal('failed'), code: z.string() }),
  /** The first officer's replica has admitted an entry. */
  z.strictObject({ type: z.literal('moment'), moment: Moment, processes }),
]);
export type HostMessage = z.output<typeof HostMessage>;
