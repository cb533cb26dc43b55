/** Every act in a workspace is one signed log entry. These are all the kinds there are. */
import { z } from 'zod';
import { TransferIntent } from '../intent/intent.ts';
import { Policy } from '../policy/policy.ts';
import { decimal, Hash, hexBytes, hexUpTo, line, moment, Pid, RequestId, SessionId, slug } from './wire.ts';

/** Keys of one officer's device: it signs log entries and receives direct messages. */
export const Device = z.strictObject({ pid: Pid, identityKey: hexBytes(32), channelKey: hexBytes(32) });
export type Device = z.output<typeof Device>;

export const TokenRecord = z.strictObject({
  tokenId: slug,
  kind: z.enum(['simulated', 'ledger', 'fido2']),
  publicKey: hexBytes(32),
  /** Whether the token can show amount and address on a screen of its own. */
  canShow: z.boolean(),
});
export type TokenRecord = z.output<typeof TokenRecord>;

export const Member = z.strictObject({
  memberId: slug,
  /** People are shown by role, for example "Treasurer". */
  name: line(40),
  device: Device,
  token: TokenRecord,
});
export type Member = z.output<typeof Member>;

export const CoSignerKind = z.enum(['endpoint', 'hsm', 'compliance', 'guardian']);
export type CoSignerKind = z.output<typeof CoSignerKind>;

export const CoSigner = z.strictObject({
  pid: Pid,
  name: line(40),
  kind: CoSignerKind,
  site: line(40),
  identityKey: hexBytes(32),
  channelKey: hexBytes(32),
});
export type CoSigner = z.output<typeof CoSigner>;

export const Payee = z.strictObject({
  payeeId: slug,
  name: line(60),
  chain: z.literal('solana'),
  address: z.string().min(32).max(44),
});
export type Payee = z.output<typeof Payee>;

export const Scheme = z.enum(['ed25519']);

/** Why a co-signer refused: a code to switch on, and its own words. */
export const RefusalReason = z.strictObject({
  code: z.enum([
    'BYTES_UNREADABLE',
    'RECIPIENT_DIFFERS',
    'AMOUNT_DIFFERS',
    'ASSET_DIFFERS',
    'SENDER_DIFFERS',
    'FEE_TOO_HIGH',
    'EFFECT_UNEXPLAINED',
    'NETWORK_DIFFERS',
    'REQUEST_UNKNOWN',
    'REQUEST_NOT_APPROVED',
    'APPROVAL_INVALID',
    'POLICY_DIFFERS',
    'INTENT_DIFFERS',
    'LOG_HEAD_DIFFERS',
    'EPOCH_DIFFERS',
    'SIGNER_SET_INVALID',
    'EXPIRED',
    'EARLIER_ATTEMPT_LIVE',
    'LIFETIME_INVALID',
    'CHAIN_UNREADABLE',
    'SHARE_LOCKED',
    'RETRIES_EXHAUSTED',
  ]),
  text: line(300),
});
export type RefusalReason = z.output<typeof RefusalReason>;

/** A machine's name of what went wrong, such as a check of the protocol: `EQUIVOCATION`, `ss.share`, `fk1.pok`. */
export const BlameCode = z.string().regex(/^[A-Za-z0-9_.-]{1,40}$/);

export const BlameRecord = z.strictObject({
  pid: Pid,
  code: BlameCode,
  certainty: z.enum(['proven', 'suspected']),
});

