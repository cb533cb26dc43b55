/**
 * Round two of FROST(Ed25519, SHA-512) on the library's curve: RFC 9591, sections 4.2 to 4.6, 5.2, 5.3 and 6.1. The library's own
 * functions check every point for torsion twice in each call, which costs ten times the signature; here each point is parsed once.
 * Symbols as in the RFC: D hiding and E binding commitment, rho binding factor, R group commitment, c challenge, PK public share.
 */
import type { Nonces } from '@noble/curves/abstract/frost.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesEqual, bytesFromHex, bytesToHex, concatBytes, utf8ToBytes, wipe } from '../../../base/bytes.ts';
import type { SecretPackage } from './key-package.ts';
import type { RoundTwo, RoundTwoInput } from './round-two.ts';

const { Point } = ed25519;
const { Fn } = Point;
type EdwardsPoint = InstanceType<typeof Point>;

const CONTEXT = 'FROST-ED25519-SHA512-v1';

interface Signer {
  readonly id: bigint;
  readonly hiding: Uint8Array;
  readonly binding: Uint8Array;
  readonly rho: bigint;
  readonly lambda: bigint;
  /** `D + rho·E`. */
  readonly commitment: EdwardsPoint;
}

/** @throws Error if a commitment or the group key is no point, or an identifier is not canonical or named twice */
export function ed25519RoundTwo({ output, commitments, message }: RoundTwoInput): RoundTwo {
  const groupKey = output.commitments[0] ?? new Uint8Array();
  const signers = signersOf(commitments, groupKey, message);
  const R = [...signers.values()].reduce((sum, { commitment }) => sum.add(commitment), Point.ZERO).toBytes();
  const c = scalarFrom(concatBytes(R, groupKey, message));
  return {
    signShare: (secret, nonces) => signShare(signers, c, secret, nonces),
    isShareValid: (identifier, z) => {
      const signer = signers.get(identifier);
      const publicShare = output.verifyingShares[identifier];
      if (signer === undefined || publicShare === undefined) return false;
      const PK = Point.fromBytes(publicShare);
      const right = signer.commitment.add(PK.multiplyUnsafe(Fn.mul(c, signer.lambda)));
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
      const commitment = Point.fromBytes(hiding).add(Point.fromBytes(binding).multiplyUnsafe(rho));
      return [identifier, { id, hiding, binding, rho, lambda: lagrangeAtZero(ids, id), commitment }];
    }),
  );
}

function signShare(
  signers: ReadonlyMap<string, Signer>,
  c: bigint,
  { identifier, signingShare }: SecretPackage,
  nonces: Nonces,
): Uint8Array {
  const own = signers.get(identifier);
  if (own === undefined) throw new Error('The own commitments are not in the list.');
  const d = Fn.fromBytes(nonces.hiding);
  const e = Fn.fromBytes(nonces.binding);
  wipe(nonces.hiding, nonces.binding);
  if (Fn.is0(d) || Fn.is0(e)) throw new Error('These nonces were used before.');
  const isOwn = bytesEqual(baseTimes(d), own.hiding) && bytesEqual(baseTimes(e), own.binding);
  if (!isOwn) throw new Error('The listed commitments are not those of the own nonces.');
  const masked = Fn.add(d, Fn.mul(own.rho, e));
  return Fn.toBytes(Fn.add(masked, Fn.mul(Fn.mul(own.lambda, Fn.fromBytes(signingShare)), c)));
}

/** Constant time: the scalar is secret. */
function baseTimes(scalar: bigint): Uint8Array {
  return Point.BASE.multiply(scalar).toBytes();
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
