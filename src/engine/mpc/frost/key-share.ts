/** One co-signer's share of a key, and its strict, versioned encoding for the keystore. */
import { bytesEqual, compareBytes, wipe } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { Secret } from '../../../base/secret.ts';
import {
  bytesCodec,
  decodeWith,
  encodeWith,
  integerCodec,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
  type TlvCodec,
} from '../../../base/tlv-decode.ts';
import { partyIdOf, pidBytes, type PartyId } from '../protocol/party.ts';
import { keyMaterialHash } from '../protocol/plan.ts';
import type { KeyPackage, PublicPackage } from './key-package.ts';
import { suiteOf, type FrostScheme, type FrostSuite } from './suite.ts';

export const MAX_PARTY_COUNT = 64;
const KEY_SHARE_VERSION = 1;

export interface KeyShareParty {
  /** 32 bytes. */
  readonly pid: Uint8Array;
  /** Shamir evaluation point, 1 or more. */
  readonly id: number;
}

/** What every holder of a key knows about it; none of it is secret. */
export interface FrostPublicShare {
  readonly scheme: FrostScheme;
  readonly keyId: string;
  readonly epoch: number;
  /** How many parties are needed to sign. */
  readonly minSigners: number;
  readonly partyCount: number;
  /** In pid order. */
  readonly parties: readonly KeyShareParty[];
  /** The raw group key in the curve's point encoding: 32 bytes (Ed25519) or 33 (BIP-340). */
  readonly groupKey: Uint8Array;
  /** Coefficient commitments of the joint polynomial; the first is the group key. */
  readonly commitments: readonly Uint8Array[];
  /** Public share of each party, in the order of `parties`. */
  readonly verifyingShares: readonly Uint8Array[];
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
  /** `T` of key generation, 32 bytes: equal at all holders. */
  readonly transcriptHash: Uint8Array;
  /** Session that made this epoch, 32 bytes. */
  readonly sid: Uint8Array;
}

export interface FrostKeyShare extends FrostPublicShare {
  /** Own pid, 32 bytes. */
  readonly self: Uint8Array;
  readonly ownId: number;
  /** The Shamir share: a 32-byte scalar in the curve's byte order. */
  readonly secret: Secret;
}

type PublicRecord = {
  readonly version: number;
  readonly scheme: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly minSigners: number;
  readonly parties: readonly { readonly pid: Uint8Array; readonly id: bigint }[];
  readonly commitments: readonly Uint8Array[];
  readonly verifyingShares: readonly Uint8Array[];
  readonly chainCode: Uint8Array;
  readonly transcriptHash: Uint8Array;
  readonly sid: Uint8Array;
};
type ShareRecord = { readonly public: PublicRecord; readonly self: Uint8Array; readonly share: Uint8Array };

const parties = listCodec(
  structCodec<{ pid: Uint8Array; id: bigint }>({ pid: bytesCodec({ exact: 32 }), id: integerCodec(2) }),
  {
    min: 2,
    max: MAX_PARTY_COUNT,
  },
);

function publicCodec(suite: FrostSuite): TlvCodec<PublicRecord> {
  const points = listCodec(suite.group.pointCodec, { min: 2, max: MAX_PARTY_COUNT });
  return structCodec<PublicRecord>({
    version: u32Codec,
    scheme: textCodec(16),
    keyId: textCodec(64),
    epoch: u32Codec,
    minSigners: u32Codec,
    parties,
    commitments: points,
    verifyingShares: points,
    chainCode: bytesCodec({ exact: 32 }),
    transcriptHash: bytesCodec({ exact: 32 }),
    sid: bytesCodec({ exact: 32 }),
  });
}

function shareCodec(suite: FrostSuite): TlvCodec<ShareRecord> {
  return structCodec<ShareRecord>({
    public: publicCodec(suite),
    self: bytesCodec({ exact: 32 }),
    share: suite.group.scalarCodec,
  });
}

/** Encodes a share with its secret: the caller seals the result and wipes it. */
export function encodeKeyShare(share: FrostKeyShare): Uint8Array {
  const codec = shareCodec(suiteOf(share.scheme));
  return share.secret.use((secret) => encodeWith(codec, { public: recordOf(share), self: share.self, share: secret }));
}

