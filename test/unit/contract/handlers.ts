/** Handlers that fail the test when a call reaches them. */
import { CHANNELS } from '../../../src/contract/channels.ts';
import type { Handlers } from '../../../src/contract/contract.ts';

export function handlersThatMustNotRun(): Handlers {
  const reached = (): Promise<never> => Promise.reject(new Error('A refused call reached its handler.'));
  return Object.fromEntries(CHANNELS.map((channel) => [channel, reached])) as unknown as Handlers;
}
