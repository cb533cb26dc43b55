/**
 * ECDSA key generation, t of n (cggmp24.md 3): KG1 (strict echo), KG2 with KG2p, KG3 (carries the echo of KG2), then confirmation. The share
 * is returned once every party has confirmed the same transcript; it shows as PREPARED before.
 */
import { wipe } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import { Secret } from '../../../base/secret.ts';
import { integerFromBytes, integerToBytes, mod } from '../../crypto/integers.ts';
import { profileOf } from '../../crypto/parameters.ts';
import { randomScalar } from '../../crypto/sampling.ts';
import { multiplyBaseSecret, pointToBytes, q } from '../../crypto/secp256k1.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import { evaluate } from '../../crypto/shamir.ts';
import { prepareSch, proveSch, type PreparedSch } from '../../zk/sch.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { confirm, type ConfirmContext } from '../protocol/confirm.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import { blame, echoOwn, prepare, receive, send, type Protocol } from '../protocol/protocol.ts';
import {
  hasRepeats,
  jointKey,
  keygenCommitment,
  keygenProofContext,
  openingCode,
  responseCode,
  subShareCode,
  type JointKey,
} from './keygen-checks.ts';
import { idIn } from './keygen-definition.ts';
import { keygenRounds, type Kg2, type Kg2p, type Kg3 } from './keygen-messages.ts';
import { assertShareFits } from './key-share-check.ts';
import { ECDSA, type EcdsaKeyShare } from './key-share.ts';

export interface EcdsaKeygenContext extends ConfirmContext {
  readonly plan: SessionPlan;
  readonly self: PartyId;
  readonly random: Random;
  /** `H("payload", ...)` of each participant's broadcast in a round, in participant order. */
  payloadHashes(roundId: number): readonly Uint8Array[];
}

/** The own polynomial and the nonces of both Schnorr proofs, with what KG2 publishes about them. */
interface Dealing {
  readonly coefficients: readonly SecretInteger[];
  /** For the final share: `A = alpha·G`. */
  readonly share: PreparedSch;
  /** For the constant term: `A0 = alpha0·G`. */
  readonly constant: PreparedSch;
  readonly opening: Kg2;
}

/** The protocol of one party. Everything secret is erased when it ends in any way; the share survives only a successful end. */
export function* ecdsaKeygen(ctx: EcdsaKeygenContext): Protocol<EcdsaKeyShare> {
  const { plan, self, sid } = ctx;
  const { KG1, KG2, KG2P, KG3 } = keygenRounds(plan.minSigners);
  const own = deal(ctx);
  let subShares: ReadonlyMap<PartyId, Kg2p> = new Map();
  let share: EcdsaKeyShare | undefined;
  let isConfirmed = false;
  const inOrder = <M>(mine: M, received: ReadonlyMap<PartyId, M>): M[] =>
    plan.participants.flatMap((party) => (party === self ? mine : (received.get(party) ?? [])));
  try {
    // Round 1: commit to everything
    const commitment = { V: keygenCommitment(plan, sid, self, own.opening) };
    yield* send(KG1, 'all', commitment);
    const kg1 = yield* receive(KG1);

    // Round 2: open, and deal one value of the polynomial to each peer
    yield* send(KG2, 'all', own.opening);
    for (const peer of kg1.keys()) yield* dealTo(ctx, own, peer);
    // The private part comes last on every channel: with it the round is complete, and so is the list of findings.
    subShares = yield* receive(KG2P);
    const kg2 = yield* receive(KG2);

    // Round 3: checks 2 and 3 for all senders, then 4, which blames nobody
    yield* blame(KG2P, subShares, (j, { sigma }) => {
      const [V, opening] = [kg1.get(j), kg2.get(j)];
      if (V === undefined || opening === undefined) return undefined;
      return openingCode(plan, sid, j, V, opening) ?? subShareCode(opening, idIn(plan, self), sigma);
    });
    const commitments = inOrder(commitment, kg1);
    const openings = inOrder(own.opening, kg2);
    if (hasRepeats(commitments, openings)) throw new ProtocolStop('UNATTRIBUTED', 'two parties committed to the same');
    const joint = jointKey(plan, sid, commitments, openings, ctx.payloadHashes(KG2.id));
    if (joint === undefined) throw new ProtocolStop('UNATTRIBUTED', 'the contributions cancel out');
    share = finish(ctx, own, subShares, joint);
    yield* send(KG3, 'all', { ...respond(ctx, own, joint, share.secret), echo2: yield* echoOwn(KG2) });

    // Output: the echo of KG2 is compared on receipt, then both proofs of everybody
    const kg3 = yield* receive(KG3);
    yield* blame(KG3, kg3, (j, message) => {
      const opening = kg2.get(j);
      return opening && responseCode(sid, j, plan.participants.indexOf(j), joint, opening, message);
    });
    yield* prepare(share);
    yield* confirm(ctx, share.transcriptHash);
    isConfirmed = true;
    return share;
  } finally {
    forgetAll(...own.coefficients, own.share.a, own.constant.a);
    for (const { sigma } of subShares.values()) wipe(sigma);
    if (!isConfirmed) share?.secret.wipe();
  }
}

