import type { Clock } from '../../base/clock.ts';

/** The machine's clock. The only place of the product that reads it for the layers below. */
export const systemClock: Clock = { now: () => BigInt(Date.now()) };
