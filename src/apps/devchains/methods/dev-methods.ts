/** What no real node offers: time under a test's control. */
import { z } from 'zod';
import { MAX_BLOCKHASH_AGE } from '../blockhash-queue.ts';
import { method, U64, type Method } from './method.ts';

/** About eleven hours of slots. */
const MAX_SLOTS = 100_000n;

export const devMethods: Readonly<Record<string, Method>> = {
  /** Advances until no blockhash known now is valid any more; returns the new slot. */
  dev_expireBlockhash: method(z.tuple([]), (chain) => {
    chain.advance(MAX_BLOCKHASH_AGE + 1n);
    return chain.slot;
  }),
  /** Returns the new slot. */
  dev_advanceSlots: method(z.tuple([U64.refine((slots) => slots >= 1n && slots <= MAX_SLOTS)]), (chain, [slots]) => {
    chain.advance(slots);
    return chain.slot;
  }),
};
