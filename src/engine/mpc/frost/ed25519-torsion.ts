/**
 * Whether a point of Ed25519 lies in the subgroup of prime order, without multiplying it by that order (RFC 9591, 6.1, allows such a check: Pornin, ePrint
 * 2022/1164; the second half is Koshelev's, ePrint 2022/037). The curve's group is cyclic of order 8L, so that the subgroup is `8E`: P is in it if and
 * only if `P = 2Q` with a Q in `4E`, whichever of the halves Q is, because they differ by a point of order 2, which is in `4E`.
 *
 * On the Montgomery form `v² = u³ + A u² + u`, to which P goes with `u = (1+y)/(1-y)`, `v = c·u/x`:
 * 1. P has a half if and only if u is a square, `u = w²`.
 * 2. Halving undoes two isogenies of degree 2, `E -> E' -> E`. The point on E' has the abscissa `X = 2u + A - 2v/w`, or, with -w, `X' = 2u + A + 2v/w`;
 *    `X·X' = A² - 4` is no square, so exactly one of both is, `X = s²`, and then `Q = ((X - A)/2 - s·w, s·u_Q)`.
 * 3. Q is in `4E` if and only if its Tate pairing with the point `(1, g)` of order 4 is 1: `f(Q)^((p-1)/4) = 1`, where `f = (v - g·u)²/u` has a zero of
 *    order 4 there. With `v_Q = s·u_Q` that is `f(Q) = u_Q·(s - g)²`.
 *
 * Three exponentiations in the field instead of 253 doublings on the curve. Public points only: it branches.
 */
import type { ed25519 } from '@noble/curves/ed25519.js';

type EdwardsPoint = InstanceType<typeof ed25519.Point>;

const P = 2n ** 255n - 19n;
/** Coefficient of the Montgomery form. */
const A = 486662n;
/** Coefficient of the Edwards form. */
const D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
const HALF = (P + 1n) / 2n;
/** 2 is no square, so that this is a square root of -1. */
const J = mod(2n * power(2n) ** 2n);
/** `sqrt(-486664)`. */
const C = rootOf(mod(-A - 2n));
/** `sqrt(486664)`. */
const GRADIENT = rootOf(A + 2n);
/** `sqrt((A² - 4) / J)` and `sqrt(-(A² - 4) / J)`. */
const OTHER_ROOTS = [rootOf(mod(-(A * A - 4n) * J)), rootOf(mod((A * A - 4n) * J))] as const;

/** Whether L·P is the identity. */
export function isInPrimeSubgroup(point: EdwardsPoint): boolean {
  const { x, y } = point.toAffine();
  const n = mod(1n - y * y);
  // The identity, and the point of order 2
  if (n === 0n) return y === 1n;
  const i = inverseRootOf(n);
  if (i === undefined) return false;
  const w = mod((1n + y) * i);
  // x² (1 + d y²) = y² - 1
  const inverseX = mod(mod(-x * mod(1n + D * mod(y * y))) * mod(i * i));
  const { s, X, w: root } = liftOf(w, mod(mod(C * w) * inverseX));
  const u = mod((X - A) * HALF - s * root);
  return isFourthPower(mod(u * mod((s - GRADIENT) ** 2n)));
}

/** Step 2, from `w` and `v/w`: the abscissa on E' that is a square, its root, and the sign of w that belongs to it. */
function liftOf(w: bigint, vw: bigint): { readonly s: bigint; readonly X: bigint; readonly w: bigint } {
  const X = mod(2n * w * w + A - 2n * vw);
  const r = power(X);
  const sign = mod(X * mod(r * r));
  if (sign === 1n) return { s: mod(X * r), X, w };
  if (sign === P - 1n) return { s: mod(X * mod(r * J)), X, w };
  // X is no square: X' = (A² - 4) / X, and 1 / X = r² / sign
  const s = mod(r * OTHER_ROOTS[sign === J ? 0 : 1]);
  return { s, X: mod(2n * w * w + A + 2n * vw), w: P - w };
}

function isFourthPower(value: bigint): boolean {
  // (p-1)/4 = 2·(p-5)/8 + 1
  return mod(value * mod(power(value) ** 2n)) === 1n;
}

/** `1 / sqrt(value)`, or `undefined` if it is no square. @param value not 0 */
function inverseRootOf(value: bigint): bigint | undefined {
  const r = power(value);
  const sign = mod(value * mod(r * r));
  if (sign === 1n) return r;
  return sign === P - 1n ? mod(r * J) : undefined;
}

function rootOf(square: bigint): bigint {
  return mod(square * (inverseRootOf(square) ?? 0n));
}

/** `base^((p-5)/8)`, where `(p-5)/8 = 2^252 - 3`. */
function power(base: bigint): bigint {
  // base^(2^n - 1) for growing n
  const e2 = mod(squared(base, 1) * base);
  const e4 = mod(squared(e2, 2) * e2);
  const e5 = mod(squared(e4, 1) * base);
  const e10 = mod(squared(e5, 5) * e5);
  const e20 = mod(squared(e10, 10) * e10);
  const e40 = mod(squared(e20, 20) * e20);
  const e50 = mod(squared(e40, 10) * e10);
  const e100 = mod(squared(e50, 50) * e50);
  const e200 = mod(squared(e100, 100) * e100);
  const e250 = mod(squared(e200, 50) * e50);
  return mod(squared(e250, 2) * base);
}

function squared(value: bigint, times: number): bigint {
  let result = value;
  for (let i = 0; i < times; i += 1) result = (result * result) % P;
  return result;
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}
