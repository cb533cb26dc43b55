/**
 * Every check of the auxiliary run (cggmp24.md 4) as a pure function, so that the parties, a third party with an evidence bundle, and the
 * test vectors run the same code. Lists are in committee order.
 */
import { bytesEqual, concatBytes } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { findModulusClashes } from '../../crypto/committee-moduli.ts';
import { gcd, integerToBytes, bitLength } from '../../crypto/integers.ts';
import { profileOf, type Profile } from '../../crypto/parameters.ts';
import { checkReceivedModulus } from '../../crypto/received-modulus.ts';
import type { RingPedersenOwner } from '../../crypto/ring-pedersen.ts';
import { verifyFac } from '../../zk/fac.ts';
import { verifyMod } from '../../zk/mod.ts';
import { prmCodec, verifyPrm } from '../../zk/prm.ts';
import type { ProofContext } from '../../zk/proof-context.ts';
import type { ZkVerdict } from '../../zk/verdict.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import type { Ax1, Ax2, Ax3, Ax3p } from './aux-messages.ts';
import { bytesList } from './wire.ts';

/** `V = H("aux/commit", sid, pid, N, Nh, s, t, psi_prm, rid, u)`: only the party that committed can open it. */
export function auxCommitment(profile: Profile, sid: Uint8Array, party: PartyId, opening: Ax2): Uint8Array {
  const { N, Nh, s, t, psi_prm, rid, u } = opening;
  return taggedHash(
    'aux/commit',
    tlv.bytes(sid),
    tlv.bytes(pidBytes(party)),
    tlv.integer(N),
    tlv.integer(Nh),
    tlv.integer(s),
    tlv.integer(t),
    prmCodec(profile).toValue(psi_prm),
    tlv.bytes(rid),
    tlv.bytes(u),
  );
}

/** Names a modulus in a plan and in the list of published ones: SHA-256 of its big-endian bytes. */
export function modulusHash(modulus: bigint): Uint8Array {
  return sha256(integerToBytes(modulus, Math.ceil(bitLength(modulus) / 8)));
}

/**
 * The checks of AX2 that need nothing but the message, the plan and `sid`: opening, primitives.md 4.3 as far as one party's own moduli go,
 * ring-Pedersen bases and Pi-prm. Everybody who has the message comes to the same verdict.
 */
export function openingCode(
  plan: SessionPlan,
  earlier: readonly Uint8Array[],
  sid: Uint8Array,
  party: PartyId,
  { V }: Ax1,
  opening: Ax2,
): string | undefined {
  const profile = profileOf(plan.profile);
  if (!bytesEqual(V, auxCommitment(profile, sid, party, opening))) return 'ax.open';
  return modulusCode(profile, earlier, opening) ?? prmCode(profile, sid, party, opening);
}

/** Length, parity, small factors, powers, primality, published ones; N and Nh without a common factor; not of an earlier epoch. */
export function modulusCode(
  profile: Profile,
  earlier: readonly Uint8Array[],
  { N, Nh }: Pick<Ax2, 'N' | 'Nh'>,
): 'ax.modulus' | undefined {
  const isFresh = (modulus: bigint): boolean => {
    const hash = modulusHash(modulus);
    return !earlier.some((each) => bytesEqual(each, hash));
  };
  const isSound = [N, Nh].every((modulus) => checkReceivedModulus(modulus, profile).ok && isFresh(modulus));
  return isSound && gcd(N, Nh) === 1n ? undefined : 'ax.modulus';
}

/** Pi-prm, with the checks on s and t as its first. */
export function prmCode(
  profile: Profile,
  sid: Uint8Array,
  party: PartyId,
  { Nh, s, t, psi_prm }: Ax2,
): string | undefined {
  return codeOf(verifyPrm(auxContext(sid, party), { Nh, s, t }, psi_prm, profile));
}

/** Parties that share a modulus or a factor with others, as one party sees it. */
export interface Repeats {
  /** Those at fault. Nobody else can know that, hence it stays a suspicion. */
  readonly suspects: ReadonlySet<PartyId>;
  /** Two others share a factor, and nothing says whose it is. */
  readonly isUnattributed: boolean;
}

