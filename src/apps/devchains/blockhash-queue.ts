/**
 * The recent blockhashes of the chain. litesvm has a single blockhash at a time, so its own check is off and this queue
 * decides, by mainnet's rule: the blockhash of block B is good for transactions in blocks up to B + 150.
 */
import { createHash } from 'node:crypto';
import { base58 } from '@scure/base';
import { concatBytes, utf8ToBytes } from '../../base/bytes.ts';

/** Blocks that a transaction may come after its blockhash. */
export const MAX_BLOCKHASH_AGE = 150n;

const LABEL = utf8ToBytes('countersign/devchain/blockhash');

export class BlockhashQueue {
  readonly #genesis: Uint8Array;
  readonly #slots = new Map<string, bigint>();
  #slot: bigint;

  /** Every blockhash follows from the genesis hash and its slot, so a restarted chain still knows the old ones. */
  constructor(genesis: Uint8Array, slot: bigint) {
    this.#genesis = genesis;
    this.#slot = slot;
    this.#fill(slot - MAX_BLOCKHASH_AGE);
  }

  /** The newest slot. Every slot has a block, so it is the block height as well. */
  get slot(): bigint {
    return this.#slot;
  }

  advance(slots: bigint): void {
    const next = this.#slot + 1n;
    this.#slot += slots;
    this.#fill(next);
    for (const [blockhash, slot] of this.#slots)
      if (slot < this.#slot - MAX_BLOCKHASH_AGE) this.#slots.delete(blockhash);
  }

  /** Base58. */
  blockhashOf(slot: bigint): string {
    const slotBytes = new Uint8Array(8);
    new DataView(slotBytes.buffer).setBigUint64(0, slot);
    return base58.encode(
      createHash('sha256')
        .update(concatBytes(LABEL, this.#genesis, slotBytes))
        .digest(),
    );
  }

  /** The slot of a blockhash that is still good at the newest slot, otherwise undefined. */
  validSlotOf(blockhash: string): bigint | undefined {
    return this.#slots.get(blockhash);
  }

  /** Adds the blockhashes from a slot to the newest one, of which only the last 151 can be good. */
  #fill(from: bigint): void {
    const oldest = this.#slot - MAX_BLOCKHASH_AGE;
    for (let slot = from > oldest ? from : oldest; slot <= this.#slot; slot += 1n) {
      if (slot >= 0n) this.#slots.set(this.blockhashOf(slot), slot);
    }
  }
}
