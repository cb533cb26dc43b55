/** Key shares of every scheme: what is public about one, and how the share of a new sharing is put together. */
import type { Secret } from '../../../base/secret.ts';
import { profileOf } from '../../crypto/parameters.ts';
import { assertShareFits as assertEcdsaShareFits } from '../cggmp24/key-share-check.ts';
import { ECDSA, type EcdsaKeyShare, type EcdsaPublicShare } from '../cggmp24/key-share.ts';
import {
  assertShareFits as assertFrostShareFits,
  type FrostKeyShare,
  type FrostPublicShare,
} from '../frost/key-share.ts';
import { suiteOf } from '../frost/suite.ts';
import { FROST_PROFILE } from './scheme.ts';
import { commitmentsOf, type SharedKey } from './shared-key.ts';

export type AnyKeyShare = FrostKeyShare | EcdsaKeyShare;
/** What every holder knows of a key. */
export type AnyPublicShare = FrostPublicShare | EcdsaPublicShare;

/** What is public about a share. */
export function sharedKeyOf(share: AnyPublicShare): SharedKey {
  const { scheme, keyId, epoch, minSigners, groupKey, chainCode, transcriptHash, sid } = share;
  const points = share.scheme === ECDSA ? share.publicShares : share.verifyingShares;
  const holders = share.parties.map(({ pid, id }, i) => ({
    pid,
    id: BigInt(id),
    publicShare: points[i] ?? new Uint8Array(),
  }));
  const profile = share.scheme === ECDSA ? share.profile : FROST_PROFILE;
  return { scheme, profile, keyId, epoch, minSigners, holders, groupKey, chainCode, transcriptHash, sid };
}

/**
 * The share of `self` in a sharing. Takes over `secret`. An ECDSA share comes without auxiliary data (reshare.md 5): it cannot presign before
 * its committee has run auxiliary generation.
 * @throws AppError `KEY_SHARE_INVALID` if the secret is not the one behind the public share; it is wiped then
 */
export function keyShareOf(key: SharedKey, self: Uint8Array, ownId: bigint, secret: Secret): AnyKeyShare {
  try {
    return key.scheme === ECDSA ? ecdsaShare(key, self, ownId, secret) : frostShare(key, self, ownId, secret);
  } catch (error) {
    secret.wipe();
    throw error;
  }
}

function ecdsaShare(key: SharedKey, self: Uint8Array, ownId: bigint, secret: Secret): EcdsaKeyShare {
  const { keyId, epoch, minSigners, holders, groupKey, chainCode, transcriptHash, sid } = key;
  const share: EcdsaKeyShare = {
    scheme: ECDSA,
    profile: profileOf(key.profile).name,
    ...{ keyId, epoch, minSigners, groupKey, chainCode, transcriptHash, sid, self, ownId, secret },
    partyCount: holders.length,
    parties: holders.map(({ pid, id }) => ({ pid, id })),
    publicShares: holders.map(({ publicShare }) => publicShare),
  };
  assertEcdsaShareFits(share);
  return share;
}

function frostShare(key: SharedKey, self: Uint8Array, ownId: bigint, secret: Secret): FrostKeyShare {
  const { scheme, keyId, epoch, minSigners, holders, groupKey, chainCode, transcriptHash, sid } = key;
  const suite = suiteOf(scheme);
  const share: FrostKeyShare = {
    scheme: suite.scheme,
    ...{ keyId, epoch, minSigners, groupKey, chainCode, transcriptHash, sid, self, secret },
    ownId: Number(ownId),
    partyCount: holders.length,
    parties: holders.map(({ pid, id }) => ({ pid, id: Number(id) })),
    // Equal to sum_i C_i[k] of the dealers: both are the one polynomial through the X'_k.
    commitments: commitmentsOf(key) ?? [],
    verifyingShares: holders.map(({ publicShare }) => publicShare),
  };
  assertFrostShareFits(suite, share);
  return share;
}
