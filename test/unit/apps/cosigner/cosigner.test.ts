/** A co-signer's start: what it cannot take up is told to whoever started it, never passed over. */
import { describe, expect, it } from 'vitest';
import { CoSigner } from '../../../../src/apps/cosigner/cosigner.ts';
import { AppError } from '../../../../src/base/errors.ts';

const corrupt = new AppError({ code: 'STORAGE_CORRUPT', kind: 'storage', message: 'A stored record is damaged.' });

/** One whose stores fail when it looks at what was left open. */
function coSigner(caughtUp: Promise<void>) {
  const looked: string[] = [];
  const context = {
    replica: { state: null, onAdmitted: () => () => undefined, start: () => undefined },
    runs: { cancelAll: () => undefined },
    primes: {
      start: () => {
        looked.push('primes');
        throw corrupt;
      },
      stop: () => Promise.resolve(),
    },
  };
  return { looked, it: new CoSigner(context as never, { caughtUp, sendDirect: () => undefined }) };
}

describe('a co-signer that has read the log', () => {
  it('and cannot take up what was open, says so: its process must end', async () => {
    await expect(coSigner(Promise.resolve()).it.start()).rejects.toBe(corrupt);
  });

  it('and whose relay fails before, says that', async () => {
    const lost = new Error('the relay is gone');
    const made = coSigner(Promise.reject(lost));
    await expect(made.it.start()).rejects.toBe(lost);
    expect(made.looked).toEqual([]);
  });

  it('and was stopped meanwhile, touches its stores no more', async () => {
    const caughtUp = Promise.withResolvers<void>();
    const made = coSigner(caughtUp.promise);
    const started = made.it.start();
    made.it.stop();
    caughtUp.resolve();
    await started;
    expect(made.looked).toEqual([]);
  });
});
