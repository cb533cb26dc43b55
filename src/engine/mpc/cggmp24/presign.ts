/**
 * Presigning in three rounds (cggmp24.md 6): PS1 with PS1p (strict echo), PS2 with PS2p, PS3 (carries the echo of PS2), E1 and E2, then the echo of PS3. It
 * fixes the nonce of one signature before the message is known. Where E1 or E2 fails, the error round (section 7) names the cheater.
 */
import type { Random } from '../../../base/random.ts';
import { inverse } from '../../crypto/integers.ts';
import { G, IDENTITY, multiplyPublic, multiplySecretEach, q, type Point } from '../../crypto/secp256k1.ts';
import { forgetAll, type SecretInteger } from '../../crypto/secret-integer.ts';
import { finishElog } from '../../zk/elog.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import type { PartyId } from '../protocol/party.ts';
import { agree, blame, echoOwn, receive, receiveAny, send, type Protocol, type Round } from '../protocol/protocol.ts';
import { codeOfEr, type ErrorView } from './error-round-checks.ts';
import { proveErrorRound } from './error-round.ts';
import type { EcdsaKeyShare } from './key-share.ts';
import {
  codeOfPs1,
  codeOfPs2,
  codeOfPs3,
  deltaStatement,
  errorCaseOf,
  proofContext,
  sumOfDeltas,
  sumOfGammas,
  type ErrorCase,
} from './presign-checks.ts';
import { presignRounds, type PresignRounds, type Ps1, type Ps2, type Ps2p, type Ps3 } from './presign-messages.ts';
import { OwnPresign } from './presign-own.ts';
import type { PreparedPresign } from './presign-prepared.ts';
import type { SigningSetup } from './signing-setup.ts';
import { dividedBy } from './signature-share.ts';

export interface PresignContext {
  readonly sid: Uint8Array;
  readonly setup: SigningSetup;
  readonly share: EcdsaKeyShare;
  readonly self: PartyId;
  readonly random: Random;
  /** Round 1 and the masks of round 2, computed ahead for this key, epoch and signing set. Used up by the run, whatever its end. */
  readonly prepared: PreparedPresign | undefined;
}

/** What three rounds give one signer: shares of 1/k and of x/k, and the points that verify everybody's signature shares. */
export interface NonceShares {
  readonly Gamma: Point;
  /** `kt_i = k_i / delta` and `chit_i = chi_i / delta`; the owner forgets them. */
  readonly kt: SecretInteger;
  readonly chit: SecretInteger;
  /** `Dt_j = Delta_j / delta` and `St_j = S_j / delta` of all signers, in pid order. */
  readonly Dt: ReadonlyMap<PartyId, Point>;
  readonly St: ReadonlyMap<PartyId, Point>;
}

/** Presigning of one signer, until everybody has confirmed the same PS3. */
export function* presign(ctx: PresignContext): Protocol<NonceShares> {
  const rounds = presignRounds(ctx.setup.profile, ctx.setup.signers.length);
  const { ECHO3, ER } = rounds;
  const shares = yield* shareNonce(ctx, rounds);
  let isConfirmed = false;
  try {
    yield* sendEcho3(rounds);
    const [echoes, ers] = yield* receiveAny(ECHO3, ER);
    yield* refuseAll(ER, ers);
    yield* blame(ECHO3, echoes, () => undefined);
    isConfirmed = true;
    return shares;
  } finally {
    if (!isConfirmed) forgetAll(shares.kt, shares.chit);
  }
}

/** Messages that nobody sends who sees E1 and E2 as we do, from parties that have echoed our PS3. */
export function* refuseAll<M>(round: Round<M>, messages: ReadonlyMap<PartyId, M>): Protocol<void> {
  if (messages.size > 0) yield* blame(round, messages, () => 'er.case');
}

function* sendEcho3({ PS3, ECHO3 }: PresignRounds): Protocol<void> {
  yield* send(ECHO3, 'all', { round: PS3.id, h: yield* echoOwn(PS3) });
}

/**
 * Rounds 1 to 3 and E1, E2; the caller exchanges the echo of PS3. All other secrets are erased when it ends: until then they may be needed for the
 * error round.
 */
