/** How settled a slot is, by its age: one block producer, so nothing is ever rolled back. */

export type Commitment = 'processed' | 'confirmed' | 'finalized';

/** Slots until a vote of the cluster, and until 31 confirmations, would have settled a block on mainnet. */
const LAG: Readonly<Record<Commitment, bigint>> = { processed: 0n, confirmed: 2n, finalized: 32n };

/** The newest slot of a commitment level. */
export function slotAt(commitment: Commitment, currentSlot: bigint): bigint {
  const slot = currentSlot - LAG[commitment];
  return slot < 0n ? 0n : slot;
}

/** The level that a slot has reached. */
export function commitmentOf(slot: bigint, currentSlot: bigint): Commitment {
  const age = currentSlot - slot;
  if (age >= LAG.finalized) return 'finalized';
  return age >= LAG.confirmed ? 'confirmed' : 'processed';
}
