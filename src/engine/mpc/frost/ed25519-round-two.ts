/**
 * Round two of FROST(Ed25519, SHA-512) on the library's curve: RFC 9591, sections 4.2 to 4.6, 5.2, 5.3 and 6.1. The library's own
 * functions check every point for torsion twice in each call, which costs ten times the signature; here each point is parsed once,
 * and public multiples are computed together. Symbols as in the RFC: D hiding and E binding commitment, rho binding factor, R group commitment, c challenge, PK public share.
 */
import { mulAddUnsafe } from '@noble/curves/abstract/curve.js';
import type { Nonces } from '@noble/curves/abstract/frost.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesEqual, bytesFromHex, bytesToHex, concatBytes, utf8ToBytes, wipe } from '../../../base/bytes.ts';
import { edwardsPoint, type EdwardsPoint } from './ed25519-points.ts';
import type { SecretPackage } from './key-package.ts';
import type { Committed, RoundTwo, RoundTwoInput } from './round-two.ts';

const { Point } = ed25519;
const { Fn } = Point;

const CONTEXT = 'FROST-ED25519-SHA512-v1';

interface Signer {
  readonly id: bigint;
  readonly hiding: Uint8Array;
  readonly binding: Uint8Array;
  readonly rho: bigint;
  readonly lambda: bigint;
  readonly D: EdwardsPoint;
  readonly E: EdwardsPoint;
}

/** @throws Error if a commitment or the group key is no point, or an identifier is not canonical or named twice */
export function ed25519RoundTwo({ output, commitments, message }: RoundTwoInput): RoundTwo {
  const groupKey = output.commitments[0] ?? new Uint8Array();
  const signers = signersOf(commitments, groupKey, message);
  const R = groupCommitment([...signers.values()]).toBytes();
  const c = scalarFrom(concatBytes(R, groupKey, message));
  return {
    signShare: (secret, nonces, committed) => signShare(signers, c, { secret, nonces, committed }),
    isShareValid: (identifier, z) => {
      const signer = signers.get(identifier);
      const publicShare = output.verifyingShares[identifier];
      if (signer === undefined || publicShare === undefined) return false;
      const { D, E, rho, lambda } = signer;
      const right = mulAddUnsafe(Point, [E, edwardsPoint(publicShare)], [rho, Fn.mul(c, lambda)]).add(D);
      return Point.BASE.multiplyUnsafe(Fn.fromBytes(z)).equals(right);
    },
    aggregate: (shares) => {
      const z = [...shares.values()].reduce((sum, share) => Fn.add(sum, Fn.fromBytes(share)), 0n);
      return concatBytes(R, Fn.toBytes(z));
    },
  };
}

function signersOf(
  commitments: RoundTwoInput['commitments'],
  groupKey: Uint8Array,
  message: Uint8Array,
): ReadonlyMap<string, Signer> {
  const listed = commitments
    .map(({ identifier, hiding, binding }) => ({ identifier, id: idOf(identifier), hiding, binding }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = listed.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw new Error('An identifier is named twice.');
  const encodedList = concatBytes(...listed.flatMap(({ id, hiding, binding }) => [Fn.toBytes(id), hiding, binding]));
  const prefix = concatBytes(groupKey, hashOf('msg', message), hashOf('com', encodedList));
  return new Map(
    listed.map(({ identifier, id, hiding, binding }) => {
      const rho = scalarFrom(utf8ToBytes(`${CONTEXT}rho`), prefix, Fn.toBytes(id));
      const [D, E] = [edwardsPoint(hiding), edwardsPoint(binding)];
      return [identifier, { id, hiding, binding, rho, lambda: lagrangeAtZero(ids, id), D, E }];
    }),
  );
}

/** `R = sum_j D_j + rho_j·E_j`. */
function groupCommitment(signers: readonly Signer[]): EdwardsPoint {
  const bound = mulAddUnsafe(
    Point,
    signers.map(({ E }) => E),
    signers.map(({ rho }) => rho),
  );
  return signers.reduce((sum, { D }) => sum.add(D), bound);
}

interface OwnShare {
  readonly secret: SecretPackage;
  readonly nonces: Nonces;
  readonly committed: Committed;
}

/** `z = d + rho·e + lambda·s·c`, and back again by another way (zk.md 13 does so with responses) before it leaves. */

function signShare(
  signers: ReadonlyMap<string, Signer>,
  c: bigint,
  { secret: { identifier, signingShare }, nonces, committed }: OwnShare,
): Uint8Array {
  const own = signers.get(identifier);
  if (own === undefined) throw new Error('The own commitments are not in the list.');
  const d = Fn.fromBytes(nonces.hiding);
  const e = Fn.fromBytes(nonces.binding);
  wipe(nonces.hiding, nonces.binding);
  if (Fn.is0(d) || Fn.is0(e)) throw new Error('These nonces were used before.');
  const isOwn = bytesEqual(committed.hiding, own.hiding) && bytesEqual(committed.binding, own.binding);
  if (!isOwn) throw new Error('The listed commitments are not those of the own nonces.');
  const s = Fn.fromBytes(signingShare);
  const masked = Fn.add(d, Fn.mul(own.rho, e));
  const z = Fn.add(masked, Fn.mul(Fn.mul(own.lambda, s), c));
  const isRight = Fn.sub(Fn.sub(z, Fn.mul(Fn.mul(c, own.lambda), s)), Fn.mul(e, own.rho)) === d;
  if (!isRight) throw new Error('The own share is not what it should be.');
  return Fn.toBytes(z);
}

/** RFC 9591, section 4.2. */
function lagrangeAtZero(ids: readonly bigint[], own: bigint): bigint {
  const others = ids.filter((id) => id !== own);
  const numerator = others.reduce((product, id) => Fn.mul(product, id), 1n);
  const denominator = others.reduce((product, id) => Fn.mul(product, Fn.sub(id, own)), 1n);
  return Fn.div(numerator, denominator);
}

function idOf(identifier: string): bigint {
  const id = Fn.fromBytes(bytesFromHex(identifier, 32));
  if (Fn.is0(id) || bytesToHex(Fn.toBytes(id)) !== identifier) throw new Error('An identifier is not canonical.');
  return id;
}

function hashOf(label: 'msg' | 'com', bytes: Uint8Array): Uint8Array {
  return sha512(concatBytes(utf8ToBytes(`${CONTEXT}${label}`), bytes));
}

/** SHA-512 as a little-endian integer modulo the group order (RFC 9591, section 6.1). */
function scalarFrom(...parts: readonly Uint8Array[]): bigint {
  const digest = sha512(concatBytes(...parts));
  return Fn.create(BigInt(`0x${bytesToHex(digest.toReversed())}`));
}