/** Encodes what is public about a key. */
export function encodePublicShare(share: FrostPublicShare): Uint8Array {
  return encodeWith(publicCodec(suiteOf(share.scheme)), recordOf(share));
}

/** Reads a stored share and checks that it is one. @throws AppError `KEY_SHARE_INVALID` */
export function decodeKeyShare(bytes: Uint8Array): FrostKeyShare {
  const { suite, value } = decodeForScheme(bytes, shareCodec, (record) => record.public.scheme);
  const known = publicShareOf(suite, value.public);
  const own = known.parties.find((party) => bytesEqual(party.pid, value.self));
  if (own === undefined) throw invalidShare('its holder is not one of the parties');
  const share: FrostKeyShare = { ...known, self: value.self, ownId: own.id, secret: new Secret(value.share) };
  try {
    assertShareFits(suite, share);
  } catch (error) {
    share.secret.wipe();
    throw error;
  }
  return share;
}

/** Reads the public part of a key. @throws AppError `KEY_SHARE_INVALID` */
export function decodePublicShare(bytes: Uint8Array): FrostPublicShare {
  const { suite, value } = decodeForScheme(bytes, publicCodec, (record) => record.scheme);
  return publicShareOf(suite, value);
}

/** Hash of the public key material that binds a signing session to this key and epoch. */
export function keyMaterialHashOf(
  share: Pick<FrostPublicShare, 'groupKey' | 'verifyingShares' | 'chainCode'>,
): Uint8Array {
  const { groupKey, verifyingShares, chainCode } = share;
  return keyMaterialHash({ X: groupKey, Xs: verifyingShares, aux: [], chainCode, rid: new Uint8Array() });
}

/** The library's identifier of a Shamir id. */
export function identifierOf(suite: FrostSuite, id: number): string {
  return suite.dealing.Identifier.fromNumber(id);
}

/** The public package the library signs and verifies with. */
export function publicPackageOf(suite: FrostSuite, share: FrostPublicShare): PublicPackage {
  const entries = share.parties.map(
    ({ id }, index) => [identifierOf(suite, id), share.verifyingShares[index] ?? new Uint8Array()] as const,
  );
  return {
    signers: { min: share.minSigners, max: share.partyCount },
    commitments: [...share.commitments],
    verifyingShares: Object.fromEntries(entries),
  };
}

/** The raw package with a copy of the own secret; the caller wipes it. */
export function keyPackageOf(suite: FrostSuite, share: FrostKeyShare): KeyPackage {
  const signingShare = share.secret.use((secret) => secret.slice());
  return {
    public: publicPackageOf(suite, share),
    secret: { identifier: identifierOf(suite, share.ownId), signingShare },
  };
}

/** Parties by name. */
export function partyIdsOf(share: FrostPublicShare): PartyId[] {
  return share.parties.map(({ pid }) => partyIdOf(pid));
}

/** The Shamir id of a party. @throws AppError `PARTY_UNKNOWN` */
export function idOf(share: Pick<FrostPublicShare, 'parties'>, party: PartyId): number {
  const pid = pidBytes(party);
  const found = share.parties.find((each) => bytesEqual(each.pid, pid));
  if (found !== undefined) return found.id;
  throw new AppError({ code: 'PARTY_UNKNOWN', kind: 'input', message: 'A party does not hold a share of this key.' });
}

function recordOf(share: FrostPublicShare): PublicRecord {
  const { scheme, keyId, epoch, minSigners, commitments, verifyingShares, chainCode, transcriptHash, sid } = share;
  const listed = share.parties.map(({ pid, id }) => ({ pid, id: BigInt(id) }));
  return {
    version: KEY_SHARE_VERSION,
    scheme,
    keyId,
    epoch,
    minSigners,
    parties: listed,
    commitments,
    verifyingShares,
    chainCode,
    transcriptHash,
    sid,
  };
}

