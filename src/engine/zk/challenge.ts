/** Challenges read from a transcript stream (primitives.md 7.2 to 7.5). Each function consumes the stream from where it stands. */
import { AppError } from '../../base/errors.ts';
import type { HashStream } from '../../base/tagged-hash.ts';
import { areUnits, bitLength, integerFromBytes, isUnit } from '../crypto/integers.ts';
import { q } from '../crypto/secp256k1.ts';

/** 7.2: uniform in [0, q-1]. Blocks of 32 bytes that are not below q are skipped, never reduced. */
export function scalarChallenge(stream: HashStream): bigint {
  for (;;) {
    const v = integerFromBytes(stream(32));
    if (v < q) return v;
  }
}

/** 7.3: the representative of a scalar challenge with `|e| <= (q-1)/2`: different challenges stay different mod q. */
export function centredChallenge(stream: HashStream): bigint {
  const e = scalarChallenge(stream);
  return e <= (q - 1n) / 2n ? e : e - q;
}

/** 7.4: `count` bits, least significant bit of the first byte first. */
export function bitChallenges(stream: HashStream, count: number): readonly (0 | 1)[] {
  const bytes = stream(Math.ceil(count / 8));
  return Array.from({ length: count }, (_, i) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1 ? 1 : 0));
}

/** How many blocks in a row may be refused before the modulus itself is: with no factor below 2^16 each is refused with probability < 3/4. */
const MOST_REFUSALS = 1000;

/**
 * 7.5: `count` elements of Z*_N from one stream, in order. One gcd for all of them; the candidates are looked at singly only if it finds something.
 * @throws AppError `CHALLENGE_MODULUS` (a bug) for an N that accepts nothing: primitives.md 4.3 is checked before any challenge is read
 */
export function unitChallenges(stream: HashStream, N: bigint, count: number): readonly bigint[] {
  const units: bigint[] = [];
  for (let refusals = 0; refusals < MOST_REFUSALS; refusals += 1) {
    const candidates = Array.from({ length: count - units.length }, () => blockBelow(stream, N));
    units.push(...(areUnits(candidates, N) ? candidates : candidates.filter((v) => isUnit(v, N))));
    if (units.length === count) return units;
  }
  throw noChallenge();
}

function blockBelow(stream: HashStream, N: bigint): bigint {
  const bits = bitLength(N);
  const mask = (1n << BigInt(bits)) - 1n;
  for (let refusals = 0; refusals < MOST_REFUSALS; refusals += 1) {
    const v = integerFromBytes(stream(Math.ceil(bits / 8))) & mask;
    if (v >= 1n && v < N) return v;
  }
  throw noChallenge();
}

function noChallenge(): AppError {
  return new AppError({
    code: 'CHALLENGE_MODULUS',
    kind: 'bug',
    message: 'A challenge was asked for a modulus that had not been checked.',
  });
}
