/** Load-time validation of a key share (cggmp24.md 1). It runs every time a share is read or made: all of it is cheap. */
import { bytesEqual, compareBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { bitLength, gcd, integerFromBytes } from '../../crypto/integers.ts';
import { profileOf } from '../../crypto/parameters.ts';
import { isPublishedModulus } from '../../crypto/refused-moduli.ts';
import { areRingPedersenBases } from '../../crypto/ring-pedersen.ts';
import {
  multiplyBaseSecret,
  multiplyPublic,
  pointFromBytes,
  pointToBytes,
  sumPoints,
  type Point,
} from '../../crypto/secp256k1.ts';
import { SecretInteger } from '../../crypto/secret-integer.ts';
import { assertIds, lagrange } from '../../crypto/shamir.ts';
import type { AuxiliaryPublic } from '../protocol/plan.ts';
import {
  invalidShare,
  MAX_PARTY_COUNT,
  type AuxInfo,
  type EcdsaKeyShare,
  type EcdsaPublicShare,
  type PublicAux,
} from './key-share.ts';

/** @throws AppError `KEY_SHARE_INVALID` unless the share is whole and belongs to its public part */
export function assertShareFits(share: EcdsaKeyShare): void {
  assertPublicShareFits(share);
  const own = share.parties.findIndex(({ pid }) => bytesEqual(pid, share.self));
  if (own < 0 || share.parties[own]?.id !== share.ownId) throw invalidShare('its holder is not one of the parties');
  const expected = share.publicShares[own] ?? new Uint8Array();
  const x = SecretInteger.of(share.secret.use(integerFromBytes));
  try {
    if (!bytesEqual(publicShareOfSecret(x), expected)) {
      throw invalidShare('its secret does not belong to its public share');
    }
  } finally {
    x.forget();
  }
  if (share.aux !== undefined) assertOwnAuxFits(share, share.aux, own);
}

/** @throws AppError `KEY_SHARE_INVALID` unless numbers, order, points and moduli fit together */
export function assertPublicShareFits(share: EcdsaPublicShare): void {
  const { minSigners, partyCount, parties, publicShares } = share;
  const isSized = parties.length === partyCount && publicShares.length === partyCount && partyCount <= MAX_PARTY_COUNT;
  if (!isSized || minSigners < 2 || minSigners > partyCount) {
    throw invalidShare('its numbers of parties do not fit together');
  }
  const isOrdered = parties.every(({ pid }, i) => i === 0 || compareBytes(parties[i - 1]?.pid ?? pid, pid) < 0);
  if (!isOrdered) throw invalidShare('its parties are not distinct and in order');
  rethrown('its Shamir ids are not distinct', () => assertIds(parties.map(({ id }) => id)));
  if (!isOnePolynomial(share)) throw invalidShare('its public shares do not lie on one polynomial');
  if (share.aux !== undefined) assertPublicAuxFits(share, share.aux);
}

/** `sum lambda X_j == X` over the first t parties, and every further X_j is what these t give at its id. */
function isOnePolynomial({ parties, publicShares, groupKey, minSigners }: EcdsaPublicShare): boolean {
  const points = publicShares.map((bytes) => pointFromBytes(bytes));
  const ids = parties.map(({ id }) => id);
  const first = ids.slice(0, minSigners);
  const at = (x: bigint): Point =>
    sumPoints(first.map((id, k) => multiplyPublic(points[k] ?? pointFromBytes(groupKey), lagrange(first, id, x))));
  const isAt = (x: bigint, expected: Uint8Array): boolean => {
    const point = at(x);
    return !point.is0() && bytesEqual(pointToBytes(point), expected);
  };
  return (
    isAt(0n, groupKey) && ids.slice(minSigners).every((id, k) => isAt(id, publicShares[minSigners + k] ?? groupKey))
  );
}

function publicShareOfSecret(x: SecretInteger): Uint8Array {
  if (x.use((value) => value === 0n)) throw invalidShare('its secret is zero');
  return pointToBytes(multiplyBaseSecret(x));
}

function assertPublicAuxFits(share: EcdsaPublicShare, { publics, rid, sid, transcriptHash }: PublicAux): void {
  if (publics.length !== share.partyCount) throw invalidShare('its auxiliary information is of another committee');
  if ([rid, sid, transcriptHash].some((bytes) => bytes.length !== 32)) throw invalidShare('a hash has another length');
  const { name, modulusBits } = profileOf(share.profile);
  if (!publics.every((each) => isPlausible(each, modulusBits))) throw invalidShare('a modulus is not of its profile');
  const moduli = publics.flatMap(({ N, Nh }) => [N, Nh]);
  if (name !== 'TEST' && moduli.some(isPublishedModulus)) throw invalidShare('the factors of a modulus are public');
  if (new Set(moduli).size !== moduli.length) throw invalidShare('a modulus occurs twice');
}

function isPlausible({ N, Nh, s, t }: AuxiliaryPublic, modulusBits: number): boolean {
  const isModulus = (modulus: bigint): boolean => bitLength(modulus) === modulusBits && (modulus & 1n) === 1n;
  return isModulus(N) && isModulus(Nh) && areRingPedersenBases({ Nh, s, t });
}

/** `N_i == p_i q_i`, `Nh_i == ph_i qh_i`, and the primes have half the length of a modulus. */
function assertOwnAuxFits(share: EcdsaKeyShare, { publics, paillier, ringPedersen }: AuxInfo, own: number): void {
  const published = publics[own];
  const { primeBits } = profileOf(share.profile);
  const product = (p: bigint, q: bigint): bigint | undefined =>
    bitLength(p) === primeBits && bitLength(q) === primeBits && p !== q ? p * q : undefined;
  const N = paillier.usePrimes(product);
  const Nh = ringPedersen.usePrimes(product);
  const { s, t } = ringPedersen.parameters;
  const isOwn = N === published?.N && Nh === published?.Nh && s === published?.s && t === published.t;
  if (!isOwn || N === undefined || Nh === undefined || gcd(N, Nh) !== 1n) {
    throw invalidShare('its primes do not belong to its moduli');
  }
}

function rethrown(reason: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof AppError) throw invalidShare(reason, error);
    throw error;
  }
}