/**
 * Primitives.md 4.3, item 3, between parties: all moduli differ and share no factor, with each other and with those of earlier epochs.
 * A clash with one's own modulus is the other's fault. Of two others with the same modulus the later one in the committee is suspected: with
 * moduli that were committed to before anybody saw them, an honest party cannot be copied within a run.
 * @param moduli of the parties whose moduli are sound by themselves; own included
 */
export function repeatedModuli(
  self: PartyId,
  moduli: ReadonlyMap<PartyId, Pick<Ax2, 'N' | 'Nh'>>,
  earlier: readonly bigint[],
): Repeats {
  const parties = [...moduli.keys()];
  const values = [...moduli.values()];
  const suspects = new Set<PartyId>();
  let isUnattributed = false;
  for (const { parties: places, blamed } of findModulusClashes(values, parties.indexOf(self), earlier)) {
    const [one, other] = [values[places[0] ?? 0], values[places[1] ?? 0]];
    const isCopy = one !== undefined && other !== undefined && isSameModulus(one, other);
    const suspect = parties[blamed ?? (isCopy ? (places[1] ?? 0) : -1)];
    if (suspect === undefined) isUnattributed = true;
    else if (suspect !== self) suspects.add(suspect);
  }
  return { suspects, isUnattributed };
}

function isSameModulus(a: Pick<Ax2, 'N' | 'Nh'>, b: Pick<Ax2, 'N' | 'Nh'>): boolean {
  return [a.N, a.Nh].some((modulus) => modulus === b.N || modulus === b.Nh);
}

/** Pi-mod for the N that was opened. */
export function modCode(
  profile: Profile,
  sid: Uint8Array,
  party: PartyId,
  rid: Uint8Array,
  { N }: Ax2,
  { psi_mod }: Ax3,
): string | undefined {
  return codeOf(verifyMod(auxContext(sid, party, rid), { N }, psi_mod, profile));
}

/** Pi-fac for the N that was opened, under the parameters of the receiver. The receiver's trapdoor makes it faster. */
export function facCode(
  sid: Uint8Array,
  party: PartyId,
  rid: Uint8Array,
  { N }: Ax2,
  proof: Ax3p,
  receiver: { readonly party: PartyId; readonly RP: Pick<Ax2, 'Nh' | 's' | 't'>; readonly owner?: RingPedersenOwner },
): string | undefined {
  const { Nh, s, t } = receiver.RP;
  const owner = receiver.owner === undefined ? undefined : { ringPedersen: receiver.owner };
  return codeOf(verifyFac(facContext(sid, party, rid, receiver.party), { N, RP: { Nh, s, t } }, proof, owner));
}

/** Context of Pi-prm (no `rid` yet) and Pi-mod. */
export function auxContext(sid: Uint8Array, party: PartyId, rid: Uint8Array = new Uint8Array()): ProofContext {
  return { sid, prover: pidBytes(party), label: 'aux', extra: rid };
}

/** Context of Pi-fac: made for one verifier. */
export function facContext(sid: Uint8Array, party: PartyId, rid: Uint8Array, verifier: PartyId): ProofContext {
  return auxContext(sid, party, concatBytes(rid, pidBytes(verifier)));
}

/** `H("aux/transcript", sid, list(V), list(H("payload", AX2)), rid)`. */
export function auxTranscriptHash(
  sid: Uint8Array,
  ax1: readonly Ax1[],
  ax2Hashes: readonly Uint8Array[],
  rid: Uint8Array,
): Uint8Array {
  return taggedHash(
    'aux/transcript',
    tlv.bytes(sid),
    bytesList(ax1.map(({ V }) => V)),
    bytesList(ax2Hashes),
    tlv.bytes(rid),
  );
}

/** Codes of the proofs carry the tag of the run. */
function codeOf(verdict: ZkVerdict): string | undefined {
  return verdict.ok ? undefined : `ax.${verdict.code}`;
}
