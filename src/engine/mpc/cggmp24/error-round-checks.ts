/** The verifier's side of the error round (cggmp24.md 7, rules 1 to 6): pure functions, equal for everybody with the same messages. */
import { inverse } from '../../crypto/integers.ts';
import { isCiphertext } from '../../crypto/paillier.ts';
import { G, multiplyPublic, type Point } from '../../crypto/secp256k1.ts';
import { verifyAffGStar, type AffGStarStatement } from '../../zk/aff-g-star.ts';
import { verifyDec, type DecStatement } from '../../zk/dec.ts';
import { ProtocolStop, type ProtocolAbort } from '../protocol/abort.ts';
import type { PartyId } from '../protocol/party.ts';
import type { Accusation } from '../protocol/protocol.ts';
import { areBound, errorCaseOf, proofContext, sumOfGammas, type ErrorCase } from './presign-checks.ts';
import { ER_ROUND, type Er, type Mta, type Ps1, type Ps2, type Ps3 } from './presign-messages.ts';
import { FULL_SIGN, PRESIGN } from './signing-plan.ts';
import { memberOf, othersOf, type SigningSetup } from './signing-setup.ts';

/** The agreed messages of all signers, own included. */
export interface ErrorView {
  readonly setup: SigningSetup;
  readonly sid: Uint8Array;
  readonly ps1: ReadonlyMap<PartyId, Ps1>;
  readonly ps2: ReadonlyMap<PartyId, Ps2>;
  readonly ps3: ReadonlyMap<PartyId, Ps3>;
}

/** Ciphertexts around one signer: those it made, by receiver, and those made for it, by sender. */
export interface MtaAround {
  readonly made: ReadonlyMap<PartyId, Mta>;
  readonly received: ReadonlyMap<PartyId, Mta>;
}

export function errorLabels(errorCase: ErrorCase): { readonly dec: string; readonly aff: string } {
  return errorCase === 'N' ? { dec: 'err/delta', aff: 'err/mta-gamma' } : { dec: 'err/chi', aff: 'err/mta-x' };
}

/** The pair of ciphertexts that a case is about. */
function pairOf({ D, F, Dh, Fh }: Mta, errorCase: ErrorCase): { readonly D: bigint; readonly F: bigint } {
  return errorCase === 'N' ? { D, F } : { D: Dh, F: Fh };
}

/** `Dsum_l = prod D_lj * F_jl^-1 mod N_l^2`: what peers made for l, without the masks that l put into theirs. */
export function plaintextSum(
  setup: SigningSetup,
  party: PartyId,
  errorCase: ErrorCase,
  { made, received }: MtaAround,
): bigint {
  const { NN } = memberOf(setup, party).paillier;
  return othersOf(setup, party).reduce((product, other) => {
    const { D } = pairOf(valueOf(received, other), errorCase);
    const { F } = pairOf(valueOf(made, other), errorCase);
    return (((product * D) % NN) * inverse(F, NN)) % NN;
  }, 1n);
}

/** What Pi-dec of a signer claims: its delta (case N) or S (case X) is what its ciphertexts decrypt to. */
export function decStatement(view: ErrorView, party: PartyId, errorCase: ErrorCase, D: bigint): DecStatement {
  const { setup, ps1, ps2, ps3 } = view;
  const { paillier, W } = memberOf(setup, party);
  const { delta, S } = valueOf(ps3, party);
  const common = { N0: paillier.N, K: valueOf(ps1, party).K, D, size: setup.order.length };
  if (errorCase === 'N') return { ...common, X: valueOf(ps2, party).Gamma, Sp: multiplyPublic(G, delta), H: G };
  return { ...common, X: W, Sp: S, H: sumOfGammas(ps2) };
}

export interface Direction {
  readonly sender: PartyId;
  readonly receiver: PartyId;
  readonly errorCase: ErrorCase;
}

/** What Pi-aff-g* claims: the ciphertexts that `sender` made for `receiver` contain its gamma (case N) or w (case X). */
export function affGStarStatement(
  { setup, ps1, ps2 }: ErrorView,
  { sender, receiver, errorCase }: Direction,
  mta: Mta,
): AffGStarStatement {
  const { D, F } = pairOf(mta, errorCase);
  const X: Point = errorCase === 'N' ? valueOf(ps2, sender).Gamma : memberOf(setup, sender).W;
  const [to, from] = [memberOf(setup, receiver).paillier, memberOf(setup, sender).paillier];
  return { N0: to.N, N1: from.N, C: valueOf(ps1, receiver).K, D, Y: F, X };
}

/** The four ciphertexts that `sender` reveals for `receiver`; `undefined` unless they are those its PS2 is bound to (rule 1). */
export function revealedFor(view: ErrorView, er: Er, sender: PartyId, receiver: PartyId): Mta | undefined {
  const { setup, sid, ps2 } = view;
  const mta = er.revealed[othersOf(setup, sender).indexOf(receiver)];
  if (mta === undefined || !areBound({ setup, sid, sender, receiver }, valueOf(ps2, sender), mta)) return undefined;
  return mta;
}