function deal({ plan, random }: EcdsaKeygenContext): Dealing {
  const scalar = (): SecretInteger => SecretInteger.of(randomScalar(random));
  const coefficients = Array.from({ length: plan.minSigners }, scalar);
  const share = prepareSch(random);
  const constant = prepareSch(random);
  const opening: Kg2 = {
    rid: random(32),
    Sv: coefficients.map((coefficient) => multiplyBaseSecret(coefficient)),
    A: share.A,
    A0: constant.A,
    c: random(32),
    u: random(32),
  };
  return { coefficients, share, constant, opening };
}

function* dealTo({ plan }: EcdsaKeygenContext, own: Dealing, peer: PartyId): Protocol<void> {
  const { KG2P } = keygenRounds(plan.minSigners);
  const value = evaluate(own.coefficients, idIn(plan, peer));
  const sigma = value.use((scalar) => integerToBytes(scalar, 32));
  try {
    yield* send(KG2P, peer, { sigma });
  } finally {
    value.forget();
    wipe(sigma);
  }
}

/** `x_i = sum_j f_j(id_i)`, own included. */
function finish(
  { plan, self, sid }: EcdsaKeygenContext,
  own: Dealing,
  subShares: ReadonlyMap<PartyId, Kg2p>,
  joint: JointKey,
): EcdsaKeyShare {
  const ownId = idIn(plan, self);
  const ownPart = evaluate(own.coefficients, ownId);
  const x = ownPart.use((part) =>
    [...subShares.values()].reduce((sum, { sigma }) => mod(sum + integerFromBytes(sigma), q), part),
  );
  ownPart.forget();
  const share: EcdsaKeyShare = {
    scheme: ECDSA,
    profile: profileOf(plan.profile).name,
    keyId: plan.keyId,
    epoch: plan.epoch,
    minSigners: plan.minSigners,
    partyCount: plan.participants.length,
    parties: plan.committee.map(({ party, id }) => ({ pid: pidBytes(party), id })),
    groupKey: pointToBytes(joint.X),
    publicShares: joint.Xs.map((X) => pointToBytes(X)),
    chainCode: joint.chainCode,
    transcriptHash: joint.transcriptHash,
    sid,
    self: pidBytes(self),
    ownId,
    secret: new Secret(integerToBytes(x, 32)),
  };
  try {
    assertShareFits(share);
    return share;
  } catch (error) {
    // All sub-shares have passed check 3, hence this can only be our own arithmetic (or x = 0, with probability 2^-256).
    share.secret.wipe();
    throw error;
  }
}

/** Both Schnorr responses; each is checked as a peer will check it before it leaves. */
function respond(
  { plan, self, sid, random }: EcdsaKeygenContext,
  own: Dealing,
  joint: JointKey,
  secret: Secret,
): Pick<Kg3, 'psi' | 'psi0'> {
  const [X, constant] = [joint.Xs[plan.participants.indexOf(self)], own.opening.Sv[0]];
  const [a0] = own.coefficients;
  if (X === undefined || constant === undefined || a0 === undefined)
    throw new ProtocolStop('LOCAL_BUG', 'no own share');
  const context = (statement: 'share' | 'const') => keygenProofContext(sid, self, statement, joint.rid);
  const x = SecretInteger.of(secret.use(integerFromBytes));
  try {
    const psi = proveSch(context('share'), { X }, { x }, random, own.share);
    const psi0 = proveSch(context('const'), { X: constant }, { x: a0 }, random, own.constant);
    return { psi: psi.z, psi0: psi0.z };
  } finally {
    x.forget();
  }
}
