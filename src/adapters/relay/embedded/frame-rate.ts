import type { Clock } from '../../../base/clock.ts';

export interface FrameRate {
  /** Frames at once. */
  readonly burst: number;
  /** Frames per second in the long run. */
  readonly perSecond: number;
}

/** A token bucket: returns whether one more frame is within the rate, and counts it if so. */
export function createRateLimit({ burst, perSecond }: FrameRate, clock: Clock): () => boolean {
  let tokens = burst;
  let refilledAt = clock.now();
  return () => {
    const now = clock.now();
    const elapsed = Number(now > refilledAt ? now - refilledAt : 0n);
    refilledAt = now;
    tokens = Math.min(burst, tokens + (elapsed * perSecond) / 1000);
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
