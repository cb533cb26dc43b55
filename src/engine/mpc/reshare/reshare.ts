/**
 * RESHARE (reshare.md 2) for keys of every scheme: refresh, removal, addition, another threshold. Dealers: RS1 (strict echo), RS2 and RS2p;
 * new members: RS3. Everybody checks everything it can. The outcome is only prepared: `activation.ts` decides when it may be used.
 */
import { bytesEqual, wipe } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import { Secret } from '../../../base/secret.ts';
import { mod } from '../../crypto/integers.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import { blame, echoOwn, receive, send, type Protocol } from '../protocol/protocol.ts';
import { keyShareOf, type AnyKeyShare } from './any-share.ts';
import { commitTo, SecretPolynomial } from './field.ts';
import {
  additiveShare,
  codeOfOpening,
  dealerWeight,
  isSubShare,
  newPublicShare,
  newSharing,
  openingHash,
  type NewSharing,
  type ReshareSetup,
  type Rs1,
  type Rs2,
  type Rs2p,
} from './messages.ts';
import { nextIdCounter } from './plan.ts';
import { isShareProof, proveShare, type ShareProof, type ShareProofContext } from './share-proof.ts';
import type { SharedKey } from './shared-key.ts';

export interface ReshareContext {
  readonly setup: ReshareSetup;
  readonly self: PartyId;
  readonly sid: Uint8Array;
  readonly random: Random;
  /** x_i of epoch e, borrowed; needed by dealers only. */
  readonly oldSecret: Secret | undefined;
  /** `H("payload", ...)` of the broadcasts of a round, in the order of its senders. */
  payloadHashes(roundId: number): readonly Uint8Array[];
}

export interface ReshareResult {
  /** The public side of the new epoch: same X, same chain code. */
  readonly key: SharedKey;
  /** The own new share; absent on a device that is no member of the new committee. Owned by the caller. */
  readonly share: AnyKeyShare | undefined;
  /** Highest id given out for this key so far. */
  readonly idCounter: bigint;
}

/** What a dealer holds between its rounds. */
interface Dealing {
  readonly polynomial: SecretPolynomial;
  readonly opening: Rs2;
}

/** The protocol of one participant. Everything secret is erased when it ends in any way; the new share survives only a successful end. */
export function* reshare(ctx: ReshareContext): Protocol<ReshareResult> {
  const { setup, self, sid } = ctx;
  const { RS1, RS2, RS2P, RS3 } = setup.rounds;
  const own = setup.dealers.includes(self) ? deal(ctx) : undefined;
  const isMember = setup.members.has(self);
  const sigmas: Uint8Array[] = [];
  let mine: SecretInteger | undefined;
  try {
    // Round 1: dealers commit to their polynomials before they see any other
    const V = own === undefined ? undefined : openingHash(setup, sid, self, own.opening);
    if (V !== undefined) yield* send(RS1, 'all', { V });
    const rs1 = withOwn(yield* receive(RS1), self, V === undefined ? undefined : { V });

    // Round 2: openings for all, one value of the polynomial for each new member
    if (own !== undefined) {
      yield* send(RS2, 'all', own.opening);
      yield* sendSubShares(ctx, own, sigmas);
      own.polynomial.forget();
    }
    const rs2 = yield* receive(RS2);
    const rs2p: ReadonlyMap<PartyId, Rs2p> = isMember ? yield* receive(RS2P) : new Map();
    sigmas.push(...[...rs2p.values()].map(({ sigma }) => sigma));
    yield* blame(RS2, rs2, (i, opening) => codeOfDealer(ctx, i, rs1.get(i), opening, rs2p.get(i)));

    // Round 3: the new sharing in public, the own share, and a proof that it is known
    const sharing = sharingOf(ctx, rs1, withOwn(rs2, self, own?.opening));
    const proofContext = { group: setup.group, sid, transcriptHash: sharing.transcriptHash };
    if (isMember) {
      mine = combine(ctx, sharing, sigmas);
      const { A, z } = proveOwn({ ...proofContext, prover: self }, ctx, sharing, mine);
      yield* send(RS3, 'all', { A, z, echo2: yield* echoOwn(RS2) });
    }
    const rs3 = yield* receive(RS3);
    yield* blame(RS3, rs3, (k, proof) => {
      const X = newPublicShare(setup, sharing, k);
      return X !== undefined && isShareProof({ ...proofContext, prover: k }, X, proof) ? undefined : 'rs.psi';
    });
    return outcome(ctx, sharing, mine);
  } finally {
    own?.polynomial.forget();
    wipe(...sigmas);
    forgetAll(mine);
  }
}

