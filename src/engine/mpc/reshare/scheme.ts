/** The three kinds of key behind one look-up: group, profile and ids. */
import { AppError } from '../../../base/errors.ts';
import { profileOf } from '../../crypto/parameters.ts';
import { ECDSA } from '../cggmp24/key-share.ts';
import { ed25519Group, secp256k1Group, type Group } from '../frost/group.ts';

export type KeyScheme = 'ecdsa-secp256k1' | 'ed25519' | 'bip340';

/** FROST keys name the profile that their key generation names. */
export const FROST_PROFILE = 'P128';

/** @throws AppError `SCHEME_UNKNOWN` */
export function groupOf(scheme: string): Group {
  if (scheme === ECDSA || scheme === 'bip340') return secp256k1Group;
  if (scheme === 'ed25519') return ed25519Group;
  throw new AppError({
    code: 'SCHEME_UNKNOWN',
    kind: 'input',
    message: 'The key scheme is not one this engine knows.',
  });
}

/** Largest Shamir id: FROST shares store ids in two bytes; ECDSA ids may be any scalar, because imported keys keep theirs. */
export function maxIdOf(scheme: KeyScheme): bigint {
  return scheme === ECDSA ? groupOf(scheme).order - 1n : 65535n;
}

/** Whether keys of the scheme have this profile. @throws AppError `PROFILE_UNKNOWN`, `PROFILE_TEST_ONLY` for ECDSA keys */
export function isProfileOf(scheme: KeyScheme, profile: string): boolean {
  return scheme === ECDSA ? profileOf(profile).name === profile : profile === FROST_PROFILE;
}
