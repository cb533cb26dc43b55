/**
 * The equations of verifiers as data: products that must be 1, sums of points that must be the identity. As data one check serves the public
 * verifier, the owner of a modulus (through its primes, same verdict), and a prover that looks its own proof over before it leaves.
 */
import { areUnits } from '../crypto/integers.ts';
import { powPublic } from '../crypto/modpow.ts';
import { encodePlaintext, type PaillierPrivateKey, type PaillierPublicKey } from '../crypto/paillier.ts';
import type { RingPedersen, RingPedersenOwner } from '../crypto/ring-pedersen.ts';
import { combinePublic, G, multiplyPublic, sumPoints, type Point } from '../crypto/secp256k1.ts';

/** `base^exponent`, the exponent signed. Bases are units: the verifier's check 1 comes before. */
export type Factor = readonly [base: bigint, exponent: bigint];

/** `enc(m; r) * prod base^exponent = 1 mod N^2`, with `|m| <= (N-1)/2`: the range checks come before. */
export interface PaillierEquation {
  readonly key: PaillierPublicKey;
  readonly m: bigint;
  readonly r: bigint;
  readonly factors: readonly Factor[];
}

/** `com(x, y) * prod base^exponent = 1 mod Nh`. */
export interface PedersenEquation {
  readonly rp: RingPedersen;
  readonly x: bigint;
  readonly y: bigint;
  readonly factors: readonly Factor[];
}

/** `sum scalar·point = identity`; scalars are taken mod q. */
export type CurveEquation = readonly (readonly [Point, bigint])[];

/** All equations of one proof. */
export interface ProofEquations {
  readonly paillier: readonly PaillierEquation[];
  readonly pedersen: readonly PedersenEquation[];
  readonly curve: readonly CurveEquation[];
}

/**
 * What a verifier may own, for speed: the verdict is the same with and without.
 * `paillier` serves the equations under its own modulus only, `ringPedersen` those under its own parameters only.
 */
export interface VerifierOwner {
  readonly paillier?: PaillierPrivateKey;
  readonly ringPedersen?: RingPedersenOwner;
}

export type Power = (base: bigint, exponent: bigint) => bigint;

/** Whether all ciphertexts are units mod N^2 and all others units mod N, by one gcd: c is a unit mod N^2 exactly if it is one mod N. */
export function arePaillierUnits(N: bigint, ciphertexts: readonly bigint[], units: readonly bigint[]): boolean {
  const NN = N * N;
  return ciphertexts.every((c) => 1n <= c && c < NN) && areUnits([...ciphertexts.map((c) => c % N), ...units], N);
}

export function paillierHolds({ key, m, r, factors }: PaillierEquation, owner?: VerifierOwner): boolean {
  const own = owner?.paillier?.publicKey.N === key.N ? owner.paillier : undefined;
  const power: Power = own === undefined ? (b, e) => powPublic(b, e, key.NN) : (b, e) => own.power(b, e);
  const nthPower = own === undefined ? powPublic(r, key.N, key.NN) : own.nthPower(r);
  return isOne((encodePlaintext(key, m) * nthPower) % key.NN, factors, key.NN, power);
}

export function pedersenHolds({ rp, x, y, factors }: PedersenEquation, owner?: VerifierOwner): boolean {
  const own = isOwnerOf(owner?.ringPedersen, rp) ? owner?.ringPedersen : undefined;
  const power: Power = own === undefined ? (b, e) => powPublic(b, e, rp.Nh) : (b, e) => own.power(b, e);
  return isOne(1n, [[rp.s, x], [rp.t, y], ...factors], rp.Nh, power);
}

function isOwnerOf(owner: RingPedersenOwner | undefined, { Nh, s, t }: RingPedersen): boolean {
  const own = owner?.parameters;
  return own !== undefined && own.Nh === Nh && own.s === s && own.t === t;
}

export function curveHolds(equation: CurveEquation): boolean {
  const points: Point[] = [];
  const terms: [Point, bigint][] = [];
  for (const [point, scalar] of equation) {
    // Additions and the generator's table are much cheaper than a place in the simultaneous multiplication.
    if (scalar === 1n) points.push(point);
    else if (scalar === -1n) points.push(point.negate());
    else if (point === G) points.push(multiplyPublic(G, scalar));
    else terms.push([point, scalar]);
  }
  return sumPoints([combinePublic(terms), ...points]).is0();
}

/** Whether `first * prod base^exponent = 1 mod modulus`. Negative exponents go to the other side: inverting costs more than most exponentiations. */
export function isOne(first: bigint, factors: readonly Factor[], modulus: bigint, power: Power): boolean {
  let left = first % modulus;
  let right = 1n;
  for (const [base, exponent] of factors) {
    if (exponent < 0n) right = (right * (exponent === -1n ? base : power(base, -exponent))) % modulus;
    else left = (left * (exponent === 1n ? base : power(base, exponent))) % modulus;
  }
  return left === right;
}
