/** New shares of a vault's key: a refresh among the same holders, or a change of who holds and how many sign. */
import { z } from 'zod';
import { Hash, MAX_TOKEN_SCREENS, Pid } from '../../treasury/workspace/wire.ts';
import { BlamedView, RoundsView } from './runs.ts';
import { text, time } from './scalars.ts';
import { TokenScreenView } from './transfers.ts';
import { WireError } from './wire-error.ts';

const Committee = z.strictObject({ minSigners: z.int(), holders: z.array(Pid).max(16) });

export const ReshareView = z.strictObject({
  runId: Hash,
  reason: z.enum(['refresh', 'reshare']),
  /**
   * `pending`: waits for approvals. `failed`: given up, but acknowledgements that went out could still complete it.
   * `impossible`: over for good without effect. `active`: its shares are the vault's.
   */
  status: z.enum(['pending', 'running', 'failed', 'impossible', 'active']),
  proposedByName: text(40),
  proposedAt: time,
  /** Log entry that proposed it. */
  logIndex: z.int(),
  /** Number of the epoch that is dealt from, and of the one that is made. */
  epoch: z.int(),
  nextEpoch: z.int(),
  before: Committee,
  after: Committee,
  /** Who deals: as many old holders as must sign. */
  dealers: z.array(Pid).max(16),
  /** Members' tokens that must approve; 0 for a refresh. */
  needed: z.int(),
  approvals: z.array(z.strictObject({ name: text(40), at: time, logIndex: z.int() })).max(32),
  /** Until when it can be approved; null where nobody must. */
  approveBy: time.nullable(),
  can: z.strictObject({ approve: z.boolean(), cancel: z.boolean(), why: text(200) }),
  /** Word for word what the token of whoever approves will show. */
  tokenScreens: z.array(TokenScreenView).max(MAX_TOKEN_SCREENS),
  rounds: RoundsView,
  waitingFor: text(200),
  /** New holders that stored their share and said so; refusals are for good. */
  acknowledgedBy: z.array(Pid).max(16),
  refusedBy: z.array(Pid).max(16),
  startedAt: time.nullable(),
  elapsed: z.int().nullable(),
  error: WireError.nullable(),
  blamed: BlamedView,
  /** What stays as it was: the key by its fingerprint, the accounts' addresses, and which new holders computed the same key themselves. */
  unchanged: z.strictObject({
    fingerprint: text(64),
    addresses: z.array(text(64)).max(64),
    confirmedBy: z.array(Pid).max(16),
  }),
});
export type ReshareView = z.output<typeof ReshareView>;