export function* shareNonce(ctx: PresignContext, rounds: PresignRounds): Protocol<NonceShares> {
  const { setup, self, sid } = ctx;
  const { PS3 } = rounds;
  const own = new OwnPresign(ctx);
  try {
    const ps1 = yield* roundOne(ctx, rounds, own);
    const { ps2, ps2p } = yield* roundTwo(ctx, rounds, own, ps1);

    // Round 3: our share of k·gamma and of the key times k, in the exponent of the common nonce point
    const Gamma = sumOfGammas(ps2);
    if (Gamma.is0()) throw new ProtocolStop('UNATTRIBUTED', 'the nonce point is the identity');
    own.add(ps2p);
    const mine = yield* ownPs3(ctx, rounds, own, Gamma);
    yield* send(PS3, 'all', mine);
    const received = yield* receive(PS3);
    yield* blame(PS3, received, (j, m) => codeOfPs3(sid, j, valueOf(ps1, j), Gamma, m, own.verifier));

    const ps3 = inOrder(setup, self, mine, received);
    const view: ErrorView = { setup, sid, ps1, ps2, ps3 };
    const errorCase = errorCaseOf(setup, ps3);
    if (errorCase !== undefined) return yield* errorRound(ctx, { rounds, own, view, errorCase });
    return finish(own, setup.childKey, Gamma, ps3);
  } finally {
    own.forget();
  }
}

function* roundOne(
  { setup, sid, self }: PresignContext,
  { PS1, PS1P }: PresignRounds,
  own: OwnPresign,
): Protocol<ReadonlyMap<PartyId, Ps1>> {
  yield* send(PS1, 'all', own.ps1);
  for (const [peer, proofs] of own.provePs1()) yield* send(PS1P, peer, proofs);
  const received = yield* receive(PS1);
  const proofs = yield* receive(PS1P);
  yield* blame(PS1P, proofs, (j, m) => {
    const ps1 = received.get(j);
    return ps1 && codeOfPs1({ setup, sid, sender: j, receiver: self }, ps1, m, own.verifier);
  });
  return inOrder(setup, self, own.ps1, received);
}

function* roundTwo(
  { setup, sid, self }: PresignContext,
  { PS2, PS2P }: PresignRounds,
  own: OwnPresign,
  ps1: ReadonlyMap<PartyId, Ps1>,
): Protocol<{ ps2: ReadonlyMap<PartyId, Ps2>; ps2p: ReadonlyMap<PartyId, Ps2p> }> {
  const made = own.multiply(ps1);
  const mine = own.provePs2();
  yield* send(PS2, 'all', mine);
  for (const [peer, message] of made) yield* send(PS2P, peer, message);
  const received = yield* receive(PS2);
  const ps2p = yield* receive(PS2P);
  yield* blame(PS2P, ps2p, (j, m) => {
    const ps2 = received.get(j);
    if (ps2 === undefined) return undefined;
    const nonces = { sender: valueOf(ps1, j), receiver: own.ps1 };
    return codeOfPs2({ setup, sid, sender: j, receiver: self }, nonces, ps2, m, own.verifier);
  });
  return { ps2: inOrder(setup, self, mine, received), ps2p };
}

function* ownPs3(ctx: PresignContext, { PS2 }: PresignRounds, own: OwnPresign, Gamma: Point): Protocol<Ps3> {
  const { sid, self } = ctx;
  const { k, a, preparedDelta } = own.material;
  const { delta } = own;
  const { Delta, S, B } = multiplesOfGamma(own, Gamma);
  if (delta === 0n || S.is0()) throw new ProtocolStop('UNATTRIBUTED', 'a share of the nonce is zero');
  const ctxDelta = proofContext(sid, self, 'presign/Delta', undefined);
  const psiD = finishElog(ctxDelta, deltaStatement(own.ps1, Gamma, Delta), { y: k, lam: a }, preparedDelta, B);
  return { delta, Delta, S, psiD, echo2: yield* echoOwn(PS2) };
}

