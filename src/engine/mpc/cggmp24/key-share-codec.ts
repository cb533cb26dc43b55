/** The strict, versioned encoding of an ECDSA key share for the keystore, and of its public part. */
import { bytesEqual, wipe } from '../../../base/bytes.ts';
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
import { tlv } from '../../../base/tlv.ts';
import { integerFromBytes, integerToBytes } from '../../crypto/integers.ts';
import { paillierPrivateKey } from '../../crypto/paillier.ts';
import { profileOf, type ProfileName } from '../../crypto/parameters.ts';
import { RingPedersenOwner } from '../../crypto/ring-pedersen.ts';
import { pointFromBytes } from '../../crypto/secp256k1.ts';
import type { AuxiliaryPublic } from '../protocol/plan.ts';
import { MAX_REMEMBERED_MODULI } from './aux-messages.ts';
import { assertPublicShareFits, assertShareFits } from './key-share-check.ts';
import {
  ECDSA,
  forgetShare,
  invalidShare,
  MAX_PARTY_COUNT,
  type AuxInfo,
  type EcdsaKeyParty,
  type EcdsaKeyShare,
  type EcdsaPublicShare,
  type PublicAux,
} from './key-share.ts';

/** Version 2 has one more field than version 1, the moduli of earlier epochs; a key without any is written as version 1. */
type KeyShareVersion = 1 | 2;
/** Byte length of the longest modulus of any profile. */
const MAX_MODULUS_BYTES = 384;

type PublicRecord = {
  readonly version: number;
  readonly scheme: string;
  readonly profile: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly minSigners: number;
  readonly parties: readonly EcdsaKeyParty[];
  readonly groupKey: Uint8Array;
  readonly publicShares: readonly Uint8Array[];
  readonly chainCode: Uint8Array;
  readonly transcriptHash: Uint8Array;
  readonly sid: Uint8Array;
  readonly aux: readonly PublicAux[];
  readonly earlier?: readonly Uint8Array[];
};

type PrimesRecord = {
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  readonly ph: Uint8Array;
  readonly qh: Uint8Array;
};

type ShareRecord = {
  readonly public: PublicRecord;
  readonly self: Uint8Array;
  readonly share: Uint8Array;
  readonly primes: readonly PrimesRecord[];
};

const b32 = bytesCodec({ exact: 32 });
const modulus = integerCodec(MAX_MODULUS_BYTES);
const prime = bytesCodec({ max: MAX_MODULUS_BYTES / 2 });
const parties = { min: 2, max: MAX_PARTY_COUNT };

/** 33 bytes of a valid point of the curve, never the identity. */
const point: TlvCodec<Uint8Array> = {
  toValue: tlv.point,
  read: (reader) => {
    const bytes = reader.content(reader.header(4), 33);
    pointFromBytes(bytes);
    return bytes;
  },
};

const auxCodec = structCodec<PublicAux & Record<string, unknown>>({
  rid: b32,
  sid: b32,
  transcriptHash: b32,
  publics: listCodec(
    structCodec<AuxiliaryPublic & Record<string, unknown>>({ N: modulus, Nh: modulus, s: modulus, t: modulus }),
    parties,
  ),
});

const publicFields = {
  version: u32Codec,
  scheme: textCodec(16),
  profile: textCodec(8),
  keyId: textCodec(64),
  epoch: u32Codec,
  minSigners: u32Codec,
  parties: listCodec(structCodec<EcdsaKeyParty & Record<string, unknown>>({ pid: b32, id: integerCodec(32) }), parties),
  groupKey: point,
  publicShares: listCodec(point, parties),
  chainCode: b32,
  transcriptHash: b32,
  sid: b32,
  aux: listCodec(auxCodec, { min: 0, max: 1 }),
};

const publicCodecs: Readonly<Record<KeyShareVersion, TlvCodec<PublicRecord>>> = {
  1: structCodec<PublicRecord>(publicFields),
  2: structCodec<PublicRecord>({
    ...publicFields,
    earlier: listCodec(b32, { min: 1, max: MAX_REMEMBERED_MODULI }),
  }),
};

const shareCodecOf = (version: KeyShareVersion): TlvCodec<ShareRecord> =>
  structCodec<ShareRecord>({
    public: publicCodecs[version],
    self: b32,
    share: b32,
    primes: listCodec(structCodec<PrimesRecord>({ p: prime, q: prime, ph: prime, qh: prime }), { min: 0, max: 1 }),
  });
const shareCodecs: Readonly<Record<KeyShareVersion, TlvCodec<ShareRecord>>> = {
  1: shareCodecOf(1),
  2: shareCodecOf(2),
};

/** Encodes a share with all its secrets (x_i and the own primes): the caller seals the result and wipes it. */
export function encodeKeyShare(share: EcdsaKeyShare): Uint8Array {
  const primes = share.aux === undefined ? [] : [primesOf(share.aux, profileOf(share.profile).modulusBytes / 2)];
  try {
    return share.secret.use((x) =>
      encodeWith(shareCodecs[versionOf(share)], { public: recordOf(share), self: share.self, share: x, primes }),
    );
  } finally {
    for (const { p, q, ph, qh } of primes) wipe(p, q, ph, qh);
  }
}

