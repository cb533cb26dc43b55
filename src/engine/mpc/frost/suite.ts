/**
 * The two FROST suites (RFC 9591, frost.md 1). Key generation and signing of BIP-340 keys use different library suites:
 * `schnorr_FROST` would tweak the generated key and lose the internal one (DECISION D13).
 */
import type { FROST } from '@noble/curves/abstract/frost.js';
import { ed25519, ed25519_FROST } from '@noble/curves/ed25519.js';
import { schnorr, schnorr_FROST, secp256k1_FROST, secp256k1_hasher } from '@noble/curves/secp256k1.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { ed25519RoundTwo } from './ed25519-round-two.ts';
import { ed25519Group, secp256k1Group, type Group } from './group.ts';
import { libraryRoundTwo, type RoundTwo, type RoundTwoInput } from './round-two.ts';

export type FrostScheme = 'ed25519' | 'bip340';

/** The part of the library that may be used: what rebuilds a secret or deals shares from one place is not reachable. */
export type FrostDealing = Pick<FROST, 'DKG' | 'Identifier'>;
export type FrostSigning = Pick<FROST, 'commit' | 'signShare' | 'verifyShare' | 'aggregate' | 'validateSecret'>;

export interface FrostSuite {
  readonly scheme: FrostScheme;
  readonly group: Group;
  readonly dealing: FrostDealing;
  readonly signing: FrostSigning;
  /** The equations of one signature. @throws Error for commitments that are no points */
  roundTwo(input: RoundTwoInput): RoundTwo;
  /** Challenge of the proof of possession (frost.md 2, check 2). */
  possessionChallenge(identifier: Uint8Array, phi: Uint8Array, R: Uint8Array): bigint;
  /** The public key as verifiers know it: 32 bytes, x-only for BIP-340. */
  outputKey(groupKey: Uint8Array): Uint8Array;
  /** Strict verification under the output key; false for everything malformed. */
  verify(signature: Uint8Array, message: Uint8Array, outputKey: Uint8Array): boolean;
}

const ed25519Suite: FrostSuite = {
  scheme: 'ed25519',
  group: ed25519Group,
  dealing: ed25519_FROST,
  signing: ed25519_FROST,
  roundTwo: ed25519RoundTwo,
  possessionChallenge: (identifier, phi, R) => {
    const digest = sha512(concatBytes(utf8ToBytes('FROST-ED25519-SHA512-v1dkg'), identifier, phi, R));
    let challenge = 0n;
    for (const byte of digest.toReversed()) challenge = (challenge << 8n) | BigInt(byte);
    return challenge % ed25519Group.order;
  },
  outputKey: (groupKey) => groupKey,
  verify: (signature, message, key) => isTrue(() => ed25519.verify(signature, message, key, { zip215: false })),
};

const bip340Suite: FrostSuite = {
  scheme: 'bip340',
  group: secp256k1Group,
  dealing: secp256k1_FROST,
  signing: schnorr_FROST,
  roundTwo: (input) => libraryRoundTwo(schnorr_FROST, input),
  possessionChallenge: (identifier, phi, R) =>
    secp256k1_hasher.hashToScalar(concatBytes(identifier, phi, R), {
      DST: utf8ToBytes('FROST-secp256k1-SHA256-v1dkg'),
    }),
  outputKey: (groupKey) => groupKey.slice(1),
  verify: (signature, message, key) => isTrue(() => schnorr.verify(signature, message, key)),
};

/** @throws AppError `SCHEME_UNKNOWN` */
export function suiteOf(scheme: string): FrostSuite {
  if (scheme === 'ed25519') return ed25519Suite;
  if (scheme === 'bip340') return bip340Suite;
  throw new AppError({
    code: 'SCHEME_UNKNOWN',
    kind: 'input',
    message: 'The key scheme is not one this engine knows.',
  });
}

function isTrue(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
