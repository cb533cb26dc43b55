/** Security parameters and profiles (protocol README, section 3), and the constraints between them. */
import { env } from 'node:process';
import { AppError } from '../../base/errors.ts';

/** Range of secrets: k, gamma, w in ±2^ELL, in bits. */
export const ELL = 256n;
/** Range of the additive masks of MtA: y in ±2^ELLP, in bits. */
export const ELLP = 1280n;
/** Slack of the range proofs, in bits. */
export const EPS = 512n;
/** Repetitions of Pi-prm. */
export const M_PRM = 128;
/** Repetitions of Pi-mod. */
export const M_MOD = 129;
/** Repetitions of the proofs without set-up (dec, aff-g*). */
export const K_IA = 128;
/** Slack of the mask of y in Pi-dec, in bits. */
export const S_DEC = 160n;
/** Bits of the group order, and of hashes and salts. */
export const KAPPA = 256n;

export const MAX_PARTIES = 64;

export type ProfileName = 'P128' | 'P112' | 'TEST';

/** `modulusBits` is the exact length of every `N` and `Nh`; a prime has half of it. */
export interface Profile {
  readonly name: ProfileName;
  readonly modulusBits: number;
  readonly modulusBytes: number;
  readonly primeBits: number;
}

const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  P128: { name: 'P128', modulusBits: 3072, modulusBytes: 384, primeBits: 1536 },
  P112: { name: 'P112', modulusBits: 2048, modulusBytes: 256, primeBits: 1024 },
  TEST: { name: 'TEST', modulusBits: 2048, modulusBytes: 256, primeBits: 1024 },
};

/**
 * The profile behind a name.
 * @throws AppError `PROFILE_UNKNOWN`; `PROFILE_TEST_ONLY` for `TEST` outside `NODE_ENV=test`, because its moduli are public.
 */
export function profileOf(name: string): Profile {
  if (!isProfileName(name)) {
    throw new AppError({ code: 'PROFILE_UNKNOWN', kind: 'input', message: 'The security profile is not known.' });
  }
  if (name === 'TEST' && env['NODE_ENV'] !== 'test') {
    throw new AppError({
      code: 'PROFILE_TEST_ONLY',
      kind: 'input',
      message: 'The test profile uses published numbers and protects nothing.',
      safe: 'No key was made or used.',
    });
  }
  return PROFILES[name];
}

function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}

/**
 * Checks every inequality of the protocol README, section 3.
 * @throws AppError `COMMITTEE_SIZE` unless `2 <= minSigners <= partyCount <= 64`; `PARAMETERS_UNSAFE` (a bug) otherwise
 */
export function assertParameters(profile: Profile, partyCount: number, minSigners: number): void {
  const isSize =
    Number.isInteger(partyCount) && Number.isInteger(minSigners) && minSigners >= 2 && minSigners <= partyCount;
  if (!isSize || partyCount > MAX_PARTIES) {
    throw new AppError({
      code: 'COMMITTEE_SIZE',
      kind: 'input',
      message: 'A committee has 2 to 64 parties, and at least two and at most all of them sign.',
    });
  }
  const modulusBits = BigInt(profile.modulusBits);
  const slack = BigInt(Math.ceil(Math.log2(partyCount)));
  const holds =
    ELL >= KAPPA &&
    EPS >= ELL + KAPPA &&
    ELLP >= 3n * ELL + EPS &&
    modulusBits >= ELLP + EPS + 4n + slack &&
    modulusBits >= ELLP + EPS + S_DEC + 5n + slack &&
    modulusBits / 2n - (ELL + EPS) >= 250n;
  if (!holds) {
    throw new AppError({ code: 'PARAMETERS_UNSAFE', kind: 'bug', message: 'The security parameters do not fit.' });
  }
}
