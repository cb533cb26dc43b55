/**
 * The checks of presigning (cggmp24.md 6 and 7): pure functions of the setup and signed messages, so that third parties can repeat them. Each
 * returns the code of the first check that fails. `decode` is judged before, by the codecs.
 */
import { bytesEqual } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import { mod } from '../../crypto/integers.ts';
import { G, multiplyPublic, q, sumPoints, type Point } from '../../crypto/secp256k1.ts';
import { verifyAffG, verifyAffGs, type AffGProof, type AffGStatement, type ReceivedAffG } from '../../zk/aff-g.ts';
import { verifyElog, verifyElogs, type ElogStatement, type ReceivedElog } from '../../zk/elog.ts';
import { verifyEncElg, verifyEncElgs, type EncElgStatement, type ReceivedEncElg } from '../../zk/enc-elg.ts';
import { arePaillierUnits, type VerifierOwner } from '../../zk/equations.ts';
import type { ProofContext } from '../../zk/proof-context.ts';
import type { ZkVerdict } from '../../zk/verdict.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import type { Mta, Ps1, Ps1p, Ps2, Ps2p, Ps3 } from './presign-messages.ts';
import { memberOf, othersOf, type SigningSetup } from './signing-setup.ts';

/** One message's way: who made it for whom in which session. */
export interface Exchange {
  readonly setup: SigningSetup;
  readonly sid: Uint8Array;
  readonly sender: PartyId;
  readonly receiver: PartyId;
}

const NOBODY = new Uint8Array();

export function proofContext(
  sid: Uint8Array,
  prover: PartyId,
  label: string,
  extra: PartyId | undefined,
): ProofContext {
  return { sid, prover: pidBytes(prover), label, extra: extra === undefined ? NOBODY : pidBytes(extra) };
}

/** What psi0 (`k`) or psi1 (`gamma`) proves to the receiver. */
export function encElgStatement({ setup, sender, receiver }: Exchange, of: 'k' | 'gamma', ps1: Ps1): EncElgStatement {
  const { N } = memberOf(setup, sender).paillier;
  const { RP } = memberOf(setup, receiver);
  const { K, G: encryptedGamma, Y, A1, A2, B1, B2 } = ps1;
  return of === 'k' ? { N, C: K, A: Y, B: A1, X: A2, RP } : { N, C: encryptedGamma, A: Y, B: B1, X: B2, RP };
}

/** What psi (`gamma`) or psih (`x`) proves to the receiver, whose K is `K`; X is Gamma_i or W_i of the sender. */
export function affGStatement(
  { setup, sender, receiver }: Exchange,
  { K, D, Y, X }: { K: bigint; D: bigint; Y: bigint; X: Point },
): AffGStatement {
  const { paillier, RP } = memberOf(setup, receiver);
  return { N0: paillier.N, N1: memberOf(setup, sender).paillier.N, C: K, D, Y, X, RP };
}

/** psiG: Gamma_i hides in (B1, B2). */
export function gammaStatement({ Y, B1, B2 }: Ps1, Gamma: Point): ElogStatement {
  return { L: B1, M: B2, X: Y, Y: Gamma, h: G };
}

/** psiD: Delta_i = k_i·Gamma for the k_i in (A1, A2). */
export function deltaStatement({ Y, A1, A2 }: Ps1, Gamma: Point, Delta: Point): ElogStatement {
  return { L: A1, M: A2, X: Y, Y: Delta, h: Gamma };
}

/** `dig_j`: binds the sender, publicly, to the ciphertexts it sends in private. */
export function mtaDigest({ sid, sender, receiver }: Exchange, { D, F, Dh, Fh }: Mta): Uint8Array {
  const ciphertexts = [D, F, Dh, Fh].map((c) => tlv.integer(c));
  return taggedHash(
    'presign/mta',
    tlv.bytes(sid),
    tlv.bytes(pidBytes(sender)),
    tlv.bytes(pidBytes(receiver)),
    ...ciphertexts,
  );
}

