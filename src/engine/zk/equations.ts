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

/** Whether all ciphertexts are units mod N^2 and all others units mod N, at once: c is a unit mod N^2 exactly if it is one mod N. */
export function arePaillierUnits(
  N: bigint,
  ciphertexts: readonly bigint[],
  units: readonly bigint[],
  owner?: VerifierOwner,
): boolean {
  const NN = N * N;
  const residues = [...ciphertexts.map((c) => c % N), ...units];
  const own = owner?.paillier?.publicKey.N === N ? owner.paillier : undefined;
  return ciphertexts.every((c) => 1n <= c && c < NN) && areUnitsFor(residues, N, own);
}

/** Whether all values are units mod Nh. */
export function arePedersenUnits(rp: RingPedersen, values: readonly bigint[], owner?: VerifierOwner): boolean {
  return areUnitsFor(values, rp.Nh, isOwnedBy(owner, rp) ? owner?.ringPedersen : undefined);
}

/** What has to be a unit before any equation means something: ciphertexts and nonces modulo N, commitments modulo Nh. */
export interface UnitClaims {
  readonly paillier: readonly {
    readonly N: bigint;
    readonly ciphertexts: readonly bigint[];
    readonly units: readonly bigint[];
  }[];
  readonly pedersen: readonly { readonly rp: RingPedersen; readonly values: readonly bigint[] }[];
}

/** Whether all claims of one or more proofs hold; one gcd for each modulus. */
export function areAllUnits(claims: readonly UnitClaims[], owner?: VerifierOwner): boolean {
  const paillier = Map.groupBy(
    claims.flatMap((claim) => claim.paillier),
    ({ N }) => N,
  );
  const pedersen = Map.groupBy(
    claims.flatMap((claim) => claim.pedersen),
    ({ rp }) => rp.Nh,
  );
  const areCiphertexts = [...paillier].every(([N, group]) => {
    const units = group.flatMap((claim) => claim.units);
    return arePaillierUnits(
      N,
      group.flatMap(({ ciphertexts }) => ciphertexts),
      units,
      owner,
    );
  });
  if (!areCiphertexts) return false;
  return [...pedersen.values()].every((group) =>
    group.slice(0, 1).every(({ rp }) =>
      arePedersenUnits(
        rp,
        group.flatMap(({ values }) => values),
        owner,
      ),
    ),
  );
}

/** The owner of a modulus divides by its primes instead of looking for common factors. */
function areUnitsFor(
  values: readonly bigint[],
  modulus: bigint,
  own: PaillierPrivateKey | RingPedersenOwner | undefined,
): boolean {
  if (own === undefined) return areUnits(values, modulus);
  return own.usePrimes((p, q) => values.every((v) => 1n <= v && v < modulus && v % p !== 0n && v % q !== 0n));
}

export function paillierHolds({ key, m, r, factors }: PaillierEquation, owner?: VerifierOwner): boolean {
  const own = owner?.paillier?.publicKey.N === key.N ? owner.paillier : undefined;
  const power: Power = own === undefined ? (b, e) => powPublic(b, e, key.NN) : (b, e) => own.power(b, e);
  const nthPower = own === undefined ? powPublic(r, key.N, key.NN) : own.nthPower(r);
  return isOne((encodePlaintext(key, m) * nthPower) % key.NN, factors, key.NN, power);
}

export function pedersenHolds({ rp, x, y, factors }: PedersenEquation, owner?: VerifierOwner): boolean {
  const own = isOwnedBy(owner, rp) ? owner?.ringPedersen : undefined;
  const power: Power = own === undefined ? (b, e) => powPublic(b, e, rp.Nh) : (b, e) => own.power(b, e);
  return isOne(1n, [[rp.s, x], [rp.t, y], ...factors], rp.Nh, power);
}

/** Whether the verifier owns these parameters, all three. */
export function isOwnedBy(owner: VerifierOwner | undefined, { Nh, s, t }: RingPedersen): boolean {
  const own = owner?.ringPedersen?.parameters;
  return own !== undefined && own.Nh === Nh && own.s === s && own.t === t;
}

export function curveHolds(equation: CurveEquation): boolean {
  const points: Point[] = [];
  const terms: [Point, bigint][] = [];
  for (const [point, scalar] of equation) {
    // Additions and the generator's table are much cheaper than a place in the simultaneous multiplication.
    if (-SMALL <= scalar && scalar <= SMALL) points.push(smallMultiple(point, scalar));
    else if (point === G) points.push(multiplyPublic(G, scalar));
    else terms.push([point, scalar]);
  }
  return sumPoints([combinePublic(terms), ...points]).is0();
}

/** Up to here a multiple or a power is made by plain additions or multiplications. */
const SMALL = 8n;

function smallMultiple(point: Point, scalar: bigint): Point {
  const positive = scalar < 0n ? point.negate() : point;
  return sumPoints(Array.from({ length: Number(scalar < 0n ? -scalar : scalar) }, () => positive));
}

/** Whether `first * prod base^exponent = 1 mod modulus`. Negative exponents go to the other side: inverting costs more than most exponentiations. */
export function isOne(first: bigint, factors: readonly Factor[], modulus: bigint, power: Power): boolean {
  let left = first % modulus;
  let right = 1n;
  for (const [base, exponent] of factors) {
    if (exponent < 0n) right = (right * smallPower(base, -exponent, modulus, power)) % modulus;
    else left = (left * smallPower(base, exponent, modulus, power)) % modulus;
  }
  return left === right;
}

function smallPower(base: bigint, exponent: bigint, modulus: bigint, power: Power): bigint {
  return exponent <= SMALL ? base ** exponent % modulus : power(base, exponent);
}