/** er.case: another case than the agreed messages give, or an error round although E1 and E2 hold. */
export function isCaseFalse({ setup, ps3 }: Pick<ErrorView, 'setup' | 'ps3'>, er: Pick<Er, 'case'>): boolean {
  const errorCase = errorCaseOf(setup, ps3);
  return errorCase === undefined || er.case !== (errorCase === 'N' ? 0 : 1);
}

/** er.digest: a revealed ciphertext that is not the one the sender bound itself to. */
export function isRevealFalse(view: ErrorView, er: Er, sender: PartyId): boolean {
  return othersOf(view.setup, sender).some((receiver) => revealedFor(view, er, sender, receiver) === undefined);
}

/**
 * er.dec. While a ciphertext made for the party is unknown, because its maker failed rule 1, nothing is counted against the party (rule 5): it
 * cannot prove a statement that the verifier cannot form.
 */
export function isPlaintextFalse(view: ErrorView, ers: ReadonlyMap<PartyId, Er>, party: PartyId): boolean {
  const { setup, sid, ps3 } = view;
  const errorCase = errorCaseOf(setup, ps3);
  const own = ers.get(party);
  if (errorCase === undefined || own === undefined) return false;
  const others = othersOf(setup, party);
  const made = new Map<PartyId, Mta>();
  const received = new Map<PartyId, Mta>();
  for (const other of others) {
    const theirs = ers.get(other);
    const [given, taken] = [
      revealedFor(view, own, party, other),
      theirs === undefined ? undefined : revealedFor(view, theirs, other, party),
    ];
    if (given === undefined || taken === undefined) return false;
    made.set(other, given);
    received.set(other, taken);
  }
  // All of them were accepted in round 2 by the party itself, or are its own: a value outside the group is its fault
  const { paillier } = memberOf(setup, party);
  const isInGroup = others.every((other) => {
    const [{ F }, { D }] = [pairOf(valueOf(made, other), errorCase), pairOf(valueOf(received, other), errorCase)];
    return isCiphertext(paillier, F) && isCiphertext(paillier, D);
  });
  if (!isInGroup) return true;
  const D = plaintextSum(setup, party, errorCase, { made, received });
  const ctx = proofContext(sid, party, errorLabels(errorCase).dec, undefined);
  return !verifyDec(ctx, decStatement(view, party, errorCase, D), own.psi).ok;
}

/** er.aff: a proof about the ciphertexts for another signer does not hold. */
export function isMultiplicationFalse(view: ErrorView, er: Er, sender: PartyId): boolean {
  const errorCase = errorCaseOf(view.setup, view.ps3);
  if (errorCase === undefined) return false;
  const label = errorLabels(errorCase).aff;
  return othersOf(view.setup, sender).some((receiver, index) => {
    const mta = revealedFor(view, er, sender, receiver);
    const proof = er.proofs[index];
    if (mta === undefined || proof === undefined) return true;
    const statement = affGStarStatement(view, { sender, receiver, errorCase }, mta);
    return !verifyAffGStar(proofContext(view.sid, sender, label, receiver), statement, proof).ok;
  });
}

/** The first failing check of one signer in an error round, given all ER messages that are here. */
export function codeOfEr(view: ErrorView, ers: ReadonlyMap<PartyId, Er>, party: PartyId): string | undefined {
  const er = valueOf(ers, party);
  if (isCaseFalse(view, er)) return 'er.case';
  if (isRevealFalse(view, er, party)) return 'er.digest';
  if (isPlaintextFalse(view, ers, party)) return 'er.dec';
  return isMultiplicationFalse(view, er, party) ? 'er.aff' : undefined;
}

/** Everybody whom an error round convicts, own messages included, in S order. */
export function judgeErrorRound(view: ErrorView, ers: ReadonlyMap<PartyId, Er>): Accusation[] {
  return view.setup.order.flatMap((party) => {
    const code = ers.has(party) ? codeOfEr(view, ers, party) : undefined;
    return code === undefined ? [] : [{ party, code }];
  });
}

function valueOf<T>(map: ReadonlyMap<PartyId, T>, party: PartyId): T {
  const value = map.get(party);
  if (value === undefined) throw new ProtocolStop('LOCAL_BUG', 'a message of a signer is missing');
  return value;
}

/**
 * Whether a run ended in its error round. Callers count these: more than three per key and epoch without an excluded party, and signing stops until an
 * operator decides (cggmp24.md 7).
 */
export function endedInErrorRound({ protocol, round }: Pick<ProtocolAbort, 'protocol' | 'round'>): boolean {
  return (protocol === PRESIGN || protocol === FULL_SIGN) && round % 100 === ER_ROUND;
}
