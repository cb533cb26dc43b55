/** Responses to challenges, each computed in two ways before it leaves (zk.md 13; why that is enough: `openings.ts`). */
import { mod } from '../crypto/integers.ts';
import { powerModulus } from '../crypto/modpow.ts';
import { q } from '../crypto/secp256k1.ts';
import { respond, type SecretInteger } from '../crypto/secret-integer.ts';
import { assertOwnProof } from './own-proof.ts';

/** A secret unit and its inverse, so that a negative exponent costs no inversion. */
export interface InvertedNonce {
  readonly value: SecretInteger;
  readonly inverse: SecretInteger;
}

/** `mask + e·secret` over the integers. @throws AppError `LOCAL_BUG` */
export function integerResponse(tag: string, mask: SecretInteger, e: bigint, secret: SecretInteger): bigint {
  const z = respond(mask, e, secret);
  const isRight = mask.use((alpha) => secret.use((x) => z - x * e === alpha));
  assertOwnProof(tag, isRight);
  return z;
}

/** `mask + e·secret` mod q. @throws AppError `LOCAL_BUG` */
export function scalarResponse(tag: string, mask: SecretInteger, e: bigint, secret: SecretInteger): bigint {
  const z = mod(respond(mask, e, secret), q);
  const isRight = mask.use((alpha) => secret.use((x) => (z - mod(x * mod(e, q), q) - alpha) % q === 0n));
  assertOwnProof(tag, isRight && z < q);
  return z;
}

/**
 * `mask · nonce^e mod N`, by an exponentiation of the nonce and taken back by one of its inverse. Both use the public modulus: there is no half that
 * could go wrong alone.
 * @throws AppError `LOCAL_BUG`
 */
export function nonceResponse(
  tag: string,
  mask: SecretInteger,
  e: bigint,
  { value, inverse }: InvertedNonce,
  N: bigint,
): bigint {
  const modulus = powerModulus(N);
  const [base, counterBase] = e < 0n ? [inverse, value] : [value, inverse];
  const exponent = e < 0n ? -e : e;
  const power = modulus.powSecretBase(base, exponent);
  const back = modulus.powSecretBase(counterBase, exponent);
  const z = mask.use((r) => mod(r * power, N));
  const isRight = mask.use((r) => (z * back) % N === r);
  assertOwnProof(tag, isRight);
  return z;
}
