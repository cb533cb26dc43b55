/** From Shamir shares to one signing session (cggmp24.md 5): additive shares for the signing set, moved by the derivation path. */
import { bytesEqual } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { integerFromBytes, mod } from '../../crypto/integers.ts';
import { paillierPublicKey, type PaillierPublicKey } from '../../crypto/paillier.ts';
import { profileOf, type Profile } from '../../crypto/parameters.ts';
import type { RingPedersen } from '../../crypto/ring-pedersen.ts';
import {
  combinePublic,
  G,
  multiplyBaseSecret,
  multiplyPublic,
  pointFromBytes,
  q,
  sumPoints,
  type Point,
} from '../../crypto/secp256k1.ts';
import { SecretInteger } from '../../crypto/secret-integer.ts';
import { lagrange } from '../../crypto/shamir.ts';
import { deriveBip32 } from '../derivation/bip32.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import { indexOf, partyIdsOf, type EcdsaKeyShare, type EcdsaPublicShare, type PublicAux } from './key-share.ts';

export const MAX_PATH_LENGTH = 16;

/** The public facts of a key that `sid` binds, and no others: evidence about a run must not depend on anything unbound. */
export type SigningKey = Pick<
  EcdsaPublicShare,
  'scheme' | 'profile' | 'keyId' | 'epoch' | 'minSigners' | 'parties' | 'groupKey' | 'publicShares' | 'chainCode'
> & { readonly aux: Pick<PublicAux, 'rid' | 'publics'> };

/** What the signers of one run agree on. */
export interface SigningRequest {
  readonly key: SigningKey;
  /** Exactly `minSigners` holders, in pid order. */
  readonly signers: readonly PartyId[];
  /** Non-hardened indices; empty for the key itself. */
  readonly path: readonly number[];
}

/** What is public about one signer of one session. */
export interface Signer {
  readonly party: PartyId;
  readonly pid: Uint8Array;
  readonly id: bigint;
  /** lambda_j: its Lagrange weight in this signing set. */
  readonly weight: bigint;
  /** W_j = lambda_j (X_j + shift·G). */
  readonly W: Point;
  readonly paillier: PaillierPublicKey;
  readonly RP: RingPedersen;
}

/** A request with everything that follows from it in public. */
export interface SigningSetup extends SigningRequest {
  readonly profile: Profile;
  /** Sum of the path's steps mod q. */
  readonly shift: bigint;
  readonly childKey: Point;
  /** In pid order. */
  readonly members: ReadonlyMap<PartyId, Signer>;
  /** The signing set S: sorted by Shamir id. */
  readonly order: readonly PartyId[];
}

/**
 * Derives child key, weights and public additive shares.
 * @throws AppError `SIGNERS_INVALID`, `PATH_INVALID`, `CHILD_INVALID`; `SIGNING_SETUP` if the additive shares do not add up to the child key
 */
export function setUpSigning(request: SigningRequest): SigningSetup {
  const { key, signers, path } = request;
  assertSigners(key, signers);
  if (path.length > MAX_PATH_LENGTH) throw refused('PATH_INVALID', 'The derivation path is too long.');
  const { shift, key: childBytes } = deriveBip32(key.groupKey, key.chainCode, path);
  const childKey = pointFromBytes(childBytes);
  const ids = signers.map((party) => idOf(key, party));
  const members = new Map(signers.map((party) => [party, signerOf(key, party, ids, shift)]));
  const listed = [...members.values()];
  const isConsistent = sumPoints(listed.map(({ W }) => W)).equals(childKey) && listed.every(({ W }) => !W.is0());
  if (!isConsistent) throw refused('SIGNING_SETUP', 'The public shares of this key do not add up.');
  const order = listed.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ party }) => party);
  return { key, signers, path, profile: profileOf(key.profile), shift, childKey, members, order };
}

/** Most signing sets and paths that are kept for one key share. */
const MAX_KEPT = 32;
const kept = new WeakMap<EcdsaPublicShare, Map<string, SigningSetup>>();

/**
 * As `setUpSigning`, once for each key share, signing set and path: everything in it is public and follows from the share object, which nobody changes.
 * @throws AppError as `setUpSigning`; `KEY_SHARE_INCOMPLETE` before the auxiliary run of this epoch is done
 */
