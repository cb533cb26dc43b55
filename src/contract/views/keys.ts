/** Vaults: their ceremony, who holds the shares, and what is ready for the next signature. */
import { z } from 'zod';
import { Pid, slug } from '../../treasury/workspace/wire.ts';
import { CoSignerView } from './people.ts';
import { ReshareView } from './reshare.ts';
import { BlamedView, RoundsView } from './runs.ts';
import { text, time } from './scalars.ts';
import { WireError } from './wire-error.ts';

const SchemeId = z.enum(['ed25519', 'ecdsa-secp256k1']);

export const CeremonyView = z.strictObject({
  vaultId: slug,
  vaultName: text(40),
  scheme: text(40),
  schemeId: SchemeId,
  /** Sizes that a vault's proposal chose, in words; empty for a scheme without any. */
  parameters: text(120),
  minSigners: z.int(),
  /** `preparing`: what the ceremony needs is being made; the log need not know of it yet. */
  state: z.enum(['preparing', 'running', 'confirming', 'done', 'failed', 'cancelled']),
  /** Pre-flight steps with their state, in order. */
  preflight: z
    .array(
      z.strictObject({ label: text(80), state: z.enum(['done', 'running', 'waiting', 'failed']), detail: text(120) }),
    )
    .max(32),
  parties: z.array(CoSignerView).max(16),
  rounds: RoundsView,
  /** One sentence: who is waited for. */
  waitingFor: text(200),
  startedAt: time.nullable(),
  elapsed: z.int().nullable(),
  /** Shown only when every holder confirmed the same key. */
  fingerprint: text(64).nullable(),
  address: text(64).nullable(),
  confirmedBy: z.array(Pid).max(16),
  error: WireError.nullable(),
  blamed: BlamedView,
});
export type CeremonyView = z.output<typeof CeremonyView>;

/** A sharing of the key that is in force, or was. */
export const EpochView = z.strictObject({
  epoch: z.int(),
  minSigners: z.int(),
  partyCount: z.int(),
  holders: z.array(Pid).max(16),
  since: time,
  /** Log entry that put it in force. */
  logIndex: z.int(),
  state: z.enum(['active', 'retired']),
  /** How many of its holders say that their share of it is destroyed. */
  erased: z.int(),
  of: z.int(),
});
export type EpochView = z.output<typeof EpochView>;

/** Presignatures of an ECDSA vault's present epoch. */
export const PresignaturesView = z.strictObject({
  /** Ready at every signer of the set, and named by no session. */
  available: z.int(),
  target: z.int(),
  /** Ordered, and not yet ready everywhere. */
  underWay: z.int(),
  /** Why what is missing is not being made now, in words; empty while it is, and when nothing is missing. */
  why: text(200),
  signers: z.array(Pid).max(16),
});
export type PresignaturesView = z.output<typeof PresignaturesView>;

export const VaultHolderView = z.strictObject({
  coSigner: CoSignerView,
  epoch: z.int(),
  confirmedAt: time.nullable(),
  logIndex: z.int().nullable(),
  /** How the share is kept, in words. */
  keptBy: text(160),
  /** Sets of primes for the next ceremony or refresh, by the holder's own report; null for a scheme without any, or before a report. */
  primes: z.strictObject({ ready: z.int(), target: z.int(), isGenerating: z.boolean() }).nullable(),
  /** Why the holder computes ECDSA slowly, by its own report; null where it does not, and for schemes that never do. */
  slowBecause: text(200).nullable(),
});
export type VaultHolderView = z.output<typeof VaultHolderView>;

export const VaultView = z.strictObject({
  vaultId: slug,
  name: text(40),
  scheme: text(40),
  schemeId: SchemeId,
  parameters: text(120),
  chain: z.enum(['solana', 'evm']),
  /** `announced`: this console prepares its ceremony, and the log does not know of it yet. */
  status: z.enum(['announced', 'ceremony', 'active', 'failed']),
  minSigners: z.int(),
  partyCount: z.int(),
  epoch: z.int(),
  /** Empty while there is no key. */
  fingerprint: text(64),
  groupKey: text(66),
  /** When it was proposed; null before. */
  createdAt: time.nullable(),
  accounts: z
    .array(z.strictObject({ accountId: slug, name: text(40), address: text(64), chainName: text(40) }))
    .max(64),
  holders: z.array(VaultHolderView).max(16),
  /** Every set of holders that can sign, as pids. */
  signingSets: z.array(z.array(Pid).max(16)).max(128),
  canLose: z.int(),
  /** Newest first. */
  epochs: z.array(EpochView).max(64),
  presignatures: PresignaturesView.nullable(),
  /** While the ceremony runs, or when the last one ended without a key. */
  ceremony: CeremonyView.nullable(),
  /** Pending or running, otherwise the last one; null before the first. */
  reshare: ReshareView.nullable(),
  /** What I may do now; a reason in words where I may not. */
  can: z.strictObject({ refresh: z.boolean(), reshare: z.boolean(), order: z.boolean(), why: text(200) }),
});
export type VaultView = z.output<typeof VaultView>;
