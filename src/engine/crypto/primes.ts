/** Primes for Paillier and ring-Pedersen moduli with every acceptance loop of primitives.md 4.2. Asynchronous; each can be stopped. */
import { checkPrime, generatePrime } from 'node:crypto';
import type { Random } from '../../base/random.ts';
import { AppError } from '../../base/errors.ts';
import { passesFermat } from './fermat.ts';
import { bitLength, gcd } from './integers.ts';
import type { Profile } from './parameters.ts';
import { safePrimeCandidates } from './safe-prime-sieve.ts';

/** How far a search is: its end is random, `expected` is the mean number of candidates. */
export interface PrimeProgress {
  /** Primes found so far. */
  readonly found: number;
  /** Candidates tested for the next one. */
  readonly tested: number;
  readonly expected: number;
}

export interface PrimeOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PrimeProgress) => void;
}

export interface PrimePair {
  readonly p: bigint;
  readonly q: bigint;
}

/** Candidates tested between two looks at the signal and the event loop. */
const BATCH = 16;
const CHECKS = 64;

/** A prime that is 3 mod 4, of exactly `bits` bits. @throws AppError `CANCELLED` */
export async function blumPrime(bits: number, { signal }: PrimeOptions = {}): Promise<bigint> {
  assertRunning(signal);
  const prime = await new Promise<bigint>((resolve, reject) => {
    generatePrime(bits, { bigint: true, add: 4n, rem: 3n }, (error, found) => {
      if (error) reject(error);
      else resolve(found);
    });
  });
  assertRunning(signal);
  return prime;
}

/** A prime p of `bits` bits, its two top bits set, such that (p-1)/2 is prime. @throws AppError `CANCELLED` */
export async function safePrime(bits: number, random: Random, options: PrimeOptions = {}): Promise<bigint> {
  const expected = expectedCandidates(bits);
  let tested = 0;
  for (;;) {
    for (const half of safePrimeCandidates(bits, random)) {
      if (tested % BATCH === 0) await pause(half, options, { found: 0, tested, expected });
      tested += 1;
      const p = 2n * half + 1n;
      // Both must pass the screen before either is tested in full. Without a screen the full test decides.
      if (passesFermat(p) === false || passesFermat(half) === false) continue;
      if ((await isPrime(half)) && (await isPrime(p))) return p;
    }
  }
}

/** Two Blum primes whose product is a Paillier modulus of the profile. @throws AppError `CANCELLED` */
export async function paillierPrimes(profile: Profile, options: PrimeOptions = {}): Promise<PrimePair> {
  return await acceptablePair(profile, options, (part) => blumPrime(profile.primeBits, part), isPrime);
}

/** Two safe primes whose product is a ring-Pedersen modulus of the profile. @throws AppError `CANCELLED` */
export async function ringPedersenPrimes(
  profile: Profile,
  random: Random,
  options: PrimeOptions = {},
): Promise<PrimePair> {
  const isSafe = async (p: bigint): Promise<boolean> => (await isPrime(p)) && (await isPrime((p - 1n) / 2n));
  return await acceptablePair(profile, options, (part) => safePrime(profile.primeBits, random, part), isSafe);
}

/** Draws pairs until one fulfils every condition; `confirm` is the second opinion on each prime. */
async function acceptablePair(
  profile: Profile,
  options: PrimeOptions,
  next: (part: PrimeOptions) => Promise<bigint>,
  confirm: (prime: bigint) => Promise<boolean>,
): Promise<PrimePair> {
  for (;;) {
    const p = await next(options);
    const q = await next(afterFirst(options));
    if (isAcceptable(p, q, profile) && (await confirm(p)) && (await confirm(q))) return { p, q };
  }
}

function afterFirst({ onProgress, ...rest }: PrimeOptions): PrimeOptions {
  if (onProgress === undefined) return rest;
  return { ...rest, onProgress: (progress) => onProgress({ ...progress, found: 1 }) };
}

/** Exact length, distance against Fermat's factoring, and `gcd(N, phi) = 1`. */
export function isAcceptable(p: bigint, q: bigint, profile: Profile): boolean {
  const N = p * q;
  return (
    p !== q &&
    bitLength(N) === profile.modulusBits &&
    bitLength(p - q) >= profile.modulusBits / 2 - 100 &&
    gcd(N, (p - 1n) * (q - 1n)) === 1n
  );
}

/** Resolves in a later turn of the event loop, so that a search does not block its thread. */
async function pause(composite: bigint, { signal, onProgress }: PrimeOptions, progress: PrimeProgress): Promise<void> {
  assertRunning(signal);
  onProgress?.(progress);
  await isPrime(3n * composite);
  assertRunning(signal);
}

function isPrime(n: bigint): Promise<boolean> {
  return new Promise((resolve, reject) => {
    checkPrime(n, { checks: CHECKS }, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** Mean number of candidates that the sieve leaves before one is a safe prime. */
function expectedCandidates(bits: number): number {
  // A number without factors below B is prime with probability e^gamma·ln B / ln n; both must be.
  const chance = (1.781 * Math.log(2 ** 19)) / (bits * Math.LN2);
  return Math.round(1 / (chance * chance));
}

function assertRunning(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new AppError({ code: 'CANCELLED', kind: 'input', message: 'The search for primes was stopped.' });
  }
}