function primesOf({ paillier, ringPedersen }: AuxInfo, byteLength: number): PrimesRecord {
  const bytes = (prime: bigint): Uint8Array => integerToBytes(prime, byteLength);
  const { p, q } = paillier.usePrimes((a, b) => ({ p: bytes(a), q: bytes(b) }));
  const { ph, qh } = ringPedersen.usePrimes((a, b) => ({ ph: bytes(a), qh: bytes(b) }));
  return { p, q, ph, qh };
}

/** Encodes what is public about a key. */
export function encodePublicShare(share: EcdsaPublicShare): Uint8Array {
  return encodeWith(publicCodecs[versionOf(share)], recordOf(share));
}

function versionOf({ aux }: EcdsaPublicShare): KeyShareVersion {
  return (aux?.earlier ?? []).length === 0 ? 1 : 2;
}

/** Reads a stored share and checks that it is one. @throws AppError `KEY_SHARE_INVALID` */
export function decodeKeyShare(bytes: Uint8Array): EcdsaKeyShare {
  const record = decoded(shareCodecs, bytes);
  try {
    return shareOf(record);
  } finally {
    for (const { p, q, ph, qh } of record.primes) wipe(p, q, ph, qh);
    wipe(record.share);
  }
}

/** Reads the public part of a key. @throws AppError `KEY_SHARE_INVALID` */
export function decodePublicShare(bytes: Uint8Array): EcdsaPublicShare {
  const share = publicOf(decoded(publicCodecs, bytes));
  assertPublicShareFits(share);
  return share;
}

function shareOf(record: ShareRecord): EcdsaKeyShare {
  const known = publicOf(record.public);
  assertPublicShareFits(known);
  const index = known.parties.findIndex((party) => bytesEqual(party.pid, record.self));
  const ownId = known.parties[index]?.id;
  if (ownId === undefined) throw invalidShare('its holder is not one of the parties');
  const aux = auxOf(known, index, record.primes);
  const { aux: _public, ...base } = known;
  const secret = new Secret(record.share.slice());
  const share: EcdsaKeyShare = { ...base, self: record.self, ownId, secret, ...(aux === undefined ? {} : { aux }) };
  try {
    assertShareFits(share);
    return share;
  } catch (error) {
    forgetShare(share);
    throw error;
  }
}

function auxOf(known: EcdsaPublicShare, index: number, primes: readonly PrimesRecord[]): AuxInfo | undefined {
  const [own] = primes;
  const { aux } = known;
  if (aux === undefined && own === undefined) return undefined;
  const published = aux?.publics[index];
  if (aux === undefined || own === undefined || published === undefined) {
    throw invalidShare('its auxiliary information is incomplete');
  }
  const length = profileOf(known.profile).modulusBytes / 2;
  const lengths = [own.p, own.q, own.ph, own.qh].map((bytes) => bytes.length);
  if (lengths.some((each) => each !== length)) throw invalidShare('a prime has another length');
  const [p, q, ph, qh] = [own.p, own.q, own.ph, own.qh].map(integerFromBytes) as [bigint, bigint, bigint, bigint];
  try {
    const paillier = paillierPrivateKey(p, q);
    const ringPedersen = new RingPedersenOwner({ p: ph, q: qh }, { s: published.s, t: published.t });
    return { ...aux, paillier, ringPedersen };
  } catch (error) {
    if (error instanceof AppError) throw invalidShare('its primes are unusable', error);
    throw error;
  }
}

function recordOf(share: EcdsaPublicShare): PublicRecord {
  const { scheme, profile, keyId, epoch, minSigners, groupKey, publicShares, chainCode, transcriptHash, sid, aux } =
    share;
  return {
    version: versionOf(share),
    ...{ scheme, profile, keyId, epoch, minSigners },
    parties: share.parties,
    ...{ groupKey, publicShares, chainCode, transcriptHash, sid },
    aux: aux === undefined ? [] : [aux],
    ...(aux?.earlier === undefined ? {} : { earlier: aux.earlier }),
  };
}

function publicOf(record: PublicRecord): EcdsaPublicShare {
  const { version, scheme, profile, aux: auxes, earlier, ...rest } = record;
  if (version !== (earlier === undefined ? 1 : 2)) throw invalidShare('its version is unknown');
  if (scheme !== ECDSA) throw invalidShare('it is of another scheme');
  const [known] = auxes;
  if (earlier !== undefined && known === undefined) throw invalidShare('its auxiliary information is incomplete');
  const aux = known === undefined || earlier === undefined ? known : { ...known, earlier };
  const partyCount = rest.parties.length;
  return { ...rest, scheme, profile: knownProfile(profile), partyCount, ...(aux === undefined ? {} : { aux }) };
}

/** @throws AppError `KEY_SHARE_INVALID` for a profile that this program does not have or may not use */
function knownProfile(name: string): ProfileName {
  if (name !== 'P128' && name !== 'P112' && name !== 'TEST') throw invalidShare('its profile is unknown');
  try {
    return profileOf(name).name;
  } catch (error) {
    throw invalidShare('its profile must not be used', error);
  }
}

/** Reads whichever version it is: their numbers of fields differ, so that no bytes are both. */
function decoded<T>(codecs: Readonly<Record<KeyShareVersion, TlvCodec<T>>>, bytes: Uint8Array): T {
  try {
    return decodeWith(codecs[1], bytes);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    try {
      return decodeWith(codecs[2], bytes);
    } catch (later) {
      if (later instanceof AppError) throw invalidShare('its encoding is malformed', error);
      throw later;
    }
  }
}
