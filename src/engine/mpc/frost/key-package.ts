/** Key packages as the library wants them, and the linear operations on them that commute with signing by any subset (frost.md 5). */
import { wipe } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { FrostSuite } from './suite.ts';

/** Public part. Identifiers are the library's: hex of the scalar in the curve's byte order. */
export interface PublicPackage {
  readonly signers: { min: number; max: number };
  /** The first one is the group key. */
  readonly commitments: Uint8Array[];
  readonly verifyingShares: Record<string, Uint8Array>;
}

export interface SecretPackage {
  readonly identifier: string;
  /** 32 bytes. */
  readonly signingShare: Uint8Array;
}

/** Public package, with the own secret share where a signer works on it. Whoever makes a package with a secret wipes it. */
export interface KeyPackage {
  readonly public: PublicPackage;
  readonly secret?: SecretPackage;
}

/** The group key of a package: canonical point encoding. */
export function groupKeyOf(pkg: KeyPackage): Uint8Array {
  const [groupKey] = pkg.public.commitments;
  if (groupKey === undefined)
    throw new AppError({ code: 'KEY_PACKAGE_EMPTY', kind: 'bug', message: 'A key package has no group key.' });
  return groupKey;
}

/** Adds `u` to the key: share, group key and every verifying share move; the other commitments stay. @throws AppError `TWEAK_INVALID` for 0. */
export function addTweak(suite: FrostSuite, pkg: KeyPackage, u: bigint): KeyPackage {
  const { group } = suite;
  if (u <= 0n || u >= group.order) throw invalidTweak();
  const U = group.multiplyBase(u);
  const [groupKey, ...others] = pkg.public.commitments;
  if (groupKey === undefined) throw invalidTweak();
  const shift = (point: Uint8Array): Uint8Array => {
    const shifted = group.add(point, U);
    if (!group.isPoint(shifted)) throw invalidTweak();
    return shifted;
  };
  return {
    public: { ...pkg.public, commitments: [shift(groupKey), ...others], verifyingShares: mapShares(pkg, shift) },
    ...mapSecret(suite, pkg, (share) => share + u),
  };
}

/** Turns the key `x` into `-x`. */
export function negate(suite: FrostSuite, pkg: KeyPackage): KeyPackage {
  const { group } = suite;
  const flip = (point: Uint8Array): Uint8Array => group.negate(point);
  return {
    public: { ...pkg.public, commitments: pkg.public.commitments.map(flip), verifyingShares: mapShares(pkg, flip) },
    ...mapSecret(suite, pkg, (share) => group.order - share),
  };
}

/** The package or its negation, whichever has a group key with even y. Always a new package, so that each secret has one owner. */
export function even(suite: FrostSuite, pkg: KeyPackage): KeyPackage {
  if (!suite.group.hasEvenY(groupKeyOf(pkg))) return negate(suite, pkg);
  return { public: pkg.public, ...mapSecret(suite, pkg, (share) => share) };
}

/** Erases the secret share of a package, if it has one. */
export function wipePackage(pkg: KeyPackage | undefined): void {
  wipe(pkg?.secret?.signingShare);
}

function mapShares(pkg: KeyPackage, change: (point: Uint8Array) => Uint8Array): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(pkg.public.verifyingShares).map(([id, point]) => [id, change(point)]));
}

function mapSecret(suite: FrostSuite, pkg: KeyPackage, change: (share: bigint) => bigint): { secret?: SecretPackage } {
  if (pkg.secret === undefined) return {};
  const share = suite.group.parseScalar(pkg.secret.signingShare);
  if (share === undefined)
    throw new AppError({ code: 'KEY_SHARE_INVALID', kind: 'bug', message: 'A key share is not a scalar.' });
  return { secret: { identifier: pkg.secret.identifier, signingShare: suite.group.scalarToBytes(change(share)) } };
}

function invalidTweak(): AppError {
  return new AppError({
    code: 'TWEAK_INVALID',
    kind: 'input',
    message: 'This derivation leads to an unusable key.',
    next: 'Use another path.',
  });
}
