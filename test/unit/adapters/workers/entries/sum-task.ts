import { z } from 'zod';
import type { Task } from '../../../../../src/adapters/workers/task.ts';

/** A task that can do everything a test wants to see. */
export interface SumInit {
  readonly mode:
    'sum' | 'late' | 'throw' | 'refuse' | 'exit' | 'overflow' | 'bad-message' | 'bad-result' | 'hang' | 'spin' | 'wipe';
  readonly secret: Uint8Array;
}

export const sumTask: Task<SumInit, number, string, bigint> = {
  init: z.strictObject({
    mode: z.enum([
      'sum',
      'late',
      'throw',
      'refuse',
      'exit',
      'overflow',
      'bad-message',
      'bad-result',
      'hang',
      'spin',
      'wipe',
    ]),
    secret: z.instanceof(Uint8Array),
  }),
  inbound: z.number().int(),
  outbound: z.string().max(100),
  result: z.bigint(),
};
