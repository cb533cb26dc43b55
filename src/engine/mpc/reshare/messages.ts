/** Messages of RESHARE and every check that a third party can repeat (reshare.md 2, cggmp24.md 12). */
import { bytesEqual } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { bytesCodec, listCodec, structCodec } from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';
import type { Group } from '../frost/group.ts';
import { partyIdOf, pidBytes, type PartyId } from '../protocol/party.ts';
import type { Round } from '../protocol/protocol.ts';
import { lagrange } from './field.ts';
import type { ResharePlan } from './plan.ts';
import { groupOf } from './scheme.ts';
import { holderOf } from './shared-key.ts';

/** Commitment to the opening that RS2 shows. */
export type Rs1 = { readonly V: Uint8Array };
/** Coefficient commitments of the dealer's polynomial, and the salt of V. */
export type Rs2 = { readonly C: readonly Uint8Array[]; readonly u: Uint8Array };
/** `g_i(id'_j)`: the new member's part. Private. */
export type Rs2p = { readonly sigma: Uint8Array };
/** Proof that the new member knows its new share, and the echo of RS2. */
export type Rs3 = { readonly A: Uint8Array; readonly z: Uint8Array; readonly echo2: Uint8Array };

export interface ReshareRounds {
  /** Dealers; echoed by all participants. */
  readonly RS1: Round<Rs1>;
  /** Dealers; the echo travels in RS3. */
  readonly RS2: Round<Rs2>;
  /** Dealers, to each new member. */
  readonly RS2P: Round<Rs2p>;
  /** New members. */
  readonly RS3: Round<Rs3>;
}

/** A plan with everything that follows from it in public. */
export interface ReshareSetup {
  readonly plan: ResharePlan;
  readonly group: Group;
  /** Q */
  readonly dealers: readonly PartyId[];
  /** M with id'_j, in pid order. */
  readonly members: ReadonlyMap<PartyId, bigint>;
  readonly rounds: ReshareRounds;
}

export function setUpReshare(plan: ResharePlan): ReshareSetup {
  const group = groupOf(plan.key.scheme);
  const dealers = plan.dealers.map(partyIdOf);
  const members = new Map(plan.members.map(({ pid, id }) => [partyIdOf(pid), id]));
  return {
    plan,
    group,
    dealers,
    members,
    rounds: reshareRounds(group, plan.newMinSigners, dealers, [...members.keys()]),
  };
}

/** The rounds for given parameters: a list of commitments of any length but t' does not decode (check 1). */
function reshareRounds(
  { pointCodec, scalarCodec }: Group,
  newMinSigners: number,
  dealers: readonly PartyId[],
  members: readonly PartyId[],
): ReshareRounds {
  const b32 = bytesCodec({ exact: 32 });
  const C = listCodec(pointCodec, { min: newMinSigners, max: newMinSigners });
  const RS2: Round<Rs2> = {
    ...{ id: 2, label: 'Openings', kind: 'piggy', senders: dealers },
    codec: structCodec<Rs2>({ C, u: b32 }),
  };
  return {
    RS1: { id: 1, label: 'Commitments', kind: 'echo', senders: dealers, codec: structCodec<Rs1>({ V: b32 }) },
    RS2,
    RS2P: {
      id: 2,
      label: 'New shares',
      kind: 'p2p',
      senders: dealers,
      codec: structCodec<Rs2p>({ sigma: scalarCodec }),
    },
    RS3: {
      ...{ id: 3, label: 'Proofs of possession', kind: 'broadcast', senders: members },
      codec: structCodec<Rs3>({ A: pointCodec, z: scalarCodec, echo2: b32 }),
      echoOf: { round: RS2, read: ({ echo2 }) => echo2 },
    },
  };
}

/** `V_i = H("reshare/commit", sid, pid_i, t', C_i, u_i)`. */
export function openingHash({ plan }: ReshareSetup, sid: Uint8Array, dealer: PartyId, { C, u }: Rs2): Uint8Array {
  return taggedHash(
    'reshare/commit',
    tlv.bytes(sid),
    tlv.bytes(pidBytes(dealer)),
    tlv.u32(plan.newMinSigners),
    tlv.list(C.map(tlv.point)),
    tlv.bytes(u),
  );
}

/** `lambda_i^Q` of a dealer. */
export function dealerWeight({ plan, group, dealers }: ReshareSetup, dealer: PartyId): bigint {
  const ids = dealers.map((each) => holderOf(plan.key, each).id);
  return lagrange(group.order, ids, holderOf(plan.key, dealer).id);
}

