/** The audit log and its proofs. */
import { z } from 'zod';
import { Hash, RequestId } from '../../treasury/workspace/wire.ts';
import { CheckpointView } from './people.ts';
import { text, time } from './scalars.ts';
import { SentencePart } from './transfers.ts';

export const LogEntryView = z.strictObject({
  index: z.int(),
  hash: Hash,
  time,
  author: text(60),
  authorKind: z.enum(['member', 'endpoint', 'hsm', 'compliance', 'guardian']),
  type: text(40),
  /** A plain sentence; strong pieces are names and numbers. */
  what: z.array(SentencePart).max(16),
  tone: z.enum(['neutral', 'ok', 'bad']),
  requestId: RequestId.nullable(),
  signature: text(128),
  proof: z.enum(['included', 'pending']),
});
export type LogEntryView = z.output<typeof LogEntryView>;

export const LogVerificationView = z.strictObject({
  isIntact: z.boolean(),
  entries: z.int(),
  signatures: z.int(),
  inclusionProofs: z.int(),
  consistencyProofs: z.int(),
  elapsed: z.int(),
  rootHash: Hash,
  /** The first entry that failed, and why. */
  fault: z.strictObject({ index: z.int(), code: text(40), message: text(300) }).nullable(),
  checkpoints: z.array(CheckpointView).max(50),
  lastGoodCheckpoint: z.int().nullable(),
  verifiedAt: time,
});
export type LogVerificationView = z.output<typeof LogVerificationView>;
