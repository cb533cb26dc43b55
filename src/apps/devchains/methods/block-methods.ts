import { z } from 'zod';
import { MAX_BLOCKHASH_AGE } from '../blockhash-queue.ts';
import { ContextConfig, contextSlot, inContext, method, Pubkey, type Method } from './method.ts';

const OnlyConfig = z.tuple([ContextConfig]);
const Nothing = z.tuple([]);

/** Every slot has a block, so the height of a block is its slot. */
const height = method(OnlyConfig, (chain, [config]) => contextSlot(chain, config));

export const blockMethods: Readonly<Record<string, Method>> = {
  getSlot: height,
  getBlockHeight: height,
  getLatestBlockhash: method(OnlyConfig, (chain, [config]) => {
    const slot = contextSlot(chain, config);
    return inContext(slot, { blockhash: chain.blockhashOf(slot), lastValidBlockHeight: slot + MAX_BLOCKHASH_AGE });
  }),
  // As on a node, a blockhash younger than the commitment level asked for is not known yet, hence not valid.
  isBlockhashValid: method(z.tuple([Pubkey, ContextConfig]), (chain, [blockhash, config]) => {
    const slot = contextSlot(chain, config);
    const created = chain.validSlotOf(blockhash);
    return inContext(slot, created !== undefined && created <= slot);
  }),
  getGenesisHash: method(Nothing, (chain) => chain.genesisHash),
  getHealth: method(Nothing, () => 'ok'),
  getVersion: method(Nothing, () => ({ 'solana-core': 'countersign-devchain (litesvm)', 'feature-set': 0 })),
};
