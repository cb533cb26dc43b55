/** Fresh primes for the bench, searched on all cores: no profile but TEST accepts the published ones. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PrimePair } from '../../src/engine/crypto/primes.ts';
import { median, milliseconds, type Figure } from './figures.ts';
import type { BenchProfile } from './options.ts';

export interface PrimeStock {
  readonly paillier: readonly PrimePair[];
  readonly ringPedersen: readonly PrimePair[];
}

export interface PrimeJob {
  readonly profile: BenchProfile;
  readonly kind: keyof PrimeStock;
}

export interface PrimeResult {
  readonly pair: PrimePair;
  readonly ms: number;
}

/** How many pairs of each kind. */
export type PrimeCounts = Readonly<Record<keyof PrimeStock, number>>;

export async function makePrimes(
  profile: BenchProfile,
  counts: PrimeCounts,
): Promise<{ stock: PrimeStock; figures: Figure[] }> {
  const jobsOf = (kind: keyof PrimeStock): PrimeJob[] =>
    Array.from({ length: counts[kind] }, () => ({ profile, kind }));
  // The long searches first: at the end all cores are busy
  const results = await Promise.all(shared([...jobsOf('ringPedersen'), ...jobsOf('paillier')]));
  const found = { ringPedersen: results.slice(0, counts.ringPedersen), paillier: results.slice(counts.ringPedersen) };
  const pairs = (kind: keyof PrimeStock): PrimePair[] => found[kind].map(({ pair }) => pair);
  const figure = (name: string, kind: keyof PrimeStock): Figure =>
    milliseconds(
      `${name}.${profile}`,
      `one pair, median of ${counts[kind]}, one search per core`,
      median(found[kind].map(({ ms }) => ms)),
    );
  return {
    stock: { paillier: pairs('paillier'), ringPedersen: pairs('ringPedersen') },
    figures: [figure('paillier-primes', 'paillier'), figure('safe-primes', 'ringPedersen')],
  };
}

/** Jobs over as many threads as there are cores, each taking the next when it is free. */
function shared(jobs: readonly PrimeJob[]): Promise<PrimeResult>[] {
  const settle = jobs.map(() => Promise.withResolvers<PrimeResult>());
  let next = 0;
  for (let i = 0; i < Math.min(availableParallelism(), jobs.length); i += 1) {
    const worker = new Worker(new URL('./prime-thread.ts', import.meta.url));
    let current = -1;
    const take = (): void => {
      current = next;
      next += 1;
      if (current < jobs.length) worker.postMessage(jobs[current]);
      else void worker.terminate();
    };
    worker.on('message', (result: PrimeResult) => {
      settle[current]?.resolve(result);
      take();
    });
    worker.on('error', (error) => settle[current]?.reject(error));
    take();
  }
  return settle.map(({ promise }) => promise);
}
