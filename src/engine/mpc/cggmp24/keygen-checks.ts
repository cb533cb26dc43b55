/**
 * Every check of ECDSA key generation (cggmp24.md 3) as a pure function of public messages, so that the parties, a third party with an
 * evidence bundle, and the test vectors run the same code. Lists are in committee order. Check 1 (counts, curve, identity) is the decoding.
 */
import { bytesEqual } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import { integerFromBytes } from '../../crypto/integers.ts';
import { multiplyBaseSecret, pointToBytes, sumPoints, type Point } from '../../crypto/secp256k1.ts';
import { SecretInteger } from '../../crypto/secret-integer.ts';
import { feldman } from '../../crypto/shamir.ts';
import { verifySch } from '../../zk/sch.ts';
import type { ProofContext } from '../../zk/proof-context.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import type { Kg1, Kg2, Kg3 } from './keygen-messages.ts';
import { bytesList, hasDuplicate, pointList, xorAll } from './wire.ts';

/** `V = H("keygen/commit", sid, pid, t, n, rid, Sv, A, A0, c, u)`: only the party that committed can open it, because its pid is inside. */
export function keygenCommitment(plan: SessionPlan, sid: Uint8Array, party: PartyId, opening: Kg2): Uint8Array {
  const { rid, Sv, A, A0, c, u } = opening;
  return taggedHash(
    'keygen/commit',
    tlv.bytes(sid),
    tlv.bytes(pidBytes(party)),
    tlv.u32(plan.minSigners),
    tlv.u32(plan.participants.length),
    tlv.bytes(rid),
    pointList(Sv),
    tlv.point(pointToBytes(A)),
    tlv.point(pointToBytes(A0)),
    tlv.bytes(c),
    tlv.bytes(u),
  );
}

/** Check 2: the opening is what was committed to. */
export function openingCode(
  plan: SessionPlan,
  sid: Uint8Array,
  party: PartyId,
  { V }: Kg1,
  opening: Kg2,
): 'kg.2' | undefined {
  return bytesEqual(V, keygenCommitment(plan, sid, party, opening)) ? undefined : 'kg.2';
}

/** Check 3: `0 < sigma < q` and `sigma·G == sum_k id^k Sv[k]`, with `id` of the receiver. `sigma` is below q once decoded. */
export function subShareCode(dealer: Kg2, id: bigint, sigma: Uint8Array): 'kg.3' | undefined {
  const scalar = SecretInteger.of(integerFromBytes(sigma));
  try {
    const point = multiplyBaseSecret(scalar);
    return !point.is0() && point.equals(feldman(dealer.Sv, id)) ? undefined : 'kg.3';
  } finally {
    scalar.forget();
  }
}

/**
 * Check 4: all V and all constant terms are different. Equality blames nobody by itself: a copied V cannot be opened by its copier (check 2),
 * and blaming both would drag the copied party along.
 */
export function hasRepeats(kg1: readonly Kg1[], kg2: readonly Kg2[]): boolean {
  const constants = kg2.flatMap(({ Sv: [first] }) => (first === undefined ? [] : [pointToBytes(first)]));
  return hasDuplicate(kg1.map(({ V }) => V)) || hasDuplicate(constants);
}

/** What all parties compute from the agreed messages alone. */
export interface JointKey {
  readonly rid: Uint8Array;
  readonly X: Point;
  /** In committee order. */
  readonly Xs: readonly Point[];
  readonly chainCode: Uint8Array;
  readonly transcriptHash: Uint8Array;
}

/**
 * `rid`, X, X_k, chain code and transcript hash; `undefined` if the key or a share would be the identity, which a run with one honest party
 * produces with negligible probability only.
 * @param kg2Hashes `H("payload", KG2)` of every party
 */
export function jointKey(
  plan: SessionPlan,
  sid: Uint8Array,
  kg1: readonly Kg1[],
  kg2: readonly Kg2[],
  kg2Hashes: readonly Uint8Array[],
): JointKey | undefined {
  const joint = Array.from({ length: plan.minSigners }, (_, k) =>
    sumPoints(kg2.flatMap(({ Sv }) => Sv.slice(k, k + 1))),
  );
  const X = feldman(joint, 0n);
  const Xs = plan.committee.map(({ id }) => feldman(joint, id));
  if ([X, ...Xs].some((point) => point.is0())) return undefined;
  const chainCode = taggedHash('keygen/chaincode', tlv.bytes(sid), bytesList(kg2.map(({ c }) => c)));
  const transcriptHash = taggedHash(
    'keygen/transcript',
    tlv.bytes(sid),
    bytesList(kg1.map(({ V }) => V)),
    bytesList(kg2Hashes),
    tlv.point(pointToBytes(X)),
    pointList(Xs),
    tlv.bytes(chainCode),
  );
  return { rid: xorAll(kg2.map(({ rid }) => rid)), X, Xs, chainCode, transcriptHash };
}

/** The context of the proof for the final share, or for the constant term. */
export function keygenProofContext(
  sid: Uint8Array,
  party: PartyId,
  statement: 'share' | 'const',
  rid: Uint8Array,
): ProofContext {
  return { sid, prover: pidBytes(party), label: `keygen/${statement}`, extra: rid };
}

/**
 * Output checks: `psi` against the locally computed X_j, `psi0` against Sv_j[0]; the nonce points are those committed in round 1.
 * @param index position of the party in the committee
 */
export function responseCode(
  sid: Uint8Array,
  party: PartyId,
  index: number,
  joint: JointKey,
  { Sv: [constant], A, A0 }: Kg2,
  { psi, psi0 }: Kg3,
): 'kg.psi' | 'kg.psi0' | undefined {
  const X = joint.Xs[index];
  if (X === undefined || constant === undefined) return 'kg.psi';
  const share = verifySch(keygenProofContext(sid, party, 'share', joint.rid), { X }, { A, z: psi });
  if (!share.ok) return 'kg.psi';
  const first = verifySch(keygenProofContext(sid, party, 'const', joint.rid), { X: constant }, { A: A0, z: psi0 });
  return first.ok ? undefined : 'kg.psi0';
}
