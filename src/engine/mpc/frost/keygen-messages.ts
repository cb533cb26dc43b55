/** Messages, plan and repeatable checks of FROST key generation (frost.md 2). Symbols: phi = commitment[0], c = chain code part. */
import { bytesEqual } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import {
  bytesCodec,
  decodeWith,
  encodeWith,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
  type TlvCodec,
} from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';
import { CONFIRM, confirmDigest } from '../protocol/confirm.ts';
import { defineProtocol, type EvidenceFacts, type ProtocolDefinition } from '../protocol/definition.ts';
import { partyIdOf, type PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import { echoRound, type Round } from '../protocol/protocol.ts';
import { identifierOf, MAX_PARTY_COUNT } from './key-share.ts';
import { suiteOf, type FrostSuite } from './suite.ts';

export const KEYGEN = 'frost-keygen';

/** Commitments to the own polynomial, proof of possession of phi, and a part of the chain code. */
export type Fk1 = { readonly commitment: readonly Uint8Array[]; readonly pok: Uint8Array; readonly c: Uint8Array };
/** The share of one peer. Private. */
export type Fk2p = { readonly share: Uint8Array };

export type KeygenPlan = {
  readonly scheme: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly minSigners: number;
  /** pids in ascending order. */
  readonly parties: readonly Uint8Array[];
};

export interface KeygenRounds {
  readonly FK1: Round<Fk1>;
  readonly FK2P: Round<Fk2p>;
}

const planCodec = structCodec<KeygenPlan>({
  scheme: textCodec(16),
  keyId: textCodec(64),
  epoch: u32Codec,
  minSigners: u32Codec,
  parties: listCodec(bytesCodec({ exact: 32 }), { min: 2, max: MAX_PARTY_COUNT }),
});

/** The rounds for given parameters: a list of commitments with another length than `minSigners` does not decode (check 1). */
export function keygenRounds(suite: FrostSuite, minSigners: number): KeygenRounds {
  const { pointCodec, scalarCodec, pointBytes } = suite.group;
  const fk1: TlvCodec<Fk1> = structCodec<Fk1>({
    commitment: listCodec(pointCodec, { min: minSigners, max: minSigners }),
    pok: bytesCodec({ exact: pointBytes + 32 }),
    c: bytesCodec({ exact: 32 }),
  });
  return {
    FK1: { id: 1, label: 'Commitments', kind: 'echo', codec: fk1 },
    FK2P: { id: 2, label: 'Shares', kind: 'p2p', codec: structCodec<Fk2p>({ share: scalarCodec }) },
  };
}

/** The session plan behind a key generation: fresh keys have Shamir ids 1..n in pid order. */
function sessionPlan(plan: KeygenPlan): SessionPlan {
  const parties = plan.parties.map(partyIdOf);
  return {
    suite: plan.scheme,
    profile: 'P128',
    protocol: KEYGEN,
    protocolVersion: 1,
    keyId: plan.keyId,
    epoch: plan.epoch,
    committee: parties.map((party, index) => ({ party, id: BigInt(index + 1) })),
    minSigners: plan.minSigners,
    keyMaterialHash: new Uint8Array(),
    participants: parties,
    purpose: [],
  };
}

export function defineKeygen(plan: KeygenPlan): ProtocolDefinition {
  const suite = suiteOf(plan.scheme);
  const rounds = keygenRounds(suite, plan.minSigners);
  const { FK1, FK2P } = rounds;
  const echo = echoRound(FK1);
  const ofAccused = (round: Round<unknown>) => ({ round, from: 'accused' }) as const;
  const ofAll = (round: Round<unknown>) => ({ round, from: 'participants' }) as const;
  const first = (facts: EvidenceFacts, code: string): boolean =>
    codeOfFk1(suite, facts.plan, facts.accused, facts.message(FK1, facts.accused)) === code;
  return defineProtocol({
    plan: sessionPlan(plan),
    planBytes: encodeWith(planCodec, plan),
    rounds: [FK1, FK2P, CONFIRM],
    checks: {
      'fk1.torsion': { needs: [ofAccused(FK1)], isFault: (facts) => first(facts, 'fk1.torsion') },
      'fk1.pok': { needs: [ofAccused(FK1)], isFault: (facts) => first(facts, 'fk1.pok') },
      'fk1.duplicate': {
        needs: [ofAll(FK1)],
        isFault: (facts) => {
          const all = new Map(facts.plan.participants.map((party) => [party, facts.message(FK1, party)]));
          return duplicates(suite, facts.plan, all).has(facts.accused);
        },
      },
      'fk2.share': {
        needs: [ofAccused(FK1), ofAccused(FK2P)],
        isFault: (facts) => {
          const { share } = facts.message(FK2P, facts.accused);
          const id = idIn(facts.plan, facts.recipient(FK2P, facts.accused));
          return !isShareOf(suite, facts.message(FK1, facts.accused), id, share);
        },
      },
      'confirm.transcript': {
        needs: [ofAll(FK1), ofAccused(echo), ofAccused(CONFIRM)],
        isFault: (facts) => isTranscriptFalse(suite, rounds, facts),
      },
      'confirm.signature': {
        needs: [ofAccused(CONFIRM)],
        isFault: (facts) => {
          const { transcriptHash, sig } = facts.message(CONFIRM, facts.accused);
          return !facts.isSignedBy(facts.accused, confirmDigest(facts.sid, transcriptHash), sig);
        },
      },
    },
  });
}

/** @throws AppError for a malformed plan */
export function readKeygenPlan(bytes: Uint8Array): ProtocolDefinition {
  return defineKeygen(decodeWith(planCodec, bytes));
}

export function idIn(plan: SessionPlan, party: PartyId): bigint {
  return plan.committee.find((member) => member.party === party)?.id ?? 0n;
}

/** Checks 1 and 2 of one FK1: the code of the first that fails. Points are canonical and not the identity once decoded. */
export function codeOfFk1(
  suite: FrostSuite,
  plan: SessionPlan,
  party: PartyId,
  message: Fk1,
): 'fk1.torsion' | 'fk1.pok' | undefined {
  if (!message.commitment.every((point) => suite.group.isTorsionFree(point))) return 'fk1.torsion';
  return isPossessed(suite, idIn(plan, party), message) ? undefined : 'fk1.pok';
}

function isPossessed(suite: FrostSuite, id: bigint, { commitment, pok }: Fk1): boolean {
  const { group } = suite;
  const [phi] = commitment;
  const R = pok.slice(0, group.pointBytes);
  const z = group.parseScalar(pok.slice(group.pointBytes));
  if (phi === undefined || z === undefined || !group.isPoint(R) || !group.isTorsionFree(R)) return false;
  const c = suite.possessionChallenge(group.scalarToBytes(id), phi, R);
  return group.isSchnorr(z, R, c, phi);
}

/**
 * Check 3: parties with a valid proof whose phi is also another such party's. Two valid proofs for one value under different ids mean that
 * both are dishonest; a mere copy has failed check 2 before and does not drag the copied party along.
 */
export function duplicates(suite: FrostSuite, plan: SessionPlan, all: ReadonlyMap<PartyId, Fk1>): Set<PartyId> {
  const isSame = (a: Fk1, b: Fk1): boolean => bytesEqual(a.commitment[0] ?? a.c, b.commitment[0] ?? b.c);
  const shared = [...all].filter(([p, a]) => [...all].some(([q, b]) => p !== q && isSame(a, b)));
  const valid = shared.filter(([party, message]) => codeOfFk1(suite, plan, party, message) === undefined);
  return new Set(valid.filter(([p, a]) => valid.some(([q, b]) => p !== q && isSame(a, b))).map(([party]) => party));
}

/** Feldman's check `share·G = sum_k id^k C_k`. A zero share is refused: it would publish a root of the dealer's polynomial. */
export function isShareOf(suite: FrostSuite, dealer: Fk1, id: bigint, share: Uint8Array): boolean {
  const { group } = suite;
  const scalar = group.parseScalar(share);
  const expected = group.evaluate(dealer.commitment, id);
  return (
    scalar !== undefined && scalar !== 0n && expected !== undefined && bytesEqual(group.multiplyBase(scalar), expected)
  );
}

/** What all parties can compute from the agreed FK1 messages alone. */
export interface JointKey {
  readonly commitments: readonly Uint8Array[];
  /** In committee order. */
  readonly verifyingShares: readonly Uint8Array[];
  readonly chainCode: Uint8Array;
  readonly transcriptHash: Uint8Array;
}

/** `chainCode` and `T` of frost.md 2; `undefined` if a sum is the identity, which a valid run cannot produce. */
export function jointKey(
  suite: FrostSuite,
  plan: SessionPlan,
  sid: Uint8Array,
  messages: readonly Fk1[],
  payloadHashes: readonly Uint8Array[],
): JointKey | undefined {
  const { group } = suite;
  const commitments: Uint8Array[] = [];
  for (let k = 0; k < plan.minSigners; k += 1) {
    const sum = group.evaluate(
      messages.map(({ commitment }) => commitment[k] ?? new Uint8Array()),
      1n,
    );
    if (sum === undefined) return undefined;
    commitments.push(sum);
  }
  const shares = plan.committee.map(({ id }) => group.evaluate(commitments, id));
  const verifyingShares = shares.filter((share) => share !== undefined);
  if (verifyingShares.length !== shares.length) return undefined;
  const chainCode = taggedHash('keygen/chaincode', tlv.bytes(sid), tlv.list(messages.map(({ c }) => tlv.bytes(c))));
  const transcriptHash = taggedHash(
    'frost/transcript',
    tlv.bytes(sid),
    tlv.list(payloadHashes.map(tlv.bytes)),
    tlv.list(commitments.map(tlv.point)),
    tlv.list(verifyingShares.map(tlv.point)),
    tlv.bytes(chainCode),
  );
  return { commitments, verifyingShares, chainCode, transcriptHash };
}

/**
 * Whether a confirmation contradicts the FK1 messages that its author echoed. The echo is what makes this fair: it proves that
 * the accused saw these very messages.
 */
function isTranscriptFalse(suite: FrostSuite, { FK1 }: KeygenRounds, facts: EvidenceFacts): boolean {
  const { plan, sid, accused } = facts;
  const hashes = plan.participants.map((party) => facts.payloadHash(FK1, party));
  const echoed = taggedHash('echo', tlv.bytes(sid), tlv.u32(FK1.id), tlv.list(hashes.map(tlv.bytes)));
  if (!bytesEqual(echoed, facts.message(echoRound(FK1), accused).h)) return false;
  const joint = jointKey(
    suite,
    plan,
    sid,
    plan.participants.map((party) => facts.message(FK1, party)),
    hashes,
  );
  return joint !== undefined && !bytesEqual(joint.transcriptHash, facts.message(CONFIRM, accused).transcriptHash);
}

/** The library's identifier of a party. */
export function identifierIn(suite: FrostSuite, plan: SessionPlan, party: PartyId): string {
  return identifierOf(suite, Number(idIn(plan, party)));
}
