/**
 * Auxiliary information (cggmp24.md 4): AX1 (strict echo), AX2, AX3 with AX3p (carries the echo of AX2), then confirmation. The primes are
 * input: they are made ahead, never here, and are used for one run only. A single failing party means that nobody stores anything.
 */
import type { Random } from '../../../base/random.ts';
import { paillierPrivateKey, type PaillierPrivateKey } from '../../crypto/paillier.ts';
import { profileOf } from '../../crypto/parameters.ts';
import { makeRingPedersen, type RingPedersenOwner } from '../../crypto/ring-pedersen.ts';
import { proveFac } from '../../zk/fac.ts';
import { proveMod } from '../../zk/mod.ts';
import { provePrm } from '../../zk/prm.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { confirm, type ConfirmContext } from '../protocol/confirm.ts';
import type { PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import { blame, echoOwn, prepare, receive, send, type Protocol } from '../protocol/protocol.ts';
import {
  auxCommitment,
  auxContext,
  auxTranscriptHash,
  facCode,
  facContext,
  modCode,
  modulusCode,
  openingCode,
  repeatedModuli,
} from './aux-checks.ts';
import { auxRounds, type Ax1, type Ax2 } from './aux-messages.ts';
import type { AuxInfo } from './key-share.ts';
import { xorAll } from './wire.ts';

/** Two primes of `paillierPrimes` and two of `ringPedersenPrimes`, of the profile's length, fresh and never used again. */
export interface AuxPrimes {
  readonly paillier: { readonly p: bigint; readonly q: bigint };
  readonly ringPedersen: { readonly p: bigint; readonly q: bigint };
}

export interface AuxContext extends ConfirmContext {
  readonly plan: SessionPlan;
  readonly self: PartyId;
  readonly random: Random;
  readonly primes: AuxPrimes;
  /** `modulusHash` of the moduli of earlier epochs, as in the plan. */
  readonly earlier: readonly Uint8Array[];
  /** The moduli of earlier epochs themselves: no factor of them may come again. */
  readonly earlierModuli: readonly bigint[];
  /** The hashes that the holders of this epoch keep, the latest last. */
  readonly remembered: readonly Uint8Array[];
  /** `H("payload", ...)` of each participant's broadcast in a round, in participant order. */
  payloadHashes(roundId: number): readonly Uint8Array[];
}

interface OwnKeys {
  readonly paillier: PaillierPrivateKey;
  readonly ringPedersen: RingPedersenOwner;
  readonly opening: Ax2;
}

/** The protocol of one party. Its secret keys survive only a successful end. */
export function* auxiliary(ctx: AuxContext): Protocol<AuxInfo> {
  const { plan, self, sid } = ctx;
  const { AX1, AX2, AX3, AX3P } = auxRounds(profileOf(plan.profile));
  const own = makeKeys(ctx);
  let isConfirmed = false;
  const inOrder = <M>(mine: M, received: ReadonlyMap<PartyId, M>): M[] =>
    plan.participants.flatMap((party) => (party === self ? mine : (received.get(party) ?? [])));
  try {
    // Round 1: commit to moduli, bases, Pi-prm and rid
    const commitment: Ax1 = { V: auxCommitment(profileOf(plan.profile), sid, self, own.opening) };
    yield* send(AX1, 'all', commitment);
    const ax1 = yield* receive(AX1);

    // Round 2: open
    yield* send(AX2, 'all', own.opening);
    const ax2 = yield* receive(AX2);

    // Round 3: all checks of AX2 for all senders; then the proofs that need rid
    yield* checkOpenings(ctx, own.opening, ax1, ax2);
    const openings = inOrder(own.opening, ax2);
    const rid = xorAll(openings.map((opening) => opening.rid));
    yield* sendProofs(ctx, own, rid, ax2);

    // Output: the echo of AX2 is compared on receipt, then Pi-mod and Pi-fac of everybody
    const ax3 = yield* receive(AX3);
    const ax3p = yield* receive(AX3P);
    const receiver = { party: self, RP: own.opening, owner: own.ringPedersen };
    yield* blame(AX3P, ax3p, (j, psi_fac) => {
      const [opening, message] = [ax2.get(j), ax3.get(j)];
      if (opening === undefined || message === undefined) return undefined;
      const code = modCode(profileOf(plan.profile), sid, j, rid, opening, message);
      return code ?? facCode(sid, j, rid, opening, psi_fac, receiver);
    });
    const publics = openings.map(({ N, Nh, s, t }) => ({ N, Nh, s, t }));
    const transcriptHash = auxTranscriptHash(sid, inOrder(commitment, ax1), ctx.payloadHashes(AX2.id), rid);
    const { paillier, ringPedersen } = own;
    const earlier = ctx.remembered.length === 0 ? {} : { earlier: ctx.remembered };
    const aux: AuxInfo = { rid, sid, transcriptHash, publics, paillier, ringPedersen, ...earlier };
    yield* prepare(aux);
    yield* confirm(ctx, transcriptHash);
    isConfirmed = true;
    return aux;
  } finally {
    if (!isConfirmed) {
      own.paillier.forget();
      own.ringPedersen.forget();
    }
  }
}

/** Keys of the given primes, and Pi-prm; lambda is erased as soon as that is made (primitives.md 6). */
function makeKeys({ plan, self, sid, random, primes, earlier }: AuxContext): OwnKeys {
  const profile = profileOf(plan.profile);
  const paillier = paillierPrivateKey(primes.paillier.p, primes.paillier.q);
  const ringPedersen = makeRingPedersen(primes.ringPedersen, random);
  try {
    const { Nh, s, t } = ringPedersen.parameters;
    const { N } = paillier.publicKey;
    // A peer would blame us for such moduli; nothing has been sent yet.
    if (modulusCode(profile, earlier, { N, Nh }) !== undefined)
      throw new ProtocolStop('LOCAL_BUG', 'own moduli are unfit');
    const psi_prm = provePrm(auxContext(sid, self), ringPedersen, profile, random);
    ringPedersen.forgetLambda();
    return { paillier, ringPedersen, opening: { N, Nh, s, t, psi_prm, rid: random(32), u: random(32) } };
  } catch (error) {
    paillier.forget();
    ringPedersen.forget();
    throw error;
  }
}

/**
 * What every AX2 must satisfy by itself, and then between parties. The first leaves evidence (`ax.open`, `ax.modulus`, `ax.prm.k`); of the second a third
 * party cannot tell who took from whom: `ax.repeat` is a suspicion, and a factor shared by two others blames nobody.
 */
function* checkOpenings(
  { plan, self, sid, earlier, earlierModuli }: AuxContext,
  own: Ax2,
  ax1: ReadonlyMap<PartyId, Ax1>,
  ax2: ReadonlyMap<PartyId, Ax2>,
): Protocol<void> {
  const profile = profileOf(plan.profile);
  const sound = plan.participants.flatMap((party) => {
    const opening = party === self ? own : ax2.get(party);
    const isSound = opening !== undefined && modulusCode(profile, earlier, opening) === undefined;
    return isSound ? [[party, opening] as const] : [];
  });
  const { suspects, isUnattributed } = repeatedModuli(self, new Map(sound), earlierModuli);
  yield* blame(auxRounds(profile).AX2, ax2, (j, opening) => {
    const V = ax1.get(j);
    const code = V && openingCode(plan, earlier, sid, j, V, opening);
    return code ?? (suspects.has(j) ? 'ax.repeat' : undefined);
  });
  if (isUnattributed) throw new ProtocolStop('UNATTRIBUTED', 'two moduli of other parties share a factor');
}

function* sendProofs(
  { plan, self, sid, random }: AuxContext,
  { paillier, opening }: OwnKeys,
  rid: Uint8Array,
  peers: ReadonlyMap<PartyId, Ax2>,
): Protocol<void> {
  const profile = profileOf(plan.profile);
  const { AX2, AX3, AX3P } = auxRounds(profile);
  const psi_mod = proveMod(auxContext(sid, self, rid), paillier, profile, random);
  yield* send(AX3, 'all', { psi_mod, echo2: yield* echoOwn(AX2) });
  for (const [j, { Nh, s, t }] of peers) {
    const statement = { N: opening.N, RP: { Nh, s, t } };
    yield* send(AX3P, j, proveFac(facContext(sid, self, rid, j), statement, paillier, random));
  }
}