/** `g_i(Z) = a_i + g_1 Z + ...` with `a_i = lambda_i^Q x_i`, checked against what everybody expects of us before anything leaves. */
function deal({ setup, self, random, oldSecret }: ReshareContext): Dealing {
  const { group, plan } = setup;
  const x = oldSecret?.use((bytes) => group.parseScalar(bytes));
  if (x === undefined) throw new ProtocolStop('LOCAL_BUG', 'a dealer has no share');
  const a = SecretInteger.of(mod(dealerWeight(setup, self) * x, group.order));
  const polynomial = new SecretPolynomial(group, a, plan.newMinSigners, random);
  const C = polynomial.commitments().filter((point) => point !== undefined);
  const expected = additiveShare(setup, self);
  if (C.length !== plan.newMinSigners || expected === undefined || !bytesEqual(C[0] ?? new Uint8Array(), expected)) {
    polynomial.forget();
    throw new ProtocolStop('LOCAL_BUG', 'the own share does not belong to the plan');
  }
  return { polynomial, opening: { C, u: random(32) } };
}

/** Sends every other member its value and keeps the own one, if there is one, in `sigmas`. */
function* sendSubShares({ setup, self }: ReshareContext, own: Dealing, sigmas: Uint8Array[]): Protocol<void> {
  for (const [member, id] of setup.members) {
    const value = own.polynomial.at(id);
    const sigma = value.use((scalar) => setup.group.scalarToBytes(scalar));
    value.forget();
    sigmas.push(sigma);
    if (member === self) continue;
    yield* send(setup.rounds.RS2P, member, { sigma });
    sigmas.pop();
    wipe(sigma);
  }
}

/** Checks 1 to 3 of a dealer, in order. A private part that is missing here was malformed, which is a finding of its own. */
function codeOfDealer(
  { setup, sid, self }: ReshareContext,
  dealer: PartyId,
  rs1: Rs1 | undefined,
  opening: Rs2,
  part: Rs2p | undefined,
): string | undefined {
  const code = codeOfOpening(setup, sid, dealer, rs1?.V, opening);
  const id = setup.members.get(self);
  if (code !== undefined || id === undefined || part === undefined) return code;
  return isSubShare(setup, opening, id, part.sigma) ? undefined : 'rs.3';
}

function sharingOf(
  { setup, sid, payloadHashes }: ReshareContext,
  rs1: ReadonlyMap<PartyId, Rs1>,
  rs2: ReadonlyMap<PartyId, Rs2>,
): NewSharing {
  const { dealers, rounds } = setup;
  const sharing = newSharing(setup, {
    sid,
    Vs: dealers.flatMap((dealer) => rs1.get(dealer)?.V ?? []),
    openings: dealers.flatMap((dealer) => rs2.get(dealer) ?? []),
    payloadHashes: payloadHashes(rounds.RS2.id),
  });
  // Check 4. Sums that vanish by chance (2^-250) end here too: a new run draws new polynomials.
  if (sharing === undefined) throw new ProtocolStop('LOCAL_BUG', 'the new sharing is not one of the same key');
  return sharing;
}

/** `x'_j = sum_i sigma_ij`; 0 is refused, and it must be what X'_j says. */
function combine({ setup, self }: ReshareContext, sharing: NewSharing, sigmas: readonly Uint8Array[]): SecretInteger {
  const { group } = setup;
  let sum = 0n;
  for (const sigma of sigmas) sum = mod(sum + (group.parseScalar(sigma) ?? 0n), group.order);
  const mine = SecretInteger.of(sum);
  const X = commitTo(group, mine);
  if (X === undefined || !bytesEqual(X, newPublicShare(setup, sharing, self) ?? new Uint8Array())) {
    mine.forget();
    throw new ProtocolStop('LOCAL_BUG', 'the new share does not belong to its public share');
  }
  return mine;
}

/** Our proof, verified before it leaves (README 11.7). */
function proveOwn(
  proofContext: ShareProofContext,
  { setup, self, random }: ReshareContext,
  sharing: NewSharing,
  mine: SecretInteger,
): ShareProof {
  const X = newPublicShare(setup, sharing, self) ?? new Uint8Array();
  const proof = proveShare(proofContext, X, mine, random);
  if (!isShareProof(proofContext, X, proof)) throw new ProtocolStop('LOCAL_BUG', 'the own proof does not hold');
  return proof;
}

function outcome({ setup, self, sid }: ReshareContext, sharing: NewSharing, mine?: SecretInteger): ReshareResult {
  const { plan, group, members } = setup;
  const holders = plan.members.map(({ pid, id }, k) => ({
    ...{ pid, id },
    publicShare: sharing.publicShares[k] ?? new Uint8Array(),
  }));
  const { transcriptHash } = sharing;
  const epoch = plan.newEpoch;
  const key = { ...plan.key, epoch, minSigners: plan.newMinSigners, holders, transcriptHash, sid };
  const secret = mine?.use((value) => new Secret(group.scalarToBytes(value)));
  const ownId = members.get(self);
  const isShared = secret !== undefined && ownId !== undefined;
  const share = isShared ? keyShareOf(key, pidBytes(self), ownId, secret) : undefined;
  return { key, share, idCounter: nextIdCounter(plan) };
}

function withOwn<M>(messages: ReadonlyMap<PartyId, M>, self: PartyId, own: M | undefined): ReadonlyMap<PartyId, M> {
  return own === undefined ? messages : new Map([...messages, [self, own]]);
}
