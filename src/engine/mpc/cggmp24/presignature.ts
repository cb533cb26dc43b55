/** A presignature: everything of one signature but the message (cggmp24.md 6, 8.3). Encoding: `presignature-codec.ts`. */
import { shake256 } from '@noble/hashes/sha3.js';
import { bytesEqual, compareBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { Secret } from '../../../base/secret.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import { integerFromBytes, integerToBytes } from '../../crypto/integers.ts';
import { G, pointToBytes, sumPoints, type Point } from '../../crypto/secp256k1.ts';
import { SecretInteger } from '../../crypto/secret-integer.ts';
import { partyIdOf, pidBytes, type PartyId } from '../protocol/party.ts';
import { deriveSid } from '../protocol/plan.ts';
import { ECDSA, type EcdsaKeyShare, type EcdsaPublicShare } from './key-share.ts';
import type { NonceShares } from './presign.ts';
import { signingPlanOf } from './signing-plan.ts';
import { setUpSigningWith, type SigningSetup } from './signing-setup.ts';

/** The signed messages behind a presignature: with them anyone can check a signature share against its signer. */
export interface PresignTranscript {
  /** Nonces of the Ready messages, 32 bytes each, in pid order: `presigId` follows from them and the plan. */
  readonly nonces: readonly Uint8Array[];
  /** Signed envelopes of PS2, PS3 and the echo of PS3, in pid order. */
  readonly ps2: readonly Uint8Array[];
  readonly ps3: readonly Uint8Array[];
  readonly echo3: readonly Uint8Array[];
}

/** What a presignature is bound to: it never signs for anything else. */
export interface PresignatureBinding {
  readonly scheme: typeof ECDSA;
  readonly keyId: string;
  readonly epoch: number;
  /** pids of the signing set, in pid order. */
  readonly signers: readonly Uint8Array[];
  /** Fixed when it is made: binding it later would allow forgeries (ePrint 2021/1330). */
  readonly path: readonly number[];
}

/** The public part. */
export interface PublicPresignature extends PresignatureBinding {
  /** `sid` of the run that made it, 32 bytes. */
  readonly presigId: Uint8Array;
  /** The device that may use it: pid, 32 bytes. */
  readonly self: Uint8Array;
  /** Derived along `path`, 33 bytes compressed. */
  readonly childKey: Uint8Array;
  readonly Gamma: Point;
  /** In the order of `signers`. */
  readonly Dt: readonly Point[];
  readonly St: readonly Point[];
  readonly transcript: PresignTranscript;
}

/**
 * A presignature with the secret that makes one signature share. Two shares of two messages reveal the key: it is used once, and
 * `PresignatureStore` decides when.
 */
export interface Presignature extends PublicPresignature {
  /** 32 bytes each, big-endian. */
  readonly kt: Secret;
  readonly chit: Secret;
  /** What shows that these secrets are those of this public part (`bondOf`), 32 bytes. Kept with the secrets. */
  readonly bond: Uint8Array;
}

/** Builds the presignature of a finished run; takes the shares over. */
export function makePresignature(
  presigId: Uint8Array,
  setup: SigningSetup,
  self: PartyId,
  { Gamma, kt, chit, Dt, St }: NonceShares,
  transcript: PresignTranscript,
): Presignature {
  const { key, signers, path, childKey } = setup;
  const ordered = (points: ReadonlyMap<PartyId, Point>): Point[] => signers.flatMap((j) => points.get(j) ?? []);
  const known: PublicPresignature = {
    scheme: ECDSA,
    keyId: key.keyId,
    epoch: key.epoch,
    signers: signers.map(pidBytes),
    path: [...path],
    presigId,
    self: pidBytes(self),
    childKey: pointToBytes(childKey),
    Gamma,
    Dt: ordered(Dt),
    St: ordered(St),
    transcript,
  };
  try {
    const secrets = { kt: secretOf(kt), chit: secretOf(chit) };
    return { ...known, ...secrets, bond: bondOf({ ...known, ...secrets }) };
  } finally {
    kt.forget();
    chit.forget();
  }
}

/** Erases the secret part. */
export function forgetPresignature({ kt, chit }: Presignature): void {
  kt.wipe();
  chit.wipe();
}

/**
 * The set-up in which a presignature signs.
 * @throws AppError `PRESIGNATURE_BINDING` unless it is of this key, epoch, signing set, path and device, and its own values fit together
 */
export function assertPresignatureFits(
  presignature: PublicPresignature,
  share: EcdsaPublicShare & Pick<EcdsaKeyShare, 'self'>,
  wanted: { readonly signers: readonly Uint8Array[]; readonly path: readonly number[] },
): SigningSetup {
  const signers = wanted.signers.toSorted(compareBytes);
  const isBound =
    presignature.scheme === share.scheme &&
    presignature.keyId === share.keyId &&
    presignature.epoch === share.epoch &&
    bytesEqual(presignature.self, share.self) &&
    areSame(presignature.signers, signers) &&
    presignature.path.length === wanted.path.length &&
    presignature.path.every((index, i) => index === wanted.path[i]);
  if (!isBound) throw mismatch('it was made for another key, epoch, signing set, path or device');
  const setup = setUpSigningWith(share, presignature.signers.map(partyIdOf), presignature.path);
  assertConsistent(presignature, setup);
  return setup;
}

/** E1 and E2 once more, divided by delta: `sum Dt_j = G`, `sum St_j = childKey`; and the id is the one of this plan. */
function assertConsistent(presignature: PublicPresignature, setup: SigningSetup): void {
  const { Dt, St, childKey, presigId, transcript, signers } = presignature;
  const isConsistent =
    bytesEqual(childKey, pointToBytes(setup.childKey)) &&
    Dt.length === signers.length &&
    St.length === signers.length &&
    sumPoints(Dt).equals(G) &&
    sumPoints(St).equals(setup.childKey) &&
    bytesEqual(presigId, deriveSid(signingPlanOf(setup, undefined), transcript.nonces));
  if (!isConsistent) throw mismatch('its values do not fit together');
}

/**
 * The secret shares, for one use; the presignature is erased here, the caller forgets what it gets.
 * @throws AppError `PRESIGNATURE_BINDING` if they are not those of the public part (a secret of another presignature would then sign twice);
 *   `SECRET_WIPED` for a presignature that was used or erased
 */
export function takeSecrets(presignature: Presignature): { readonly kt: SecretInteger; readonly chit: SecretInteger } {
  const { kt, chit } = presignature;
  try {
    if (!bytesEqual(presignature.bond, bondOf(presignature)))
      throw mismatch('its secret does not belong to its public part');
    return { kt: integerOf(kt), chit: integerOf(chit) };
  } finally {
    forgetPresignature(presignature);
  }
}

/**
 * A hash of the secret shares with all that they must fit: `kt·Gamma = Dt_i`, `chit·Gamma = St_i`. Presigning made both sides of these equations; that
 * neither was exchanged since is shown by the bond, without the multiplications. The secrets are hashed last and in place: no copy is left behind.
 */
function bondOf(presignature: Omit<Presignature, 'bond'>): Uint8Array {
  const { presigId, self, Gamma, Dt, St, signers, kt, chit } = presignature;
  const own = signers.findIndex((pid) => bytesEqual(pid, self));
  const [D, S] = [Dt[own], St[own]];
  if (D === undefined || S === undefined) throw mismatch('this device is not one of its signers');
  const points = [Gamma, D, S].map((point) => tlv.point(pointToBytes(point)));
  const publicPart = taggedHash('presign/bond', tlv.bytes(presigId), tlv.bytes(self), tlv.list(points));
  const hash = shake256.create({ dkLen: 32 }).update(publicPart);
  return kt.use((k) => chit.use((chi) => hash.update(k).update(chi).digest()));
}

function secretOf(value: SecretInteger): Secret {
  return new Secret(value.use((v) => integerToBytes(v, 32)));
}

function integerOf(secret: Secret): SecretInteger {
  return SecretInteger.of(secret.use(integerFromBytes));
}

function areSame(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((bytes, i) => bytesEqual(bytes, b[i] ?? new Uint8Array()));
}

export function mismatch(reason: string): AppError {
  return new AppError({
    code: 'PRESIGNATURE_BINDING',
    kind: 'policy',
    message: `A presignature cannot be used: ${reason}.`,
    safe: 'No share of a signature left this co-signer.',
    next: 'Sign with another presignature, or without one.',
  });
}
