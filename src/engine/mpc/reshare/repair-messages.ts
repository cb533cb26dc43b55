/** Plan, messages and repeatable checks of REPAIR: t helpers give a member its lost share again (reshare.md 4). Same epoch, same id. */
import { bytesEqual, compareBytes } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { bytesCodec, decodeWith, encodeWith, listCodec, structCodec } from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';
import type { Group } from '../frost/group.ts';
import { defineProtocol, type EvidenceFacts, type ProtocolDefinition } from '../protocol/definition.ts';
import { partyIdOf, type PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import { echoRound, type Round } from '../protocol/protocol.ts';
import { lagrange } from './field.ts';
import { groupOf } from './scheme.ts';
import {
  assertSharedKey,
  demandPlan,
  holderOf,
  isAscending,
  MAX_PARTY_COUNT,
  sharedKeyCodec,
  sharingHash,
  type SharedKey,
} from './shared-key.ts';

export const REPAIR = 'repair';

export type RepairPlan = {
  readonly key: SharedKey;
  /** Hs: exactly t pids, ascending. */
  readonly helpers: readonly Uint8Array[];
  /** r: the holder that lost its data but was not compromised; otherwise reshare without it. */
  readonly lost: Uint8Array;
};

/** `Dp_ij = d_ij·G` for every helper j, in the order of Hs. */
export type Rp1 = { readonly Dp: readonly Uint8Array[] };
/** `d_ij`. Private. */
export type Rpp = { readonly d: Uint8Array };
/** `sigma_j = sum_i d_ij`. Private, to the repaired member. */
export type Rps = { readonly sigma: Uint8Array };

export interface RepairSetup {
  readonly plan: RepairPlan;
  readonly group: Group;
  readonly helpers: readonly PartyId[];
  readonly lost: PartyId;
  readonly RP1: Round<Rp1>;
  readonly RPP: Round<Rpp>;
  readonly RPS: Round<Rps>;
}

const b32 = bytesCodec({ exact: 32 });
const planCodec = structCodec<RepairPlan>({
  key: sharedKeyCodec,
  helpers: listCodec(b32, { min: 2, max: MAX_PARTY_COUNT }),
  lost: b32,
});

/** @throws AppError `PLAN_INVALID` */
export function assertRepairPlan({ key, helpers, lost }: RepairPlan): void {
  assertSharedKey(key);
  const isHolder = (pid: Uint8Array): boolean => key.holders.some((holder) => bytesEqual(holder.pid, pid));
  demandPlan(
    isAscending(helpers) && helpers.length === key.minSigners && helpers.every(isHolder),
    'the helpers are not exactly t holders',
  );
  demandPlan(
    isHolder(lost) && !helpers.some((pid) => bytesEqual(pid, lost)),
    'the repaired party is not another holder',
  );
}

export function setUpRepair(plan: RepairPlan): RepairSetup {
  assertRepairPlan(plan);
  const group = groupOf(plan.key.scheme);
  const helpers = plan.helpers.map(partyIdOf);
  const { pointCodec, scalarCodec } = group;
  const Dp = listCodec(pointCodec, { min: helpers.length, max: helpers.length });
  const common = { senders: helpers };
  return {
    ...{ plan, group, helpers, lost: partyIdOf(plan.lost) },
    RP1: { ...common, id: 1, label: 'Commitments', kind: 'echo', codec: structCodec<Rp1>({ Dp }) },
    RPP: { ...common, id: 2, label: 'Parts', kind: 'p2p', codec: structCodec<Rpp>({ d: scalarCodec }) },
    RPS: { ...common, id: 3, label: 'Sums', kind: 'p2p', codec: structCodec<Rps>({ sigma: scalarCodec }) },
  };
}

/** The session plan: the helpers and the repaired member take part. Auxiliary data is left out for the reason given at `sharingHash`. */
export function repairSessionPlan({ key, helpers, lost }: RepairPlan): SessionPlan {
  return {
    suite: key.scheme,
    profile: key.profile,
    protocol: REPAIR,
    protocolVersion: 1,
    keyId: key.keyId,
    epoch: key.epoch,
    committee: key.holders.map(({ pid, id }) => ({ party: partyIdOf(pid), id })),
    minSigners: key.minSigners,
    keyMaterialHash: sharingHash(key),
    participants: [...helpers, lost].toSorted(compareBytes).map(partyIdOf),
    purpose: [tlv.list(helpers.map(tlv.bytes)), tlv.bytes(lost), tlv.bytes(key.transcriptHash), tlv.bytes(key.sid)],
  };
}

/** `lagrange(Hs, i, at = r)`. */
export function helperWeight({ plan, group, helpers, lost }: RepairSetup, helper: PartyId): bigint {
  const idOf = (party: PartyId): bigint => holderOf(plan.key, party).id;
  return lagrange(group.order, helpers.map(idOf), idOf(helper), idOf(lost));
}

export type CommitmentCode = 'rp.1.group' | 'rp.1';

/** Every point in the prime-order subgroup, and `sum_l Dp_il == lagrange(Hs, i, at = r)·X_i`. */
export function codeOfCommitments(setup: RepairSetup, helper: PartyId, { Dp }: Rp1): CommitmentCode | undefined {
  const { group, plan } = setup;
  if (!Dp.every((point) => group.isTorsionFree(point))) return 'rp.1.group';
  const ones = Dp.map(() => 1n);
  const expected = group.combine([holderOf(plan.key, helper).publicShare], [helperWeight(setup, helper)]);
  const sum = group.combine(Dp, ones);
  return sum !== undefined && expected !== undefined && bytesEqual(sum, expected) ? undefined : 'rp.1';
}

/** `d_ij·G == Dp_ij`. */
export function isPart({ group, helpers }: RepairSetup, { Dp }: Rp1, recipient: PartyId, d: Uint8Array): boolean {
  const scalar = group.parseScalar(d);
  const expected = Dp[helpers.indexOf(recipient)];
  if (scalar === undefined || scalar === 0n || expected === undefined) return false;
  return bytesEqual(group.multiplyBase(scalar), expected);
}

/** `sigma_j·G == sum_i Dp_ij`, with the commitments of all helpers in the order of Hs. */
export function isSum(
  { group, helpers }: RepairSetup,
  all: readonly Rp1[],
  helper: PartyId,
  sigma: Uint8Array,
): boolean {
  const j = helpers.indexOf(helper);
  const scalar = group.parseScalar(sigma);
  const points = all.flatMap(({ Dp }) => Dp[j] ?? []);
  const ones = points.map(() => 1n);
  const expected = group.combine(points, ones);
  if (scalar === undefined || points.length !== helpers.length) return false;
  if (scalar === 0n || expected === undefined) return scalar === 0n && expected === undefined;
  return bytesEqual(group.multiplyBase(scalar), expected);
}

export function defineRepair(setup: RepairSetup): ProtocolDefinition {
  const { plan, helpers, lost, RP1, RPP, RPS } = setup;
  const ofAccused = (round: Round<unknown>) => ({ round, from: 'accused' }) as const;
  const first = (facts: EvidenceFacts, code: CommitmentCode): boolean =>
    helpers.includes(facts.accused) &&
    codeOfCommitments(setup, facts.accused, facts.message(RP1, facts.accused)) === code;
  return defineProtocol({
    plan: repairSessionPlan(plan),
    planBytes: encodeWith(planCodec, plan),
    rounds: [RP1, RPP, RPS],
    checks: {
      'rp.1.group': { needs: [ofAccused(RP1)], isFault: (facts) => first(facts, 'rp.1.group') },
      'rp.1': { needs: [ofAccused(RP1)], isFault: (facts) => first(facts, 'rp.1') },
      'rp.2': {
        needs: [ofAccused(RP1), ofAccused(RPP)],
        isFault: (facts) => {
          const recipient = facts.recipient(RPP, facts.accused);
          if (!helpers.includes(recipient) || !helpers.includes(facts.accused)) return false;
          return !isPart(setup, facts.message(RP1, facts.accused), recipient, facts.message(RPP, facts.accused).d);
        },
      },
      'rp.3': {
        needs: [{ round: RP1, from: 'participants' }, ofAccused(echoRound(RP1)), ofAccused(RPS)],
        isFault: (facts) => facts.recipient(RPS, facts.accused) === lost && isSumFalse(setup, facts),
      },
    },
  });
}

/** Whether a sum contradicts the commitments that its author echoed itself, and which therefore it saw. */
function isSumFalse(setup: RepairSetup, facts: EvidenceFacts): boolean {
  const { helpers, RP1, RPS } = setup;
  const { sid, accused } = facts;
  const hashes = helpers.map((helper) => tlv.bytes(facts.payloadHash(RP1, helper)));
  const echoed = taggedHash('echo', tlv.bytes(sid), tlv.u32(RP1.id), tlv.list(hashes));
  if (!helpers.includes(accused) || !bytesEqual(echoed, facts.message(echoRound(RP1), accused).h)) return false;
  const all = helpers.map((helper) => facts.message(RP1, helper));
  return !isSum(setup, all, accused, facts.message(RPS, accused).sigma);
}

/** @throws AppError for a malformed plan */
export function readRepairPlan(bytes: Uint8Array): ProtocolDefinition {
  return defineRepair(setUpRepair(decodeWith(planCodec, bytes)));
}
