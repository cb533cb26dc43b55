/**
 * Entries about the sharing of a vault's key after its ceremony: refresh, resharing, and the presignatures of an epoch. The key,
 * its chain code and its addresses never change by any of them.
 */
import { z } from 'zod';
import { KeyPath } from '../chains/chain.ts';
import { BlameCode, BlameRecord } from './blame.ts';
import { Hash, hexBytes, hexBytesIn, line, Pid, slug } from './wire.ts';

/** Number of a sharing of one key; 0 is the key ceremony's. */
export const EpochNumber = z.int().min(0).max(1_000_000);

/** Presignatures that one order may ask for. */
export const MAX_ORDERED = 32;

/** How long a presignature may be used, in milliseconds, and how many of a path may wait to be used (cggmp24.md 8.3, rule 4). */
export const PRESIGNATURE_MAX_AGE = 24n * 3_600_000n;
export const PRESIGNATURE_MAX_STOCK = 100;

/** One that an order made: the order's hash, and its place in the order. */
export const PresignatureName = z.strictObject({
  order: Hash,
  index: z
    .int()
    .min(0)
    .max(MAX_ORDERED - 1),
});
export type PresignatureName = z.output<typeof PresignatureName>;

/** A share holder of the new epoch with its Shamir point, which no other device of this key ever had. */
export const NewHolder = z.strictObject({ pid: Pid, id: z.int().min(1).max(1_000_000) });

/** Asks a signing set to make presignatures; each is a run of its own (`presignatureRun`). */
export const PresignaturesOrdered = z.strictObject({
  type: z.literal('presignatures.ordered'),
  vaultId: slug,
  epoch: EpochNumber,
  signers: z.array(Pid).min(2).max(16),
  path: KeyPath,
  count: z.int().min(1).max(MAX_ORDERED),
});

/** Asks for new shares of the same key. This is the public input of the protocol (reshare.md 1), signed by its author. */
export const ReshareProposed = z.strictObject({
  type: z.literal('vault.reshare-proposed'),
  vaultId: slug,
  /** The epoch whose shares are dealt from. */
  epoch: EpochNumber,
  /** The epoch that is made; never one that was dealt before, whatever became of it. */
  nextEpoch: EpochNumber,
  /** Exactly as many holders of `epoch` as must sign. */
  dealers: z.array(Pid).min(2).max(16),
  holders: z.array(NewHolder).min(2).max(16),
  minSigners: z.int().min(2).max(16),
  /** `refresh`: same holders, same number of signers. Anything else is a `reshare` and needs approvals. */
  reason: z.enum(['refresh', 'reshare']),
});

/** A member approves a resharing with the token. */
export const ReshareApproved = z.strictObject({
  type: z.literal('vault.reshare-approved'),
  vaultId: slug,
  /** Hash of the proposing entry. */
  runId: Hash,
  tokenId: slug,
  /** By the token, over `reshareDigest`. */
  tokenSignature: hexBytes(64),
});

/** The resharing ended, or is given up. Acknowledgements that come all the same still count. */
export const ReshareFailed = z.strictObject({
  type: z.literal('vault.reshare-failed'),
  vaultId: slug,
  runId: Hash,
  code: BlameCode,
  text: line(300),
  blame: z.array(BlameRecord).max(16),
});

/** A new holder says that it stored its share of the new epoch (reshare.md 6.3). All of them together are the certificate. */
export const EpochAcknowledged = z.strictObject({
  type: z.literal('vault.epoch-acknowledged'),
  vaultId: slug,
  runId: Hash,
  epoch: EpochNumber,
  sid: Hash,
  /** `T` of the run. */
  transcriptHash: Hash,
  /** Over the public auxiliary data of the epoch; 32 zero bytes where the scheme has none. */
  auxHash: Hash,
  groupKey: hexBytesIn(32, 33),
  /** SHA-256 of the epoch's public part in the engine's encoding: whoever joins later compares with it. */
  publicHash: Hash,
  /** Over `H("reshare/ack", sid, T, epoch, auxHash)` by the holder's identity key. */
  acknowledgement: hexBytes(64),
});

/** A new holder that acknowledged nothing says that it never will (reshare.md 6.7): the epoch cannot come to be any more. */
export const EpochRefused = z.strictObject({
  type: z.literal('vault.epoch-refused'),
  vaultId: slug,
  runId: Hash,
  epoch: EpochNumber,
  sid: Hash,
  transcriptHash: Hash,
  /** Over `H("reshare/nack", sid, T, epoch)` by the holder's identity key. */
  refusal: hexBytes(64),
});

/** A holder destroyed its share of an earlier epoch. Nobody else can see whether it is true. */
export const EpochErased = z.strictObject({ type: z.literal('vault.epoch-erased'), vaultId: slug, epoch: EpochNumber });

export const EPOCH_ENTRIES = [
  PresignaturesOrdered,
  ReshareProposed,
  ReshareApproved,
  ReshareFailed,
  EpochAcknowledged,
  EpochRefused,
  EpochErased,
] as const;
