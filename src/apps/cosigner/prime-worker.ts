/** Worker thread that searches one pair of primes and seals it. */
import { constants, platform, setPriority } from 'node:os';
import { wipe } from '../../base/bytes.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { serveTask } from '../../adapters/workers/serve-task.ts';
import { profileOf } from '../../engine/crypto/parameters.ts';
import { paillierPrimes, ringPedersenPrimes } from '../../engine/crypto/primes.ts';
import { primeTask } from './prime-task.ts';
import { sealPrimes } from './runs/one-time-secrets.ts';

yieldToOthers();

serveTask(primeTask, async ({ init, signal, post }) => {
  const { profile: name, kind } = init;
  const profile = profileOf(name);
  const options = { signal, onProgress: post };
  try {
    const pair =
      kind === 'paillier'
        ? await paillierPrimes(profile, options)
        : await ringPedersenPrimes(profile, secureRandom, options);
    await sealPrimes(init, pair, profile.primeBits / 8);
    return null;
  } finally {
    wipe(init.oneTimeKey);
  }
});

/** Linux sets the priority of the calling thread; elsewhere it would slow down the whole process, signatures included. */
function yieldToOthers(): void {
  if (platform() === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
}
