/** One co-signer's share of an ECDSA key with its auxiliary information (cggmp24.md 1). Encoding: `key-share-codec.ts`, checks: `key-share-check.ts`. */
import { bytesEqual } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { Secret } from '../../../base/secret.ts';
import type { PaillierPrivateKey } from '../../crypto/paillier.ts';
import type { ProfileName } from '../../crypto/parameters.ts';
import type { RingPedersenOwner } from '../../crypto/ring-pedersen.ts';
import { partyIdOf, pidBytes, type PartyId } from '../protocol/party.ts';
import { keyMaterialHash, type AuxiliaryPublic, type KeyMaterial } from '../protocol/plan.ts';

export const ECDSA = 'ecdsa-secp256k1';
export const MAX_PARTY_COUNT = 64;

export interface EcdsaKeyParty {
  /** 32 bytes. */
  readonly pid: Uint8Array;
  /** Shamir evaluation point, `1 <= id < q`. */
  readonly id: bigint;
}

/** What every holder knows of the auxiliary information of a committee and epoch; nothing of it is secret. */
export interface PublicAux {
  /** 32 bytes. */
  readonly rid: Uint8Array;
  /** Session of the auxiliary run, 32 bytes. */
  readonly sid: Uint8Array;
  /** 32 bytes: equal at all holders. */
  readonly transcriptHash: Uint8Array;
  /** In committee order, own included. */
  readonly publics: readonly AuxiliaryPublic[];
  /** `modulusHash` of every modulus that this key has seen in earlier epochs, the latest last; absent without any. Equal at all holders. */
  readonly earlier?: readonly Uint8Array[];
}

/** Auxiliary information of one holder: public values of all, secret keys of its own. */
export interface AuxInfo extends PublicAux {
  readonly paillier: PaillierPrivateKey;
  readonly ringPedersen: RingPedersenOwner;
}

/** What every holder of a key knows about it; none of it is secret. */
export interface EcdsaPublicShare {
  readonly scheme: typeof ECDSA;
  readonly profile: ProfileName;
  readonly keyId: string;
  readonly epoch: number;
  /** How many parties are needed to sign (t). */
  readonly minSigners: number;
  readonly partyCount: number;
  /** In pid order. */
  readonly parties: readonly EcdsaKeyParty[];
  /** X, 33 bytes compressed. */
  readonly groupKey: Uint8Array;
  /** X_j of each party, 33 bytes compressed, in the order of `parties`. */
  readonly publicShares: readonly Uint8Array[];
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
  /** Of the run that made this epoch, 32 bytes: equal at all holders. */
  readonly transcriptHash: Uint8Array;
  /** Session that made this epoch, 32 bytes. */
  readonly sid: Uint8Array;
  /** Absent until the auxiliary run of this committee and epoch is done; needed for presigning. */
  readonly aux?: PublicAux;
}

export interface EcdsaKeyShare extends EcdsaPublicShare {
  /** Own pid, 32 bytes. */
  readonly self: Uint8Array;
  readonly ownId: bigint;
  /** x_i: the Shamir share, 32 bytes big-endian. */
  readonly secret: Secret;
  readonly aux?: AuxInfo;
}

/** The share together with the outcome of an auxiliary run. @throws AppError `KEY_SHARE_INVALID` if that is of another committee */
export function withAux(share: EcdsaKeyShare, aux: AuxInfo): EcdsaKeyShare {
  if (aux.publics.length !== share.partyCount) throw invalidShare('its auxiliary information is of another committee');
  return { ...share, aux };
}

/** The public part of a share, without anything secret. */
export function publicShareOf(share: EcdsaPublicShare): EcdsaPublicShare {
  const { scheme, profile, keyId, epoch, minSigners, partyCount, parties, groupKey, publicShares } = share;
  const { chainCode, transcriptHash, sid, aux } = share;
  return {
    ...{ scheme, profile, keyId, epoch, minSigners, partyCount, parties, groupKey, publicShares },
    ...{ chainCode, transcriptHash, sid },
    ...(aux === undefined ? {} : { aux: publicAuxOf(aux) }),
  };
}

/** The public part of auxiliary information. */
export function publicAuxOf({ rid, sid, transcriptHash, publics, earlier }: PublicAux): PublicAux {
  return { rid, sid, transcriptHash, publics, ...(earlier === undefined ? {} : { earlier }) };
}

/** The fields of `keyMaterialHash` (README 5): binds a run to this key, epoch and auxiliary information. */
export function keyMaterialOf(
  share: Pick<EcdsaPublicShare, 'groupKey' | 'publicShares' | 'chainCode'> & {
    readonly aux?: Pick<PublicAux, 'publics' | 'rid'>;
  },
): KeyMaterial {
  const { groupKey, publicShares, chainCode, aux } = share;
  return { X: groupKey, Xs: publicShares, aux: aux?.publics ?? [], chainCode, rid: aux?.rid ?? new Uint8Array() };
}

/** `keyMaterialHash` of a share, 32 bytes. */
export function keyMaterialHashOf(share: Parameters<typeof keyMaterialOf>[0]): Uint8Array {
  return keyMaterialHash(keyMaterialOf(share));
}

/** Parties by name, in pid order. */
export function partyIdsOf(share: Pick<EcdsaPublicShare, 'parties'>): PartyId[] {
  return share.parties.map(({ pid }) => partyIdOf(pid));
}

/** Position of a party in `parties`, `publicShares` and `aux.publics`. @throws AppError `PARTY_UNKNOWN` */
export function indexOf(share: Pick<EcdsaPublicShare, 'parties'>, party: PartyId): number {
  const pid = pidBytes(party);
  const index = share.parties.findIndex((each) => bytesEqual(each.pid, pid));
  if (index >= 0) return index;
  throw new AppError({ code: 'PARTY_UNKNOWN', kind: 'input', message: 'A party does not hold a share of this key.' });
}

/** Erases the own secrets of auxiliary information. */
export function forgetAux(aux: AuxInfo | undefined): void {
  if (aux === undefined) return;
  aux.paillier.forget();
  aux.ringPedersen.forget();
}

/** Erases everything secret in a share. */
export function forgetShare(share: EcdsaKeyShare | undefined): void {
  share?.secret.wipe();
  forgetAux(share?.aux);
}

/** The error for a share that is not one. */
export function invalidShare(reason: string, cause?: unknown): AppError {
  return new AppError({
    code: 'KEY_SHARE_INVALID',
    kind: 'storage',
    message: `A key share cannot be used: ${reason}.`,
    safe: 'Nothing was signed with it.',
    next: 'Restore the share of this co-signer, or reshare the key without it.',
    cause,
  });
}
