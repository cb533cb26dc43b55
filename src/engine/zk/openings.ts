/**
 * How a prover looks over first messages and ciphertexts as soon as they are made (zk.md 13): it knows what every value opens to, so it opens them all
 * at once. It costs two exponentiations modulo each Nh and one modulo each N, whatever the number of values, and none of it waits for a peer.
 *
 * Together with `own-responses.ts`, which computes every response in two ways, it stands in for verifying the finished proof: with `T = com(al, ga)`,
 * `S = com(x, mu)`, `z1 = al + e x` and `z3 = ga + e mu` the verifier's `com(z1, z3) = T * S^e` is an identity of integers, and so are all the others.
 *
 * What it has to find is a slip of the computation, above all one in a half of a CRT exponentiation, which would give N away by one gcd (the argument
 * is that of `own-equations.ts`): it computes with the public moduli only, never with the primes; the values of one modulus are multiplied with the
 * weights 1, 2, 3, ..., because errors of a machine are not chosen, while fields that were mixed up bring equal and opposite ones; a ciphertext is looked
 * at modulo N, where `1 + mN` disappears and every exponentiation stays. A slip there would have to be a multiple of N to go unseen.
 */
import { gcd } from '../crypto/integers.ts';
import { powerModulus } from '../crypto/modpow.ts';
import { commit, type RingPedersen } from '../crypto/ring-pedersen.ts';
import { multiplyBaseSecret, sumPoints, type Point } from '../crypto/secp256k1.ts';
import { forgetAll, SecretInteger } from '../crypto/secret-integer.ts';

/** Own values and what they open to. */
export interface Openings {
  /** `c = enc(anything; r)` under N. */
  readonly paillier: readonly { readonly N: bigint; readonly c: bigint; readonly r: SecretInteger }[];
  /** `c = com(x, y)`. */
  readonly pedersen: readonly {
    readonly rp: RingPedersen;
    readonly c: bigint;
    readonly x: SecretInteger;
    readonly y: SecretInteger;
  }[];
  /** `point = scalar·G`; the scalar is computed again for this, and forgotten by whoever looks. */
  readonly curve: readonly { readonly point: Point; readonly scalar: SecretInteger }[];
}

/** Whether every value opens to what it was made of, and every nonce is a unit: one gcd finds out for all of one modulus. */
export function doAllOpen(openings: readonly Openings[]): boolean {
  const paillier = Map.groupBy(
    openings.flatMap((each) => each.paillier),
    ({ N }) => N,
  );
  const pedersen = Map.groupBy(
    openings.flatMap((each) => each.pedersen),
    ({ rp }) => rp.Nh,
  );
  return (
    [...paillier].every(([N, group]) => areNoncesRight(N, group)) &&
    [...pedersen.values()].every(areCommitmentsRight) &&
    arePointsRight(openings.flatMap((each) => each.curve))
  );
}

function areNoncesRight(N: bigint, values: Openings['paillier']): boolean {
  const nonces = values.map(({ r }) => r.use((value) => value));
  const nonce = SecretInteger.of(weightedProduct(nonces, N));
  const ciphertexts = weightedProduct(
    values.map(({ c }) => c % N),
    N,
  );
  const isRight = powerModulus(N).powSecretBase(nonce, N) === ciphertexts && gcd(ciphertexts, N) === 1n;
  nonce.forget();
  return isRight;
}

function areCommitmentsRight(values: Openings['pedersen']): boolean {
  const [first] = values;
  if (first === undefined) return true;
  const x = weightedSum(values.map((value) => value.x));
  const y = weightedSum(values.map((value) => value.y));
  const product = weightedProduct(
    values.map(({ c }) => c),
    first.rp.Nh,
  );
  const isRight = commit(first.rp, x, y) === product;
  forgetAll(x, y);
  return isRight;
}

function arePointsRight(values: Openings['curve']): boolean {
  const scalar = weightedSum(values.map((value) => value.scalar));
  forgetAll(...values.map((value) => value.scalar));
  // sum (i+1)·P_i: every point is in as many of the sums of the last ones as its weight says.
  let sum = sumPoints([]);
  let total = sum;
  for (const { point } of values.toReversed()) {
    sum = sum.add(point);
    total = total.add(sum);
  }
  const isRight = multiplyBaseSecret(scalar).equals(total);
  scalar.forget();
  return isRight;
}

/** `prod values[i]^(i+1)`. */
export function weightedProduct(values: readonly bigint[], modulus: bigint): bigint {
  let product = 1n;
  let total = 1n;
  for (const value of values.toReversed()) {
    product = (product * value) % modulus;
    total = (total * product) % modulus;
  }
  return total;
}

/** `sum (i+1)·secrets[i]` over the integers. */
export function weightedSum(secrets: readonly SecretInteger[]): SecretInteger {
  return SecretInteger.of(secrets.reduce((sum, secret, i) => secret.use((v) => sum + BigInt(i + 1) * v), 0n));
}
