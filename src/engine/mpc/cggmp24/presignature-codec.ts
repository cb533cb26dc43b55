/** Presignatures as bytes: strict, versioned, the public part apart from the secret. */
import { AppError } from '../../../base/errors.ts';
import { Secret } from '../../../base/secret.ts';
import {
  bytesCodec,
  decodeWith,
  DecodeError,
  encodeWith,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
} from '../../../base/tlv-decode.ts';
import { pointCodec, type Point } from '../../crypto/secp256k1.ts';
import { ECDSA, MAX_PARTY_COUNT } from './key-share.ts';
import type { Presignature, PublicPresignature } from './presignature.ts';
import { MAX_PATH_LENGTH } from './signing-setup.ts';
import { b32, secretScalarCodec } from './wire.ts';

const PRESIGNATURE_VERSION = 2;

/** PS2 is the largest of the stored messages: 32 bytes per other signer. */
const MAX_STORED_ENVELOPE_BYTES = 4096;

type PublicRecord = {
  readonly version: number;
  readonly scheme: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly signers: readonly Uint8Array[];
  readonly path: readonly number[];
  readonly presigId: Uint8Array;
  readonly self: Uint8Array;
  readonly childKey: Uint8Array;
  readonly Gamma: Point;
  readonly Dt: readonly Point[];
  readonly St: readonly Point[];
  readonly nonces: readonly Uint8Array[];
  readonly ps2: readonly Uint8Array[];
  readonly ps3: readonly Uint8Array[];
  readonly echo3: readonly Uint8Array[];
};
type SecretRecord = {
  readonly public: PublicRecord;
  readonly kt: Uint8Array;
  readonly chit: Uint8Array;
  readonly bond: Uint8Array;
};

const perSigner = { min: 2, max: MAX_PARTY_COUNT };
const pids = listCodec(b32, perSigner);
const points = listCodec(pointCodec, perSigner);
const envelopes = listCodec(bytesCodec({ max: MAX_STORED_ENVELOPE_BYTES }), perSigner);

const publicCodec = structCodec<PublicRecord>({
  version: u32Codec,
  scheme: textCodec(16),
  keyId: textCodec(64),
  epoch: u32Codec,
  signers: pids,
  path: listCodec(u32Codec, { min: 0, max: MAX_PATH_LENGTH }),
  presigId: b32,
  self: b32,
  childKey: bytesCodec({ exact: 33 }),
  Gamma: pointCodec,
  Dt: points,
  St: points,
  nonces: pids,
  ps2: envelopes,
  ps3: envelopes,
  echo3: envelopes,
});

const secretCodec = structCodec<SecretRecord>({
  public: publicCodec,
  kt: secretScalarCodec,
  chit: secretScalarCodec,
  bond: b32,
});

/** Encodes with the secret: the caller seals the result and wipes it. */
export function encodePresignature(presignature: Presignature): Uint8Array {
  const { bond } = presignature;
  return presignature.kt.use((kt) =>
    presignature.chit.use((chit) => encodeWith(secretCodec, { public: recordOf(presignature), kt, chit, bond })),
  );
}

/** Reads a stored presignature. `assertPresignatureFits` and `takeSecrets` judge its values. @throws AppError `PRESIGNATURE_INVALID` */
export function decodePresignature(bytes: Uint8Array): Presignature {
  const { public: record, kt, chit, bond } = decoded(() => decodeWith(secretCodec, bytes));
  return { ...publicOf(record), kt: new Secret(kt), chit: new Secret(chit), bond };
}

/** Encodes what is public about a presignature. */
export function encodePublicPresignature(presignature: PublicPresignature): Uint8Array {
  return encodeWith(publicCodec, recordOf(presignature));
}

/** Reads the public part. @throws AppError `PRESIGNATURE_INVALID` */
export function decodePublicPresignature(bytes: Uint8Array): PublicPresignature {
  return publicOf(decoded(() => decodeWith(publicCodec, bytes)));
}

function recordOf(presignature: PublicPresignature): PublicRecord {
  const { scheme, keyId, epoch, signers, path, presigId, self, childKey, Gamma, Dt, St, transcript } = presignature;
  const { nonces, ps2, ps3, echo3 } = transcript;
  return {
    version: PRESIGNATURE_VERSION,
    ...{ scheme, keyId, epoch, signers, path, presigId, self, childKey, Gamma, Dt, St },
    ...{ nonces, ps2, ps3, echo3 },
  };
}

function publicOf({ version, scheme, nonces, ps2, ps3, echo3, ...rest }: PublicRecord): PublicPresignature {
  if (version !== PRESIGNATURE_VERSION || scheme !== ECDSA) throw invalid();
  const count = rest.signers.length;
  if ([rest.Dt, rest.St, nonces, ps2, ps3, echo3].some((list) => list.length !== count)) throw invalid();
  return { ...rest, scheme, transcript: { nonces, ps2, ps3, echo3 } };
}

function decoded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) throw invalid(error);
    throw error;
  }
}

function invalid(cause?: unknown): AppError {
  return new AppError({
    code: 'PRESIGNATURE_INVALID',
    kind: 'storage',
    message: 'A stored presignature cannot be read.',
    safe: 'Nothing was signed with it.',
    next: 'Remove it and make new ones.',
    cause,
  });
}