/** `A_i = lambda_i^Q X_i`: the only constant term that a dealer may share. */
export function additiveShare(setup: ReshareSetup, dealer: PartyId): Uint8Array | undefined {
  return setup.group.combine([holderOf(setup.plan.key, dealer).publicShare], [dealerWeight(setup, dealer)]);
}

export type OpeningCode = 'rs.1.group' | 'rs.1.open' | 'rs.2';

/** Checks 1 and 2 of a dealer's opening, in order: the code of the first that fails. Points are canonical and not the identity once decoded. */
export function codeOfOpening(
  setup: ReshareSetup,
  sid: Uint8Array,
  dealer: PartyId,
  V: Uint8Array | undefined,
  opening: Rs2,
): OpeningCode | undefined {
  if (!isInGroup(setup, opening)) return 'rs.1.group';
  if (V === undefined || !bytesEqual(V, openingHash(setup, sid, dealer, opening))) return 'rs.1.open';
  return isOwnShare(setup, dealer, opening) ? undefined : 'rs.2';
}

/** Check 1, first part: all of C_i in the prime-order subgroup. */
export function isInGroup({ group }: ReshareSetup, { C }: Rs2): boolean {
  return C.every((point) => group.isTorsionFree(point));
}

/** Check 2: `C_i[0] == A_i`. */
export function isOwnShare(setup: ReshareSetup, dealer: PartyId, { C }: Rs2): boolean {
  const expected = additiveShare(setup, dealer);
  return expected !== undefined && bytesEqual(C[0] ?? new Uint8Array(), expected);
}

/** Check 3: `sigma_ij·G == sum_k id'_j^k C_i[k]`. The codec has seen to `0 <= sigma < q`; 0 is allowed, as in the specification. */
export function isSubShare({ group }: ReshareSetup, { C }: Rs2, id: bigint, sigma: Uint8Array): boolean {
  const scalar = group.parseScalar(sigma);
  const expected = group.evaluate(C, id);
  if (scalar === undefined) return false;
  if (scalar === 0n || expected === undefined) return scalar === 0n && expected === undefined;
  return bytesEqual(group.multiplyBase(scalar), expected);
}

/** What everybody can compute about the new sharing from agreed RS1 and RS2 messages. */
export interface NewSharing {
  /** `sum_i C_i[k]`; the first is X. */
  readonly commitments: readonly Uint8Array[];
  /** X'_k in member order. */
  readonly publicShares: readonly Uint8Array[];
  /** T */
  readonly transcriptHash: Uint8Array;
}

/** Signed messages of the dealers, in the order of Q. */
export interface DealerMessages {
  readonly sid: Uint8Array;
  readonly Vs: readonly Uint8Array[];
  readonly openings: readonly Rs2[];
  /** `H("payload", ...)` of the RS2 messages. */
  readonly payloadHashes: readonly Uint8Array[];
}

/**
 * The new sharing and `T = H("reshare/transcript", sid, V's, RS2 payload hashes, X, [X'_k], t', ids')`. `undefined` if a sum is the identity, or if
 * check 4 (`sum_i C_i[0] == X`) fails, which check 2 and the interpolation of the plan exclude. All X'_k lie on the polynomial of the
 * summed commitments, of degree t' - 1 with value X at 0, because they are computed from it.
 */
export function newSharing(setup: ReshareSetup, messages: DealerMessages): NewSharing | undefined {
  const { group, plan, members } = setup;
  const { sid, Vs, openings, payloadHashes } = messages;
  const sums = Array.from({ length: plan.newMinSigners }, (_, k) =>
    group.combine(
      openings.map(({ C }) => C[k] ?? new Uint8Array()),
      openings.map(() => 1n),
    ),
  );
  const commitments = sums.filter((point) => point !== undefined);
  const X = plan.key.groupKey;
  if (commitments.length !== sums.length || !bytesEqual(commitments[0] ?? new Uint8Array(), X)) return undefined;
  const points = [...members.values()].map((id) => group.evaluate(commitments, id));
  const publicShares = points.filter((point) => point !== undefined);
  if (publicShares.length !== points.length) return undefined;
  const transcriptHash = taggedHash(
    'reshare/transcript',
    tlv.bytes(sid),
    tlv.list(Vs.map(tlv.bytes)),
    tlv.list(payloadHashes.map(tlv.bytes)),
    tlv.point(X),
    tlv.list(publicShares.map(tlv.point)),
    tlv.u32(plan.newMinSigners),
    tlv.list([...members.values()].map(tlv.integer)),
  );
  return { commitments, publicShares, transcriptHash };
}

/** X'_k of a member. */
export function newPublicShare(
  { members }: ReshareSetup,
  { publicShares }: NewSharing,
  member: PartyId,
): Uint8Array | undefined {
  return publicShares[[...members.keys()].indexOf(member)];
}
