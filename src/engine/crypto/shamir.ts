/** Shamir sharing over Z_q with Feldman commitments (primitives.md 10). */
import { AppError } from '../../base/errors.ts';
import { inverse, mod } from './integers.ts';
import { IDENTITY, multiplyPublic, q, type Point } from './secp256k1.ts';
import { SecretInteger } from './secret-integer.ts';

/** @throws AppError `SHAMIR_IDS` unless all evaluation points lie in [1, q - 1] and are distinct */
export function assertIds(ids: readonly bigint[]): void {
  if (new Set(ids).size !== ids.length || ids.some((id) => id < 1n || id >= q)) {
    throw new AppError({
      code: 'SHAMIR_IDS',
      kind: 'input',
      message: 'The evaluation points of a sharing are invalid.',
    });
  }
}

/** The polynomial with these coefficients (the constant first) at the public point `x`, mod q. */
export function evaluate(coefficients: readonly SecretInteger[], x: bigint): SecretInteger {
  let value = 0n;
  for (const coefficient of coefficients.toReversed()) value = coefficient.use((c) => mod(value * x + c, q));
  return SecretInteger.of(value);
}

/**
 * Lagrange coefficient of the party with evaluation point `id` among `ids`, for interpolation at `at`, mod q.
 * @throws AppError `SHAMIR_IDS` for invalid points, or when `id` is not one of them
 */
export function lagrange(ids: readonly bigint[], id: bigint, at = 0n): bigint {
  assertIds(ids);
  if (!ids.includes(id)) throw new AppError({ code: 'SHAMIR_IDS', kind: 'bug', message: 'A party is not in the set.' });
  let [numerator, denominator] = [1n, 1n];
  for (const other of ids) {
    if (other === id) continue;
    numerator = mod(numerator * (at - other), q);
    denominator = mod(denominator * (id - other), q);
  }
  return mod(numerator * inverse(denominator, q), q);
}

/** `sum_k x^k·C_k`: the public share of the party at `x` under the committed polynomial. May be the identity. */
export function feldman(commitments: readonly Point[], x: bigint): Point {
  let sum = IDENTITY;
  for (const commitment of commitments.toReversed()) sum = multiplyPublic(sum, x).add(commitment);
  return sum;
}
