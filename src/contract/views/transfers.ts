/** A transfer before anybody asks for it. */
import { z } from 'zod';
import { Hash, line, MAX_TOKEN_SCREENS, RequestId, slug } from '../../treasury/workspace/wire.ts';
import { AmountView } from './amounts.ts';
import { text, time } from './scalars.ts';

export const SeatView = z.strictObject({
  memberId: slug,
  name: text(40),
  state: z.enum(['approved', 'you', 'waiting', 'rejected', 'initiator', 'not-needed']),
  at: time.nullable(),
});

export const StageView = z.strictObject({
  groupName: text(40),
  quorum: z.int(),
  isMet: z.boolean(),
  seats: z.array(SeatView).max(16),
});
export type StageView = z.output<typeof StageView>;

export const PolicyVerdictView = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('allowed'),
    ruleId: text(12),
    ruleSentence: text(400),
    destination: z.enum(['own', 'book', 'new']),
    stages: z.array(StageView).max(4),
    isComplete: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('denied'),
    code: text(40),
    reason: text(400),
    destination: z.enum(['own', 'book', 'new']),
    nearMisses: z.array(z.strictObject({ ruleId: text(12), because: text(200) })).max(64),
  }),
]);
export type PolicyVerdictView = z.output<typeof PolicyVerdictView>;

/** A piece of the intent sentence; strong pieces are what must not be misread. */
export const SentencePart = z.strictObject({ text: text(200), isStrong: z.boolean() });

export const TokenScreenView = z.strictObject({ title: text(24), lines: z.array(text(24)).max(4) });
export type TokenScreenView = z.output<typeof TokenScreenView>;

/** Intent as every screen shows it; made from the intent itself, never from form state. */
export const IntentView = z.strictObject({
  requestId: RequestId,
  intentHash: Hash,
  sentence: z.array(SentencePart).max(24),
  accountId: slug,
  accountName: text(40),
  chainName: text(40),
  from: text(64),
  to: text(64),
  payeeId: z.union([slug, z.literal('')]),
  payeeName: text(60),
  isFirstPayment: z.boolean(),
  amount: AmountView,
  feeCeiling: AmountView,
  purpose: text(140),
  expiresAt: time,
});
export type IntentView = z.output<typeof IntentView>;

export const CheckView = z.strictObject({
  label: text(140),
  state: z.enum(['ok', 'warning', 'failed']),
  detail: text(160),
});

export const TransferPreviewView = z.strictObject({
  intent: IntentView,
  verdict: PolicyVerdictView,
  checks: z.array(CheckView).max(12),
  tokenScreens: z.array(TokenScreenView).max(MAX_TOKEN_SCREENS),
  canSubmit: z.boolean(),
});
export type TransferPreviewView = z.output<typeof TransferPreviewView>;

/** What a form sends; amounts are text as typed, so that the console alone parses money. */
export const TransferDraft = z.strictObject({
  accountId: slug,
  payeeId: z.union([slug, z.literal('')]),
  /** Used when `payeeId` is empty. */
  address: z.string().max(64),
  amount: z.string().max(40),
  purpose: z.union([line(140), z.literal('')]),
  feeCeiling: z.string().max(40),
  expiresInMinutes: z.int().min(1).max(10_080),
});
export type TransferDraft = z.output<typeof TransferDraft>;
