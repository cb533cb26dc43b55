/** What the console tells the renderer: views, never domain state, never a secret. */
import { z } from 'zod';
import { decimal, Hash, line, Pid, RequestId, SessionId, slug } from '../treasury/workspace/wire.ts';

const text = (maxLength: number) => z.string().max(maxLength);
const time = decimal;

export const WireError = z.strictObject({
  code: text(60),
  kind: z.enum(['input', 'policy', 'chain', 'peer', 'storage', 'bug']),
  message: text(600),
  safe: text(300).optional(),
  next: text(300).optional(),
  details: z.record(text(60), z.union([text(300), z.number(), z.boolean()])).optional(),
});
export type WireError = z.output<typeof WireError>;

/** An amount with its unit: `value` in base units, `decimals` to place the point. */
export const AmountView = z.strictObject({ value: decimal, decimals: z.int().min(0).max(36), asset: text(12) });
export type AmountView = z.output<typeof AmountView>;

/** Where a figure comes from and how old it is. */
export const SourceView = z.strictObject({ name: text(80), readAt: time, isStale: z.boolean() });
export type SourceView = z.output<typeof SourceView>;

export const AppStatusView = z.strictObject({
  version: text(40),
  buildHash: text(64),
  shell: z.enum(['electron', 'browser']),
  /** `starting` names the step under way; `first-run`: no workspace here; `locked`: a passphrase is needed. */
  phase: z.enum(['starting', 'first-run', 'locked', 'ceremony', 'ready', 'failed']),
  step: text(160),
  error: WireError.nullable(),
  now: time,
});
export type AppStatusView = z.output<typeof AppStatusView>;

export const CoSignerView = z.strictObject({
  pid: Pid,
  name: text(40),
  kind: z.enum(['endpoint', 'hsm', 'compliance', 'guardian']),
  site: text(40),
  isOnline: z.boolean(),
  /** Log size this co-signer last reported; `null` before the first report. */
  logSize: z.int().nullable(),
  lastSeenAt: time.nullable(),
});
export type CoSignerView = z.output<typeof CoSignerView>;

export const MemberView = z.strictObject({
  memberId: slug,
  name: text(40),
  isMe: z.boolean(),
  token: z.strictObject({ tokenId: slug, kind: z.enum(['simulated', 'ledger', 'fido2']), canShow: z.boolean() }),
  /** Whether that officer's console is attached to the relay now. */
  isOnline: z.boolean(),
});
export type MemberView = z.output<typeof MemberView>;

export const CheckpointView = z.strictObject({
  size: z.int(),
  rootHash: Hash,
  time,
  /** Who has signed, of all co-signers of the workspace. */
  signedBy: z.array(Pid).max(16),
  coSignerCount: z.int(),
});
export type CheckpointView = z.output<typeof CheckpointView>;

export const WorkspaceView = z.strictObject({
  workspaceId: Hash,
  name: text(60),
  kind: z.enum(['demo', 'production']),
  network: z.enum(['test', 'main']),
  me: MemberView,
  members: z.array(MemberView).max(32),
  coSigners: z.array(CoSignerView).max(16),
  policy: z.strictObject({ version: z.int(), hash: Hash, rules: z.array(text(400)).max(65) }),
  log: z.strictObject({ size: z.int(), head: Hash, rootHash: Hash, syncedAt: time }),
  checkpoint: CheckpointView.nullable(),
  /** Requests that wait for me. */
  needsMe: z.int(),
  now: time,
});
export type WorkspaceView = z.output<typeof WorkspaceView>;

/** One cell of a rounds x parties grid. */
export const CellView = z.strictObject({
  pid: Pid,
  state: z.enum(['waiting', 'received', 'verified', 'slow', 'rejected', 'standing-by']),
  /** Milliseconds from the round's start to this state. */
  elapsed: z.int().nullable(),
});
export type CellView = z.output<typeof CellView>;

export const RoundView = z.strictObject({
  round: z.int(),
  name: text(40),
  purpose: text(80),
  isCurrent: z.boolean(),
  cells: z.array(CellView).max(16),
  elapsed: z.int().nullable(),
});
export type RoundView = z.output<typeof RoundView>;

