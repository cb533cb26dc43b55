/** Every act in a workspace is one signed log entry. These are all the kinds there are. */
import { z } from 'zod';
import { Chain, EcdsaProfile, KeyPath, Scheme } from '../chains/chain.ts';
import { TransferIntent } from '../intent/intent.ts';
import { Policy } from '../policy/policy.ts';
import { BlameCode, BlameRecord } from './blame.ts';
import { EPOCH_ENTRIES, PresignatureName } from './epoch-entry.ts';
import { decimal, Hash, hexBytes, hexBytesIn, hexUpTo, line, moment, Pid, RequestId, SessionId, slug } from './wire.ts';

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
  chain: Chain,
  /** In the chain's canonical form: base58, or EIP-55. An EVM payee is paid on every EVM network at the same address. */
  address: z.string().min(32).max(44),
});
export type Payee = z.output<typeof Payee>;

/** What ends the life of signed bytes on Solana: a blockhash (base58), and the last block height in which it is valid. */
export const SolanaLifetime = z.strictObject({
  blockhash: z.string().min(32).max(44),
  lastValidBlockHeight: decimal,
});
/**
 * What ends the life of signed bytes on an EVM chain: another transaction with the same nonce. `feeCap` is the most wei that the
 * bytes allow the chain to take as fee.
 */
export const EvmLifetime = z.strictObject({ nonce: decimal, feeCap: decimal });
export const Lifetime = z.union([SolanaLifetime, EvmLifetime]);
export type Lifetime = z.output<typeof Lifetime>;

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
    'PRESIGNATURE_UNUSABLE',
  ]),
  text: line(300),
});
export type RefusalReason = z.output<typeof RefusalReason>;

export { BlameCode, BlameRecord };

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
    /** Sizes of moduli that ECDSA vaults may have; absent means P128 alone, in a demo also P112. */
    ecdsaProfiles: z.array(EcdsaProfile).min(1).max(2).optional(),
    /** Distinguishes workspaces that are otherwise alike. */
    salt: hexBytes(32),
  }),
  z.strictObject({
    type: z.literal('vault.proposed'),
    vaultId: slug,
    name: line(40),
    scheme: Scheme,
    /** For an ECDSA vault, and only for one. */
    profile: EcdsaProfile.optional(),
    minSigners: z.int().min(2).max(16),
    holders: z.array(Pid).min(2).max(16),
  }),
  /** One holder's signed confirmation that it stored its share and computed this public result. */
  z.strictObject({
    type: z.literal('vault.confirmed'),
    vaultId: slug,
    epoch: z.int().min(0).max(1_000_000),
    runId: Hash,
    /** 32 bytes of Ed25519, or 33 of a compressed secp256k1 point. */
    groupKey: hexBytesIn(32, 33),
    chainCode: hexBytes(32),
    transcriptHash: Hash,
    sid: Hash,
    /** Over the public auxiliary data, as in reshare.md 6.3; of an ECDSA vault, and only of one. */
    auxHash: Hash.optional(),
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
  /** A further machine that may be given shares; it holds none before a resharing. */
  z.strictObject({ type: z.literal('co-signer.enrolled'), coSigner: CoSigner }),
  ...EPOCH_ENTRIES,
  z.strictObject({
    type: z.literal('account.opened'),
    accountId: slug,
    name: line(40),
    vaultId: slug,
    chain: Chain,
    network: line(64),
    /** From the vault's key to the account's. Solana has none; an EVM account says it, usually [60, 0]. */
    path: KeyPath.optional(),
    /** Must be the address of the vault's key at the path. */
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
    lifetime: Lifetime,
    /** The presignature that the signers shall use, and spend, whatever becomes of the session; absent for a full signing run. */
    presignature: PresignatureName.optional(),
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
    /** 64 bytes of Ed25519, or 65 of ECDSA: r, s in the lower half, parity 0 or 1. */
    signature: hexBytesIn(64, 65),
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
    /** The chain's own name of the transaction: the signature in base58, or the hash in hex. */
    transactionId: z.string().min(64).max(90),
  }),
  z.strictObject({
    type: z.literal('request.settled'),
    requestId: RequestId,
    sessionId: SessionId,
    /** `expired`: the transaction can no longer be included and was not; another attempt may follow. */
    outcome: z.enum(['confirmed', 'failed', 'expired']),
    /** Slot or block of the transaction. */
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
