/** The search for one pair of primes as a task for a worker thread. */
import { z } from 'zod';
import type { Task } from '../../adapters/workers/task.ts';
import { EcdsaProfile } from '../../treasury/chains/chain.ts';

const bytes = (byteLength: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === byteLength);

const PrimeJob = z.strictObject({
  profile: EcdsaProfile,
  kind: z.enum(['paillier', 'ring-pedersen']),
  path: z.string().min(1).max(4096),
  pairId: bytes(16),
  /** Moved into the worker, which wipes it. */
  oneTimeKey: bytes(64),
});
export type PrimeJob = z.output<typeof PrimeJob>;

const PrimeProgress = z.strictObject({
  found: z.int().min(0).max(2),
  tested: z.int().min(0),
  expected: z.int().min(0),
});
export type PrimeSearch = z.output<typeof PrimeProgress>;

/** Ends when the pair is sealed on disk. */
export const primeTask: Task<PrimeJob, never, PrimeSearch, null> = {
  init: PrimeJob,
  inbound: z.never(),
  outbound: PrimeProgress,
  result: z.null(),
};
