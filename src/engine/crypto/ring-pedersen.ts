/** Ring-Pedersen commitments (primitives.md 6). The owner of the parameters checks faster: `ring-pedersen-owner.ts`. */
import { isUnit } from './integers.ts';
import { multiPowPublic, powerModulus } from './modpow.ts';
import type { SecretInteger } from './secret-integer.ts';

export { RingPedersenOwner, makeRingPedersen } from './ring-pedersen-owner.ts';

export interface RingPedersen {
  readonly Nh: bigint;
  readonly s: bigint;
  readonly t: bigint;
}

/** `s^x·t^y mod Nh` of secret, signed integers. */
export function commit({ Nh, s, t }: RingPedersen, x: SecretInteger, y: SecretInteger): bigint {
  const modulus = powerModulus(Nh);
  return (modulus.powSecret(s, x) * modulus.powSecret(t, y)) % Nh;
}

/** `s^x·t^y mod Nh` of integers that everybody knows. */
export function commitPublic({ Nh, s, t }: RingPedersen, x: bigint, y: bigint): bigint {
  return multiPowPublic(
    [
      [s, x],
      [t, y],
    ],
    Nh,
  );
}

/** `1 <= c < Nh` and `gcd(c, Nh) = 1`; checked before any use of a received commitment. */
export function isCommitment({ Nh }: RingPedersen, c: bigint): boolean {
  return isUnit(c, Nh);
}

/** The receiver's checks on `s` and `t` (primitives.md 6), next to those on `Nh` and Pi-prm. */
export function areRingPedersenBases({ Nh, s, t }: RingPedersen): boolean {
  return isUnit(s, Nh) && isUnit(t, Nh) && s !== t && ![s, t].some((base) => base === 1n || base === Nh - 1n);
}
