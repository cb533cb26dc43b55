/**
 * FROST key generation (frost.md 2): R1 FK1 (strict echo), R2 FK2p (private), then T and confirmation. Inputs: plan, randomness. Output: a key
 * share that is only returned once every party has confirmed the same transcript; it shows as PREPARED before.
 */
import type { DKG_Round1, DKG_Round2, DKG_Secret } from '@noble/curves/abstract/frost.js';
import { bytesEqual, bytesToHex, wipe } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import { Secret } from '../../../base/secret.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { confirm, type ConfirmContext } from '../protocol/confirm.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import { blame, prepare, receive, send, type Protocol } from '../protocol/protocol.ts';
import {
  codeOfFk1,
  duplicates,
  identifierIn,
  idIn,
  isShareOf,
  jointKey,
  keygenRounds,
  type Fk1,
  type Fk2p,
  type JointKey,
} from './keygen-messages.ts';
import { assertShareFits, type FrostKeyShare } from './key-share.ts';
import type { FrostSuite } from './suite.ts';

export interface KeygenContext extends ConfirmContext {
  readonly suite: FrostSuite;
  readonly plan: SessionPlan;
  readonly self: PartyId;
  readonly random: Random;
  /** `H("payload", ...)` of each participant's FK1, in participant order. */
  payloadHashes(roundId: number): readonly Uint8Array[];
  /** Hex of every phi of earlier runs of this device set: a replayed one is refused. */
  readonly earlierPhis: ReadonlySet<string>;
}

/** The protocol of one party. Everything secret is erased when it ends in any way; the share survives only a successful end. */
export function* frostKeygen(ctx: KeygenContext): Protocol<FrostKeyShare> {
  const { suite, plan, self } = ctx;
  const { FK1, FK2P } = keygenRounds(suite, plan.minSigners);
  const own = deal(ctx);
  let outgoing: Record<string, DKG_Round2> = {};
  let received: ReadonlyMap<PartyId, Fk2p> = new Map();
  let share: FrostKeyShare | undefined;
  let isConfirmed = false;
  try {
    // Round 1: commitments to the polynomial, with a proof of possession of its constant term
    yield* send(FK1, 'all', own.public);
    const fk1 = yield* receive(FK1);
    const copied = duplicates(suite, plan, new Map([...fk1, [self, own.public]]));
    yield* blame(
      FK1,
      fk1,
      (j, m) => codeOfFk1(suite, plan, j, m) ?? (copied.has(j) ? 'fk1.duplicate' : replayCode(ctx, m)),
    );

    // Round 2: one share of the polynomial per peer
    const round1 = [...fk1].map(([j, m]) => asRound1(ctx, j, m));
    outgoing = suite.dealing.DKG.round2(own.secret, round1);
    for (const j of fk1.keys()) yield* send(FK2P, j, { share: shareFor(ctx, outgoing, j) });
    received = yield* receive(FK2P);
    yield* blame(FK2P, received, (j, { share: f_ji }) =>
      isFromDealer(ctx, fk1.get(j), f_ji) ? undefined : 'fk2.share',
    );

    // Round 3: own share and joint public key, then everybody signs that it saw the same
    const round2 = [...received].map(([j, m]) => ({
      identifier: identifierIn(suite, plan, j),
      signingShare: m.share.slice(),
    }));
    const key = suite.dealing.DKG.round3(own.secret, round1, round2);
    const messages = plan.participants
      .map((party) => (party === self ? own.public : fk1.get(party)))
      .filter((m) => m !== undefined);
    const joint = jointKey(suite, plan, ctx.sid, messages, ctx.payloadHashes(FK1.id));
    share = finish(ctx, joint, key.public.commitments, key.secret.signingShare);
    for (const { signingShare } of round2) wipe(signingShare);
    yield* prepare(share);
    yield* confirm(ctx, share.transcriptHash);
    isConfirmed = true;
    return share;
  } finally {
    suite.dealing.DKG.clean(own.secret);
    for (const { signingShare } of Object.values(outgoing)) wipe(signingShare);
    for (const message of received.values()) wipe(message.share);
    if (!isConfirmed) share?.secret.wipe();
  }
}

function deal(ctx: KeygenContext): { secret: DKG_Secret; public: Fk1 } {
  const { suite, plan, self } = ctx;
  const signers = { min: plan.minSigners, max: plan.participants.length };
  const rng = (byteLength = 32) => new Uint8Array(ctx.random(byteLength));
  const round1 = suite.dealing.DKG.round1(identifierIn(suite, plan, self), signers, undefined, rng);
  const { commitment, proofOfKnowledge } = round1.public;
  return { secret: round1.secret, public: { commitment, pok: proofOfKnowledge, c: ctx.random(32) } };
}

/** The library's form of a peer's FK1: the identifier comes from the plan, never from the peer. */
function asRound1({ suite, plan }: KeygenContext, party: PartyId, message: Fk1): DKG_Round1 {
  return {
    identifier: identifierIn(suite, plan, party),
    commitment: message.commitment.map((point) => new Uint8Array(point)),
    proofOfKnowledge: new Uint8Array(message.pok),
  };
}

function replayCode(ctx: KeygenContext, { commitment: [phi] }: Fk1): string | undefined {
  return phi !== undefined && ctx.earlierPhis.has(bytesToHex(phi)) ? 'fk1.replay' : undefined;
}

function shareFor({ suite, plan }: KeygenContext, shares: Record<string, DKG_Round2>, party: PartyId): Uint8Array {
  const share = shares[identifierIn(suite, plan, party)]?.signingShare;
  if (share === undefined) throw new ProtocolStop('LOCAL_BUG', 'a share for a peer is missing');
  return share;
}

function isFromDealer({ suite, plan, self }: KeygenContext, dealer: Fk1 | undefined, share: Uint8Array): boolean {
  return dealer !== undefined && isShareOf(suite, dealer, idIn(plan, self), share);
}

/** Builds the key share and checks that it is one; our own arithmetic and the library's must agree. */
function finish(
  { suite, plan, self, sid }: KeygenContext,
  joint: JointKey | undefined,
  commitments: readonly Uint8Array[],
  signingShare: Uint8Array,
): FrostKeyShare {
  const secret = new Secret(signingShare);
  const [groupKey] = commitments;
  const isAgreed = joint?.commitments.every((point, k) => bytesEqual(point, commitments[k] ?? new Uint8Array()));
  if (joint === undefined || groupKey === undefined || isAgreed !== true) {
    secret.wipe();
    throw new ProtocolStop('LOCAL_BUG', 'the joint key differs from the commitments');
  }
  const share: FrostKeyShare = {
    scheme: suite.scheme,
    keyId: plan.keyId,
    epoch: plan.epoch,
    minSigners: plan.minSigners,
    partyCount: plan.participants.length,
    parties: plan.committee.map(({ party, id }) => ({ pid: pidBytes(party), id: Number(id) })),
    groupKey,
    commitments: joint.commitments,
    verifyingShares: joint.verifyingShares,
    chainCode: joint.chainCode,
    transcriptHash: joint.transcriptHash,
    sid,
    self: pidBytes(self),
    ownId: Number(idIn(plan, self)),
    secret,
  };
  assertShareFits(suite, share);
  return share;
}
