/** A thread that searches primes for one modulus at a time. */
import { parentPort } from 'node:worker_threads';
import { secureRandom } from '../../src/adapters/identity/secure-random.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { paillierPrimes, ringPedersenPrimes, type PrimePair } from '../../src/engine/crypto/primes.ts';
import type { PrimeJob } from './primes.ts';

async function search({ profile, kind }: PrimeJob): Promise<PrimePair> {
  const wanted = profileOf(profile);
  return await (kind === 'paillier' ? paillierPrimes(wanted) : ringPedersenPrimes(wanted, secureRandom));
}

async function answer(job: PrimeJob): Promise<void> {
  const began = performance.now();
  const pair = await search(job);
  parentPort?.postMessage({ pair, ms: performance.now() - began });
}

parentPort?.on('message', (job: PrimeJob) => void answer(job));
