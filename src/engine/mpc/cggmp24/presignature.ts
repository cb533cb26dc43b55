/** A presignature: everything of one signature but the message (cggmp24.md 6, 8.3). Encoding: `presignature-codec.ts`. */
import { bytesEqual, compareBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { Secret } from '../../../base/secret.ts';
import { integerFromBytes, integerToBytes } from '../../crypto/integers.ts';
import { G, pointToBytes, sumPoints, type Point } from '../../crypto/secp256k1.ts';
import { SecretInteger } from '../../crypto/secret-integer.ts';
import { partyIdOf, pidBytes, type PartyId } from '../protocol/party.ts';
import { deriveSid } from '../protocol/plan.ts';
import { ECDSA, type EcdsaKeyShare, type EcdsaPublicShare } from './key-share.ts';
import type { NonceShares } from './presign.ts';
import { signingPlanOf } from './signing-plan.ts';
import { setUpSigning, signingKeyOf, type SigningSetup } from './signing-setup.ts';

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
  try {
    return {
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
      kt: secretOf(kt),
      chit: secretOf(chit),
    };
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
  const { path } = presignature;
  const setup = setUpSigning({ key: signingKeyOf(share), signers: presignature.signers.map(partyIdOf), path });
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
 * The secret shares, for one use; the presignature is erased here, the caller forgets what it gets. Whether they belong to the public part is judged
 * by what is made of them (`spendPresignature`), because that is all that ever leaves.
 * @throws AppError `SECRET_WIPED` for a presignature that was used or erased
 */
export function takeSecrets(presignature: Presignature): { readonly kt: SecretInteger; readonly chit: SecretInteger } {
  const { kt, chit } = presignature;
  const secrets = { kt: integerOf(kt), chit: integerOf(chit) };
  forgetPresignature(presignature);
  return secrets;
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
