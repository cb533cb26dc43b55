/**
 * Several secret multiples of one point: they share a table, so that three of them cost half of three single ones. A comb: the scalar lies in rows of equal
 * length under each other, and every column takes one doubling and one addition out of a table of all sums of the rows' points.
 *
 * As in the library's own multiplication every scalar is blinded with a multiple of the group order, the sequence of operations does not depend on it,
 * each look-up touches the whole table, and the formulas, the library's, are complete.
 */
import { randomBytes } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { integerFromBytes } from './integers.ts';

const { Point } = secp256k1;
type Point = InstanceType<typeof Point>;

const n = Point.Fn.ORDER;

/** Rows of 77 bits: together one bit more than a blinded scalar has. */
const ROWS = 5;
const COLUMNS = 77;
const BLIND_BYTES = 16;

/** `k·P` for every k, in order. @param scalars in [0, n - 1] */
export function multiplesInSecret(point: Point, scalars: readonly bigint[]): readonly Point[] {
  const table = sumsOfRows(point);
  return scalars.map((scalar) => multiple(table, blinded(scalar)));
}

/** The scalar plus a random multiple of n: below 2^384, and of the same length for every scalar. */
function blinded(scalar: bigint): bigint {
  const blind = integerFromBytes(new Uint8Array(randomBytes(BLIND_BYTES)));
  return scalar + ((1n << BigInt(8 * BLIND_BYTES - 1)) | (blind >> 1n)) * n;
}

/** Entry i is the sum of `2^(77·row)·P` over the bits of i; the first is the identity. */
function sumsOfRows(point: Point): readonly Point[] {
  let ofRow = point;
  const table = [Point.ZERO];
  for (let row = 0; row < ROWS; row += 1) {
    for (let bit = 0; row > 0 && bit < COLUMNS; bit += 1) ofRow = ofRow.double();
    table.push(...table.map((sum) => sum.add(ofRow)));
  }
  return table;
}

function multiple(table: readonly Point[], scalar: bigint): Point {
  // Bits as text, most significant first: row 0 is the last of the equal parts
  const bits = scalar.toString(2).padStart(ROWS * COLUMNS, '0');
  let sum = Point.ZERO;
  for (let column = 0; column < COLUMNS; column += 1) {
    let index = 0;
    for (let row = 0; row < ROWS; row += 1) {
      index |= (bits.charCodeAt((ROWS - 1 - row) * COLUMNS + column) & 1) << row;
    }
    sum = sum.double().add(selected(table, index));
  }
  return sum;
}

function selected(table: readonly Point[], index: number): Point {
  let found = Point.ZERO;
  for (const [i, entry] of table.entries()) found = i === index ? entry : found;
  return found;
}