/** The three secret multiples of the nonce point: k_i and chi_i times it, and the mask of psiD. Together they cost half of what they cost singly. */
function multiplesOfGamma(
  own: OwnPresign,
  Gamma: Point,
): { readonly Delta: Point; readonly S: Point; readonly B: Point } {
  const { k, preparedDelta } = own.material;
  const chi = own.chi();
  try {
    const [Delta = IDENTITY, S = IDENTITY, B = IDENTITY] = multiplySecretEach(Gamma, [k, chi, preparedDelta.m]);
    return { Delta, S, B };
  } finally {
    chi.forget();
  }
}

interface Failure {
  readonly rounds: PresignRounds;
  readonly own: OwnPresign;
  readonly view: ErrorView;
  readonly errorCase: ErrorCase;
}

/**
 * Ends the run with the blame of everybody who cannot prove its values. Never returns.
 *
 * Intentional divergence: the echo of PS3 is exchanged by itself before anything is proven, and ER carries it again. With different PS3 only some signers
 * see E1 or E2 fail; those who do not must not wait for, and suspect, those who prove for minutes.
 */
function* errorRound(ctx: PresignContext, { rounds, own, view, errorCase }: Failure): Protocol<never> {
  const { self, random, setup } = ctx;
  const { PS3, ECHO3, ONF, ER } = rounds;
  yield* sendEcho3(rounds);
  const [, , gone] = yield* receiveAny(ECHO3, ER, ONF);
  yield* refuseAll(ONF, gone);
  const echo3 = yield* echoOwn(PS3);
  const witness = own.errorWitness(errorCase);
  const { made, received } = own.exchanged;
  const mine = proveErrorRound({ view, self, errorCase, echo3, made, received, witness }, random);
  yield* send(ER, 'all', mine);
  const [ers] = yield* receiveAny(ER);
  // Our own proofs passed their check when they were made
  const all = inOrder(setup, self, mine, ers);
  // Judged before its echo: a verdict proves itself, and nobody can put it off by keeping the echo back
  yield* blame(ER, ers, (j) => codeOfEr(view, all, j));
  yield* agree(ER);
  throw new ProtocolStop('LOCAL_BUG', 'every error round verifies although E1 or E2 fails');
}

function finish(own: OwnPresign, childKey: Point, Gamma: Point, ps3: ReadonlyMap<PartyId, Ps3>): NonceShares {
  const delta = sumOfDeltas(ps3);
  // Only after E1: before it, the last sender could choose its delta_j so, again and again, and stay unnamed
  if (delta === 0n) throw new ProtocolStop('UNATTRIBUTED', 'the nonce is zero');
  const chi = own.chi();
  const di = inverse(delta, q);
  try {
    return {
      Gamma,
      kt: dividedBy(own.material.k, delta),
      chit: dividedBy(chi, delta),
      Dt: dividedByDelta(ps3, ({ Delta }) => Delta, di, G),
      St: dividedByDelta(ps3, ({ S }) => S, di, childKey),
    };
  } finally {
    chi.forget();
  }
}

/** Everybody's point times `di`. E1 and E2 hold, so that all of them add up to `total`: the last one is what is left. */
function dividedByDelta(
  ps3: ReadonlyMap<PartyId, Ps3>,
  of: (message: Ps3) => Point,
  di: bigint,
  total: Point,
): Map<PartyId, Point> {
  const divided = new Map<PartyId, Point>();
  let left = total;
  for (const [party, message] of ps3) {
    const isLast = divided.size === ps3.size - 1;
    const point = isLast ? left : multiplyPublic(of(message), di);
    divided.set(party, point);
    left = left.subtract(point);
  }
  return divided;
}

/** The messages of all signers in pid order, own included. */
function inOrder<M>(
  { signers }: SigningSetup,
  self: PartyId,
  mine: M,
  received: ReadonlyMap<PartyId, M>,
): ReadonlyMap<PartyId, M> {
  return new Map(
    signers.flatMap((party) => {
      const message = party === self ? mine : received.get(party);
      return message === undefined ? [] : [[party, message] as const];
    }),
  );
}

function valueOf<T>(map: ReadonlyMap<PartyId, T>, party: PartyId): T {
  const value = map.get(party);
  if (value === undefined) throw new ProtocolStop('LOCAL_BUG', 'a message of a signer is missing');
  return value;
}