export function setUpSigningWith(
  share: EcdsaPublicShare,
  signers: readonly PartyId[],
  path: readonly number[],
): SigningSetup {
  const ofShare = kept.get(share) ?? new Map<string, SigningSetup>();
  const name = `${signers.join(' ')}/${path.join('/')}`;
  const known = ofShare.get(name);
  if (known !== undefined) return known;
  const setup = setUpSigning({ key: signingKeyOf(share), signers: [...signers], path: [...path] });
  const [oldest] = ofShare.keys();
  if (oldest !== undefined && ofShare.size >= MAX_KEPT) ofShare.delete(oldest);
  kept.set(share, ofShare.set(name, setup));
  return setup;
}

/** The facts of a signer. @throws AppError `PARTY_UNKNOWN` for anybody else */
export function memberOf(setup: Pick<SigningSetup, 'members'>, party: PartyId): Signer {
  const member = setup.members.get(party);
  if (member !== undefined) return member;
  throw refused('PARTY_UNKNOWN', 'A party does not take part in this signing set.');
}

/** The other signers, in S order. */
export function othersOf({ order }: Pick<SigningSetup, 'order'>, party: PartyId): PartyId[] {
  return order.filter((other) => other !== party);
}

/**
 * The additive share w_i of this device. The caller forgets it.
 * @throws AppError `SIGNING_SETUP` unless it fits the public shares (a damaged key share: nobody else is to blame)
 */
export function additiveShareOf(setup: SigningSetup, share: EcdsaKeyShare, self: PartyId): SecretInteger {
  const { weight, W } = memberOf(setup, self);
  const w = SecretInteger.of(share.secret.use((x) => mod(weight * (integerFromBytes(x) + setup.shift), q)));
  // W is not the identity, so this also excludes w = 0
  if (multiplyBaseSecret(w).equals(W)) return w;
  w.forget();
  throw refused('SIGNING_SETUP', 'The secret share of this device does not fit its public share.');
}

/** @throws AppError `KEY_SHARE_INCOMPLETE` before the auxiliary run of this epoch is done */
export function signingKeyOf(share: EcdsaPublicShare): SigningKey {
  const { scheme, profile, keyId, epoch, minSigners, parties, groupKey, publicShares, chainCode, aux } = share;
  if (aux === undefined) throw refused('KEY_SHARE_INCOMPLETE', 'The auxiliary information of this key is missing.');
  const known = { rid: aux.rid, publics: aux.publics };
  return { scheme, profile, keyId, epoch, minSigners, parties, groupKey, publicShares, chainCode, aux: known };
}

function assertSigners(key: SigningKey, signers: readonly PartyId[]): void {
  const holders = partyIdsOf(key).filter((party) => signers.includes(party));
  const isExact = signers.length === key.minSigners && holders.length === signers.length;
  if (isExact && holders.every((party, i) => party === signers[i])) return;
  throw refused('SIGNERS_INVALID', 'The signers must be exactly the needed number of holders, in order.');
}

function signerOf(key: SigningKey, party: PartyId, ids: readonly bigint[], shift: bigint): Signer {
  const index = indexOf(key, party);
  const id = idOf(key, party);
  const aux = key.aux.publics[index];
  const X = key.publicShares[index];
  if (aux === undefined || X === undefined) throw refused('KEY_SHARE_INCOMPLETE', 'A public share is missing.');
  const weight = lagrange(ids, id);
  const moved = pointFromBytes(X).add(multiplyPublic(G, shift));
  const { N, Nh, s, t } = aux;
  return {
    party,
    pid: pidBytes(party),
    id,
    weight,
    W: combinePublic([[moved, weight]]),
    paillier: paillierPublicKey(N),
    RP: { Nh, s, t },
  };
}

/** The Shamir id of a holder. */
function idOf(key: Pick<SigningKey, 'parties'>, party: PartyId): bigint {
  const pid = pidBytes(party);
  const found = key.parties.find((each) => bytesEqual(each.pid, pid));
  if (found === undefined) throw refused('PARTY_UNKNOWN', 'A party does not hold a share of this key.');
  return found.id;
}

function refused(code: string, message: string): AppError {
  return new AppError({ code, kind: 'input', message, safe: 'Nothing was signed.' });
}