/** Point and scalar encodings depend on the scheme, which stands inside: try the schemes, accept the one that names itself. */
function decodeForScheme<T>(
  bytes: Uint8Array,
  codecOf: (suite: FrostSuite) => TlvCodec<T>,
  schemeOf: (value: T) => string,
): { suite: FrostSuite; value: T } {
  for (const scheme of ['ed25519', 'bip340']) {
    const suite = suiteOf(scheme);
    try {
      const value = decodeWith(codecOf(suite), bytes);
      if (schemeOf(value) === scheme) return { suite, value };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  throw invalidShare('its encoding is malformed');
}

function publicShareOf(suite: FrostSuite, record: PublicRecord): FrostPublicShare {
  const { keyId, epoch, minSigners, commitments, verifyingShares, chainCode, transcriptHash, sid } = record;
  if (record.version !== KEY_SHARE_VERSION) throw invalidShare('its version is unknown');
  const listed = record.parties.map(({ pid, id }) => ({ pid, id: Number(id) }));
  const partyCount = listed.length;
  if (
    minSigners < 2 ||
    minSigners > partyCount ||
    commitments.length !== minSigners ||
    verifyingShares.length !== partyCount
  ) {
    throw invalidShare('its numbers of parties do not fit together');
  }
  const isOrdered = listed.every(
    ({ pid }, index) => index === 0 || compareBytes(listed[index - 1]?.pid ?? pid, pid) < 0,
  );
  if (!isOrdered || listed.some(({ id }) => id === 0) || new Set(listed.map(({ id }) => id)).size !== partyCount) {
    throw invalidShare('its parties are not distinct and in order');
  }
  const isOnPolynomial = listed.every(({ id }, index) => {
    const point = suite.group.evaluate(commitments, BigInt(id));
    const expected = verifyingShares[index];
    return point !== undefined && expected !== undefined && bytesEqual(point, expected);
  });
  if (!isOnPolynomial) throw invalidShare('its public shares do not lie on one polynomial');
  const groupKey = commitments[0] ?? new Uint8Array();
  if (!suite.group.isTorsionFree(groupKey)) throw invalidShare('its group key is not in the prime-order group');
  const scheme = suite.scheme;
  return {
    scheme,
    keyId,
    epoch,
    minSigners,
    partyCount,
    parties: listed,
    groupKey,
    commitments,
    verifyingShares,
    chainCode,
    transcriptHash,
    sid,
  };
}

/** The own secret must be the one behind the own public share. */
export function assertShareFits(suite: FrostSuite, share: FrostKeyShare): void {
  const pkg = keyPackageOf(suite, share);
  try {
    if (pkg.secret === undefined || suite.group.parseScalar(pkg.secret.signingShare) === 0n)
      throw invalidShare('its secret is zero');
    suite.signing.validateSecret(pkg.secret, pkg.public);
  } catch (error) {
    throw invalidShare('its secret does not belong to its public share', error);
  } finally {
    wipe(pkg.secret?.signingShare);
  }
}

const fitting = new WeakSet<FrostKeyShare>();

/**
 * `secret·G` is the own public share: looked at once for each share object, before it signs, so that a signature share need not be verified as the
 * others will verify it.
 * @throws AppError `KEY_SHARE_INVALID`; `SECRET_WIPED` after it was erased
 */
export function assertOwnShareFits(suite: FrostSuite, share: FrostKeyShare): void {
  if (fitting.has(share)) return;
  const own = share.parties.findIndex(({ id }) => id === share.ownId);
  const scalar = share.secret.use((secret) => suite.group.parseScalar(secret));
  const expected = share.verifyingShares[own];
  const isFitting =
    scalar !== undefined &&
    scalar !== 0n &&
    expected !== undefined &&
    bytesEqual(suite.group.multiplyBase(scalar), expected);
  if (!isFitting) throw invalidShare('its secret does not belong to its public share');
  fitting.add(share);
}

function invalidShare(reason: string, cause?: unknown): AppError {
  return new AppError({
    code: 'KEY_SHARE_INVALID',
    kind: 'storage',
    message: `A key share cannot be used: ${reason}.`,
    safe: 'Nothing was signed with it.',
    next: 'Restore the share of this co-signer, or reshare the key without it.',
    cause,
  });
}