export const EntryBody = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('workspace.created'),
    name: line(60),
    kind: z.enum(['demo', 'production']),
    network: z.enum(['test', 'main']),
    members: z.array(Member).min(1).max(32),
    coSigners: z.array(CoSigner).min(1).max(16),
    payees: z.array(Payee).max(256),
    policy: Policy,
    /** Distinguishes workspaces that are otherwise alike. */
    salt: hexBytes(32),
  }),
  z.strictObject({
    type: z.literal('vault.proposed'),
    vaultId: slug,
    name: line(40),
    scheme: Scheme,
    minSigners: z.int().min(2).max(16),
    holders: z.array(Pid).min(2).max(16),
  }),
  /** One holder's signed confirmation that it stored its share and computed this public result. */
  z.strictObject({
    type: z.literal('vault.confirmed'),
    vaultId: slug,
    epoch: z.int().min(0).max(1_000_000),
    runId: Hash,
    groupKey: hexBytes(32),
    chainCode: hexBytes(32),
    transcriptHash: Hash,
    sid: Hash,
    /** Over H("confirm", sid, transcriptHash) by the holder's identity key. */
    confirmation: hexBytes(64),
  }),
  z.strictObject({
    type: z.literal('vault.failed'),
    vaultId: slug,
    runId: Hash,
    code: BlameCode,
    text: line(300),
    blame: z.array(BlameRecord).max(16),
  }),
  z.strictObject({
    type: z.literal('account.opened'),
    accountId: slug,
    name: line(40),
    vaultId: slug,
    chain: z.literal('solana'),
    network: line(64),
    /** Base58; must be the vault's group key, because the path is empty in this version. */
    address: z.string().min(32).max(44),
  }),
  z.strictObject({ type: z.literal('request.created'), intent: TransferIntent }),
  z.strictObject({
    type: z.literal('request.approved'),
    requestId: RequestId,
    intentHash: Hash,
    policyHash: Hash,
    tokenId: slug,
    /** By the token, over `approvalDigest`. */
    tokenSignature: hexBytes(64),
  }),
  z.strictObject({ type: z.literal('request.rejected'), requestId: RequestId, reason: line(300) }),
  z.strictObject({ type: z.literal('request.cancelled'), requestId: RequestId }),
  z.strictObject({
    type: z.literal('session.proposed'),
    sessionId: SessionId,
    requestId: RequestId,
    attempt: z.int().min(1).max(3),
    intentHash: Hash,
    policyHash: Hash,
    vaultId: slug,
    epoch: z.int().min(0).max(1_000_000),
    signers: z.array(Pid).min(2).max(16),
    /** The exact bytes to sign. */
    unsignedTransaction: hexUpTo(1232),
    /** Blockhash (base58) and the last block height in which it is valid. */
    lifetime: z.strictObject({ blockhash: z.string().min(32).max(44), lastValidBlockHeight: decimal }),
  }),
  z.strictObject({
    type: z.literal('verdict.given'),
    sessionId: SessionId,
    answer: z.enum(['contribute', 'refuse']),
    /** What this co-signer's own decoder reads in the bytes, as one sentence; empty if unreadable. */
    reading: z.union([line(400), z.literal('')]),
    decoder: line(40),
    policyHash: Hash,
    reasons: z.array(RefusalReason).max(16),
  }),
  z.strictObject({
    type: z.literal('session.signed'),
    sessionId: SessionId,
    signature: hexBytes(64),
  }),
  z.strictObject({
    type: z.literal('session.failed'),
    sessionId: SessionId,
    code: BlameCode,
    text: line(300),
    blame: z.array(BlameRecord).max(16),
  }),
  z.strictObject({
    type: z.literal('request.broadcast'),
    requestId: RequestId,
    sessionId: SessionId,
    /** The chain's own name of the transaction (base58 signature). */
    transactionId: z.string().min(64).max(90),
  }),
  z.strictObject({
    type: z.literal('request.settled'),
    requestId: RequestId,
    sessionId: SessionId,
    /** `expired`: the transaction can no longer be included and was not; another attempt may follow. */
    outcome: z.enum(['confirmed', 'failed', 'expired']),
    slot: decimal,
  }),
]);
export type EntryBody = z.output<typeof EntryBody>;
export type EntryType = EntryBody['type'];
export type EntryOf<T extends EntryType> = Extract<EntryBody, { type: T }>;

/** A signed entry. `signature` is by the author's identity key over `entryDigest`. */
export const LogEntry = z.strictObject({
  version: z.literal(1),
  /** Of the first entry: 32 zero bytes. Afterwards the hash of the first entry. */
  workspaceId: Hash,
  /** Number of entries before this one. */
  index: z
    .int()
    .min(0)
    .max(2 ** 40),
  /** Hash of the entry before; 32 zero bytes for the first. */
  prev: Hash,
  /** The author's clock, milliseconds. Evidence of what the author claimed, not of when it happened. */
  time: moment,
  author: Pid,
  body: EntryBody,
  signature: hexBytes(64),
});
export type LogEntry = z.output<typeof LogEntry>;