/** The entry of the sender's `dig` that is about the receiver. */
export function digestFor({ setup, sender, receiver }: Exchange, ps2: Ps2): Uint8Array {
  return ps2.dig[othersOf(setup, sender).indexOf(receiver)] ?? NOBODY;
}

export function areBound(exchange: Exchange, ps2: Ps2, mta: Mta): boolean {
  return bytesEqual(digestFor(exchange, ps2), mtaDigest(exchange, mta));
}

/** A signer that verifies for itself: through its own keys, and the proofs of one peer together. Third parties do neither; the codes are the same. */
export interface Verifier {
  readonly keys: VerifierOwner;
  readonly random: Random;
}

/** Round 1. */
export function codeOfPs1(exchange: Exchange, ps1: Ps1, ps1p: Ps1p, verifier?: Verifier): string | undefined {
  const received = (of: 'k' | 'gamma', proof: Ps1p['psi0']): ReceivedEncElg => ({
    ctx: proofContext(exchange.sid, exchange.sender, `presign/${of}`, exchange.receiver),
    statement: encElgStatement(exchange, of, ps1),
    proof,
  });
  const proofs = [received('k', ps1p.psi0), received('gamma', ps1p.psi1)];
  const areVerified = verdictsOf(proofs, verifyEncElg, verifyEncElgs, verifier);
  if (ps1.K === ps1.G) return 'ps1.group';
  const firstFailing = areVerified.indexOf(false);
  if (firstFailing < 0) return undefined;
  // K and G are the ciphertexts of the two statements: only where a proof fails they may be what is wrong
  const { N } = memberOf(exchange.setup, exchange.sender).paillier;
  if (!arePaillierUnits(N, [ps1.K, ps1.G], [])) return 'ps1.group';
  return firstFailing === 0 ? 'ps1.psi0' : 'ps1.psi1';
}

/** Which of several proofs hold. */
function verdictsOf<R extends { ctx: ProofContext; statement: unknown; proof: unknown }>(
  received: readonly R[],
  verify: (ctx: ProofContext, statement: R['statement'], proof: R['proof'], owner?: VerifierOwner) => ZkVerdict,
  verifyTogether: (received: readonly R[], random: Random, owner?: VerifierOwner) => readonly ZkVerdict[],
  verifier: Verifier | undefined,
): readonly boolean[] {
  const verdicts =
    verifier === undefined
      ? received.map(({ ctx, statement, proof }) => verify(ctx, statement, proof))
      : verifyTogether(received, verifier.random, verifier.keys);
  return verdicts.map(({ ok }) => ok);
}

/** The first two checks of round 2: they need messages of the sender only. */
export function codeOfPs2Opening(
  exchange: Exchange,
  ps1: Ps1,
  ps2: Ps2,
  mta: Mta,
  verifier?: Verifier,
): string | undefined {
  const ctx = proofContext(exchange.sid, exchange.sender, 'presign/Gamma', undefined);
  const psiG = { ctx, statement: gammaStatement(ps1, ps2.Gamma), proof: ps2.psiG };
  if (!isElogRight(psiG, verifier)) return 'ps2.psiG';
  return areBound(exchange, ps2, mta) ? undefined : 'ps2.digest';
}

function isElogRight(received: ReceivedElog, verifier: Verifier | undefined): boolean {
  return verdictsOf([received], verifyElog, verifyElogs, verifier).every(Boolean);
}

/** Whether the four ciphertexts lie in their groups: D, Dh under the receiver's key, F, Fh under the sender's. */
export function areMtaCiphertexts({ setup, sender, receiver }: Exchange, { D, F, Dh, Fh }: Mta): boolean {
  const [to, from] = [memberOf(setup, receiver).paillier, memberOf(setup, sender).paillier];
  return arePaillierUnits(to.N, [D, Dh], []) && arePaillierUnits(from.N, [F, Fh], []);
}

