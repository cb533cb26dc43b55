/** The public plan of a reshare (reshare.md 1): what the operators approve, what `sid` binds, and what is checked before anything is sent. */
import { bytesEqual, compareBytes } from '../../../base/bytes.ts';
import {
  bytesCodec,
  decodeWith,
  encodeWith,
  integerCodec,
  listCodec,
  structCodec,
  u32Codec,
} from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';
import { partyIdOf } from '../protocol/party.ts';
import { paramsHash, type SessionPlan } from '../protocol/plan.ts';
import { maxIdOf } from './scheme.ts';
import {
  assertCommittee,
  assertSharedKey,
  demandPlan,
  isAscending,
  MAX_PARTY_COUNT,
  sharedKeyCodec,
  sharingHash,
  type SharedKey,
} from './shared-key.ts';

export const RESHARE = 'reshare';

export type NewMember = {
  /** 32 bytes. */
  readonly pid: Uint8Array;
  /** id'_j */
  readonly id: bigint;
};

export type ResharePlan = {
  /** The key at epoch e with its committee O. */
  readonly key: SharedKey;
  /** e + 1; higher after an attempt that was given up, because no number is dealt twice (reshare.md 6, rule 7). */
  readonly newEpoch: number;
  /** t' */
  readonly newMinSigners: number;
  /** M, in pid order. */
  readonly members: readonly NewMember[];
  /** Q: exactly t pids of O, ascending. */
  readonly dealers: readonly Uint8Array[];
  /**
   * Who takes part: Q, M, and those of the rest of O that are there; ascending. Intentional divergence: reshare.md 2 has all of O echo, but a lost
   * device (section 3, removal) never would. Leaving out one that neither deals nor receives costs it nothing but the news.
   */
  readonly participants: readonly Uint8Array[];
  /** Highest id ever given out for this key: ids of other devices, removed ones too, are not used again. */
  readonly idCounter: bigint;
};

const b32 = bytesCodec({ exact: 32 });
const pids = listCodec(b32, { min: 2, max: MAX_PARTY_COUNT });

const planCodec = structCodec<ResharePlan>({
  key: sharedKeyCodec,
  newEpoch: u32Codec,
  newMinSigners: u32Codec,
  members: listCodec(structCodec<NewMember>({ pid: b32, id: integerCodec(32) }), { min: 2, max: MAX_PARTY_COUNT }),
  dealers: pids,
  participants: pids,
  idCounter: integerCodec(32),
});

export function encodeResharePlan(plan: ResharePlan): Uint8Array {
  return encodeWith(planCodec, plan);
}

/** @throws AppError `decode`, `PLAN_INVALID` */
export function decodeResharePlan(bytes: Uint8Array): ResharePlan {
  const plan = decodeWith(planCodec, bytes);
  assertPlan(plan);
  return plan;
}

export interface ReshareWish {
  readonly key: SharedKey;
  /** pids of M, in any order. */
  readonly members: readonly Uint8Array[];
  readonly newMinSigners: number;
  /** pids of t holders that are online, in any order. */
  readonly dealers: readonly Uint8Array[];
  /** Further holders that are online and shall learn of it. */
  readonly observers?: readonly Uint8Array[];
  readonly idCounter: bigint;
  /** e + 1 unless told. */
  readonly newEpoch?: number;
}

/** The plan behind a wish: who stays keeps its id, who is new gets the next one of the counter. @throws AppError `PLAN_INVALID` */
export function makeResharePlan(wish: ReshareWish): ResharePlan {
  const { key, newMinSigners, idCounter } = wish;
  let next = idCounter;
  const members = wish.members.toSorted(compareBytes).map((pid): NewMember => {
    const stays = key.holders.find((holder) => bytesEqual(holder.pid, pid));
    if (stays !== undefined) return { pid, id: stays.id };
    next += 1n;
    return { pid, id: next };
  });
  const dealers = wish.dealers.toSorted(compareBytes);
  const all = [...dealers, ...wish.members, ...(wish.observers ?? [])].toSorted(compareBytes);
  const participants = all.filter((pid, i) => i === 0 || !bytesEqual(pid, all[i - 1] ?? pid));
  const newEpoch = wish.newEpoch ?? key.epoch + 1;
  const plan = { key, newEpoch, newMinSigners, members, dealers, participants, idCounter };
  assertPlan(plan);
  return plan;
}

