/**
 * How a prover looks its own equations over (zk.md 13): all at once, instead of one after the other as a verifier does. It costs about a third of what
 * verifying costs a stranger.
 *
 * What this has to find is a slip of the computation before it leaves the process, above all one in a half of a CRT exponentiation: a published value
 * that is right modulo p and wrong modulo q gives N away by one gcd. It therefore uses the public moduli only, never the primes.
 *
 * - The equations of one modulus are added up with the weights 1, 2, 3, ... A slip is not chosen by anybody: it gives an error of large order, and
 *   one error or several independent ones do not cancel. The weights are there for fields that were mixed up, whose errors are equal and opposite.
 * - Paillier equations are checked modulo N instead of N^2, where the N-th power costs a quarter. Modulo N the plaintext `(1 + mN)` disappears, which is
 *   one multiplication of integers that the ring-Pedersen and curve equations hold to the same values; what stays is every exponentiation (N-th
 *   powers, powers of ciphertexts) and the CRT. A slip in one of them that is invisible mod N would have to be off by a multiple of N.
 *
 * It must never replace the check of a peer's proof, whose errors are chosen.
 */
import { powPublic } from '../crypto/modpow.ts';
import { curveHolds, isOne, pedersenHolds, type PaillierEquation, type ProofEquations } from './equations.ts';
import { jointCurve, jointPaillier, jointPedersen } from './joint-equations.ts';

/** Whether all equations of the own proofs hold. */
export function ownEquationsHold(proofs: readonly ProofEquations[]): boolean {
  const all = <E>(of: (proof: ProofEquations) => readonly E[]): readonly E[] => proofs.flatMap(of);
  const weightOf = (index: number): bigint => BigInt(index + 1);
  return (
    jointPaillier(
      all(({ paillier }) => paillier),
      weightOf,
    ).every(areNoncesRight) &&
    jointPedersen(
      all(({ pedersen }) => pedersen),
      weightOf,
    ).every((equation) => pedersenHolds(equation)) &&
    curveHolds(
      jointCurve(
        all(({ curve }) => curve),
        weightOf,
      ),
    )
  );
}

/** `r^N * prod base^exponent = 1 mod N`. */
function areNoncesRight({ key: { N }, r, factors }: PaillierEquation): boolean {
  const power = (base: bigint, e: bigint): bigint => powPublic(base, e, N);
  const reduced = factors.map(([base, e]) => [base % N, e] as const);
  return isOne(power(r, N), reduced, N, power);
}