/** The last two checks of round 2; `K` is the receiver's. W is computed here, never taken from the sender (PS-MIX). */
export function codeOfPs2Proofs(
  exchange: Exchange,
  K: bigint,
  ps2: Ps2,
  ps2p: Ps2p,
  verifier?: Verifier,
): string | undefined {
  const { setup, sid, sender, receiver } = exchange;
  const { D, F, Dh, Fh, psi, psih } = ps2p;
  const received = (label: string, statement: { D: bigint; Y: bigint; X: Point }, proof: AffGProof): ReceivedAffG => ({
    ctx: proofContext(sid, sender, label, receiver),
    statement: affGStatement(exchange, { K, ...statement }),
    proof,
  });
  const proofs = [
    received('presign/mta-gamma', { D, Y: F, X: ps2.Gamma }, psi),
    received('presign/mta-x', { D: Dh, Y: Fh, X: memberOf(setup, sender).W }, psih),
  ];
  const firstFailing = verdictsOf(proofs, verifyAffG, verifyAffGs, verifier).indexOf(false);
  return [undefined, 'ps2.psi', 'ps2.psih'][firstFailing + 1];
}

/** Round 2, all checks in order. */
export function codeOfPs2(
  exchange: Exchange,
  ps1: { readonly sender: Ps1; readonly receiver: Ps1 },
  ps2: Ps2,
  ps2p: Ps2p,
  verifier?: Verifier,
): string | undefined {
  const opening = codeOfPs2Opening(exchange, ps1.sender, ps2, ps2p, verifier);
  if (opening !== undefined) return opening;
  const proofs = codeOfPs2Proofs(exchange, ps1.receiver.K, ps2, ps2p, verifier);
  // The four ciphertexts belong to the two statements, whose check 1 is about them too
  return proofs !== undefined && !areMtaCiphertexts(exchange, ps2p) ? 'ps2.group' : proofs;
}

/** Round 3; `Gamma` is the sum of all Gamma_j. delta = 0 is refused because `delta·G` could not be proven in an error round. */
export function codeOfPs3(
  sid: Uint8Array,
  sender: PartyId,
  ps1: Ps1,
  Gamma: Point,
  ps3: Ps3,
  verifier?: Verifier,
): string | undefined {
  if (ps3.delta === 0n) return 'ps3.group';
  const ctx = proofContext(sid, sender, 'presign/Delta', undefined);
  const psiD = { ctx, statement: deltaStatement(ps1, Gamma, ps3.Delta), proof: ps3.psiD };
  return isElogRight(psiD, verifier) ? undefined : 'ps3.psiD';
}

/** The case of an error round: `N` (nonce) when E1 fails, `X` (chi) when E2 fails. */
export type ErrorCase = 'N' | 'X';

/** delta mod q of all signers. */
export function sumOfDeltas(ps3: ReadonlyMap<PartyId, Ps3>): bigint {
  return mod(
    [...ps3.values()].reduce((sum, { delta }) => sum + delta, 0n),
    q,
  );
}

export function sumOfGammas(ps2: ReadonlyMap<PartyId, Ps2>): Point {
  return sumPoints([...ps2.values()].map(({ Gamma }) => Gamma));
}

/** E1, then E2, over the PS3 of all signers, own included; the same for everybody with the same messages. */
export function errorCaseOf(
  { childKey }: Pick<SigningSetup, 'childKey'>,
  ps3: ReadonlyMap<PartyId, Ps3>,
): ErrorCase | undefined {
  const delta = sumOfDeltas(ps3);
  const all = [...ps3.values()];
  if (!multiplyPublic(G, delta).equals(sumPoints(all.map(({ Delta }) => Delta)))) return 'N';
  return multiplyPublic(childKey, delta).equals(sumPoints(all.map(({ S }) => S))) ? undefined : 'X';
}