/** The counter after a reshare. */
export function nextIdCounter({ idCounter, members }: ResharePlan): bigint {
  return members.reduce((highest, { id }) => (id > highest ? id : highest), idCounter);
}

/**
 * Thresholds, committees, ids, dealers, epoch, interpolation of the public shares. Whether the operators approved the plan is the caller's
 * question: `planDigest` is what they sign.
 * @throws AppError `PLAN_INVALID` and what `assertSharedKey` throws
 */
export function assertPlan(plan: ResharePlan): void {
  const { key, newEpoch, newMinSigners, members, dealers, participants } = plan;
  assertSharedKey(key);
  demandPlan(newEpoch > key.epoch && newEpoch <= 0xffffffff, 'the new epoch does not follow the present one');
  assertCommittee(key.scheme, members);
  demandPlan(
    newMinSigners >= 2 && newMinSigners <= members.length,
    'the new number of signers does not fit the new committee',
  );
  assertIds(plan);
  const isIn = (set: readonly { readonly pid: Uint8Array }[], pid: Uint8Array): boolean =>
    set.some((each) => bytesEqual(each.pid, pid));
  demandPlan(
    isAscending(dealers) && dealers.length === key.minSigners && dealers.every((pid) => isIn(key.holders, pid)),
    'the dealers are not exactly t holders',
  );
  const needed = [...dealers, ...members.map(({ pid }) => pid)];
  demandPlan(
    isAscending(participants) &&
      participants.length <= MAX_PARTY_COUNT &&
      participants.every((pid) => isIn(key.holders, pid) || isIn(members, pid)) &&
      needed.every((pid) => participants.some((each) => bytesEqual(each, pid))),
    'the participants are not the dealers, the new members and perhaps other holders',
  );
}

/** A member keeps its own id or has one that nobody ever had. */
function assertIds({ key, members, idCounter }: ResharePlan): void {
  demandPlan(
    idCounter < maxIdOf(key.scheme) && key.holders.every(({ id }) => id <= idCounter),
    'the counter of ids is behind',
  );
  const isKept = ({ pid, id }: NewMember): boolean =>
    key.holders.some((holder) => holder.id === id && bytesEqual(holder.pid, pid));
  demandPlan(
    members.every((member) => member.id > idCounter || isKept(member)),
    'a new member has an id that was used before',
  );
}

/** What the operators' policy signs: every field of the plan, 32 bytes. Binds the same fields as `sid` (README 5, `paramsHash`). */
export function planDigest(plan: ResharePlan): Uint8Array {
  return paramsHash(sessionPlanOf(plan));
}

export function sessionPlanOf(plan: ResharePlan): SessionPlan {
  const { key, newEpoch, newMinSigners, members, dealers, participants, idCounter } = plan;
  return {
    suite: key.scheme,
    profile: key.profile,
    protocol: RESHARE,
    protocolVersion: 1,
    keyId: key.keyId,
    epoch: key.epoch,
    committee: key.holders.map(({ pid, id }) => ({ party: partyIdOf(pid), id })),
    minSigners: key.minSigners,
    keyMaterialHash: sharingHash(key),
    participants: participants.map(partyIdOf),
    purpose: [
      tlv.u32(newEpoch),
      tlv.u32(newMinSigners),
      tlv.list(dealers.map(tlv.bytes)),
      tlv.list(members.map(({ pid, id }) => tlv.list([tlv.bytes(pid), tlv.integer(id)]))),
      tlv.list(participants.map(tlv.bytes)),
      tlv.integer(idCounter),
      tlv.bytes(key.transcriptHash),
      tlv.bytes(key.sid),
    ],
  };
}