export const CeremonyView = z.strictObject({
  vaultId: slug,
  vaultName: text(40),
  scheme: text(40),
  minSigners: z.int(),
  state: z.enum(['preparing', 'running', 'confirming', 'done', 'failed', 'cancelled']),
  /** Pre-flight steps with their state, in order. */
  preflight: z
    .array(
      z.strictObject({ label: text(80), state: z.enum(['done', 'running', 'waiting', 'failed']), detail: text(120) }),
    )
    .max(12),
  parties: z.array(CoSignerView).max(16),
  rounds: z.array(RoundView).max(8),
  /** One sentence: who is waited for. */
  waitingFor: text(200),
  startedAt: time.nullable(),
  elapsed: z.int().nullable(),
  /** Shown only when every holder confirmed the same key. */
  fingerprint: text(64).nullable(),
  address: text(64).nullable(),
  confirmedBy: z.array(Pid).max(16),
  error: WireError.nullable(),
  blamed: z.array(z.strictObject({ pid: Pid, code: text(40), certainty: z.enum(['proven', 'suspected']) })).max(16),
});
export type CeremonyView = z.output<typeof CeremonyView>;

export const BalanceView = z.strictObject({
  accountId: slug,
  accountName: text(40),
  chain: z.enum(['solana', 'evm']),
  address: text(64),
  /** `null` when the source could not be read; `error` says why. */
  total: AmountView.nullable(),
  reserved: AmountView,
  available: AmountView.nullable(),
  source: SourceView,
  error: WireError.nullable(),
});
export type BalanceView = z.output<typeof BalanceView>;

export const PayeeView = z.strictObject({
  payeeId: slug,
  name: text(60),
  address: text(64),
  /** Confirmed payments to this payee so far. */
  payments: z.int(),
});
export type PayeeView = z.output<typeof PayeeView>;

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
  tokenScreens: z.array(TokenScreenView).max(12),
  canSubmit: z.boolean(),
});
export type TransferPreviewView = z.output<typeof TransferPreviewView>;

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
  rounds: z.array(RoundView).max(8),
  waitingFor: text(200),
  canCancel: z.boolean(),
  /** What all signers agreed on: a label and a hash each. */
  agreed: z.array(z.strictObject({ label: text(40), hash: text(128), agree: z.int(), of: z.int() })).max(8),
  unsignedTransaction: text(2464),
  blockhash: text(64),
  startedAt: time,
  endedAt: time.nullable(),
  error: WireError.nullable(),
  blamed: z.array(z.strictObject({ pid: Pid, code: text(40), certainty: z.enum(['proven', 'suspected']) })).max(16),
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
  signature: text(128),
  slot: decimal.nullable(),
  logIndex: z.int(),
  /** Whether the entry's inclusion proof against the newest checkpoint verified on this machine. */
  isIncluded: z.boolean(),
  verifiedBy: text(80),
});

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
  tokenScreens: z.array(TokenScreenView).max(12),
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

export const VaultView = z.strictObject({
  vaultId: slug,
  name: text(40),
  scheme: text(40),
  status: z.enum(['ceremony', 'active', 'failed']),
  minSigners: z.int(),
  partyCount: z.int(),
  epoch: z.int(),
  fingerprint: text(64),
  groupKey: text(64),
  createdAt: time,
  accounts: z.array(z.strictObject({ accountId: slug, name: text(40), address: text(64) })).max(64),
  holders: z
    .array(
      z.strictObject({
        coSigner: CoSignerView,
        epoch: z.int(),
        confirmedAt: time.nullable(),
        logIndex: z.int().nullable(),
        /** How the share is kept, in words. */
        keptBy: text(160),
      }),
    )
    .max(16),
  /** Every set of holders that can sign, as pids. */
  signingSets: z.array(z.array(Pid).max(16)).max(128),
  canLose: z.int(),
});
export type VaultView = z.output<typeof VaultView>;

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

/** A token asks its holder to compare and confirm; the screens are the token's own words. */
export const TokenPromptView = z.strictObject({
  promptId: text(32),
  tokenKind: z.enum(['simulated', 'ledger', 'fido2']),
  requestId: RequestId.nullable(),
  screens: z.array(TokenScreenView).max(12),
});
export type TokenPromptView = z.output<typeof TokenPromptView>;

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
