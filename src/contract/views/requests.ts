/** Requests, their signing sessions and their receipts. */
import { z } from 'zod';
import { decimal, Hash, MAX_TOKEN_SCREENS, Pid, RequestId, SessionId } from '../../treasury/workspace/wire.ts';
import { AmountView } from './amounts.ts';
import { LogEntryView } from './log.ts';
import { CoSignerView } from './people.ts';
import { BlamedView, RoundsView } from './runs.ts';
import { text, time } from './scalars.ts';
import { IntentView, PolicyVerdictView, StageView, TokenScreenView } from './transfers.ts';
import { WireError } from './wire-error.ts';

export const RequestStatusView = z.enum([
  'blocked',
  'pending',
  'approved',
  'signing',
  'signed',
  'broadcast',
  'confirmed',
  'failed',
  'rejected',
  'cancelled',
  'locked',
  'expired',
]);
export const NeedsView = z.enum(['you', 'others', 'machine', 'nobody']);
export const RequestSummaryView = z.strictObject({
  requestId: RequestId,
  label: text(16),
  title: text(120),
  amount: AmountView,
  accountName: text(40),
  payeeName: text(60),
  initiatorName: text(40),
  purpose: text(140),
  status: RequestStatusView,
  needs: NeedsView,
  /** The deciding rule's stages, with names; empty when the policy denies. */
  stages: z.array(StageView).max(4),
  destination: z.enum(['own', 'book', 'new']),
  isFirstPayment: z.boolean(),
  hasDissent: z.boolean(),
  attempts: z.int(),
  createdAt: time,
  expiresAt: time,
});
export type RequestSummaryView = z.output<typeof RequestSummaryView>;

export const VerdictView = z.strictObject({
  coSigner: CoSignerView,
  answer: z.enum(['contribute', 'refuse', 'waiting']),
  reading: text(400),
  decoder: text(40),
  reasons: z.array(z.strictObject({ code: text(40), text: text(300) })).max(16),
  logIndex: z.int().nullable(),
  at: time.nullable(),
});
export type VerdictView = z.output<typeof VerdictView>;

export const SessionView = z.strictObject({
  sessionId: SessionId,
  attempt: z.int(),
  maxAttempts: z.int(),
  state: z.enum(['judging', 'running', 'refused', 'failed', 'signed']),
  signers: z.array(Pid).max(16),
  verdicts: z.array(VerdictView).max(16),
  rounds: RoundsView,
  waitingFor: text(200),
  canCancel: z.boolean(),
  /** What all signers agreed on: a label and a hash each. */
  agreed: z.array(z.strictObject({ label: text(40), hash: text(128), agree: z.int(), of: z.int() })).max(8),
  unsignedTransaction: text(2464),
  /** What ends the life of the bytes, by the chain's name for it: a blockhash, or a nonce. */
  lifetime: z.strictObject({ label: text(20), value: text(64) }),
  /** How the signers work: `one round after a presignature`, `full signing`, `two rounds`. */
  protocol: text(60),
  startedAt: time,
  endedAt: time.nullable(),
  error: WireError.nullable(),
  blamed: BlamedView,
});
export type SessionView = z.output<typeof SessionView>;

/** One phase clock of the live signing view; `null` elapsed means not begun. */
export const PhaseView = z.strictObject({
  phase: z.enum(['approval', 'mpc', 'broadcast', 'confirm']),
  state: z.enum(['done', 'running', 'waiting', 'failed']),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  detail: text(160),
});

export const ReceiptView = z.strictObject({
  transactionId: text(100),
  /** Hex: 64 bytes, or 65 where the chain wants the recovery bit too. */
  signature: text(130),
  /** Slot or block of the transaction; `positionName` says which of the two. */
  slot: decimal.nullable(),
  positionName: z.enum(['slot', 'block']),
  chainName: text(40),
  logIndex: z.int(),
  /** Whether the entry's inclusion proof against the newest checkpoint verified on this machine. */
  isIncluded: z.boolean(),
  verifiedBy: text(80),
});

export const RequestDetailView = z.strictObject({
  summary: RequestSummaryView,
  intent: IntentView,
  verdict: PolicyVerdictView,
  policy: z.strictObject({ version: z.int(), hash: Hash }),
  approvals: z
    .array(
      z.strictObject({
        name: text(40),
        tokenKind: text(20),
        canShow: z.boolean(),
        signature: text(128),
        at: time,
        logIndex: z.int(),
      }),
    )
    .max(32),
  rejection: z.strictObject({ name: text(40), reason: text(300), at: time, logIndex: z.int() }).nullable(),
  tokenScreens: z.array(TokenScreenView).max(MAX_TOKEN_SCREENS),
  sessions: z.array(SessionView).max(3),
  phases: z.array(PhaseView).max(4),
  receipt: ReceiptView.nullable(),
  history: z.array(LogEntryView).max(100),
  /** What I may do now; a reason in words where I may not. */
  can: z.strictObject({
    approve: z.boolean(),
    reject: z.boolean(),
    cancel: z.boolean(),
    sign: z.boolean(),
    why: text(200),
  }),
});
export type RequestDetailView = z.output<typeof RequestDetailView>;
