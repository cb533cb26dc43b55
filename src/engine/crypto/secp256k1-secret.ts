/**
 * Several secret multiples of one point: they share a table, so that three of them cost a third of three single ones. A comb: the scalar lies in rows of
 * equal length under each other, and every column takes one doubling and one addition out of a table of all sums of the rows' points.
 *
 * As in the library's own multiplication every scalar is blinded with a multiple of the group order, the sequence of operations does not depend on it,
 * each look-up touches the whole table, and the formulas are complete.
 */
import { randomBytes } from 'node:crypto';
import { normalizeZ } from '@noble/curves/abstract/curve.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { integerFromBytes } from './integers.ts';
import { addComplete, doubleComplete, type Projective } from './secp256k1-complete.ts';

const { Point } = secp256k1;
type Point = InstanceType<typeof Point>;

const n = Point.Fn.ORDER;
const IDENTITY: Projective = { X: 0n, Y: 1n, Z: 0n };

/** Rows of 77 bits: together one bit more than a blinded scalar has. */
const ROWS = 5;
const COLUMNS = 77;
const BLIND_BYTES = 16;

/** `k·P` for every k, in order. @param scalars in [0, n - 1] */
export function multiplesOf(point: Point, scalars: readonly bigint[]): readonly Point[] {
  const table = sumsOfRows(point);
  const multiples = scalars.map((scalar) => alongColumns(table, blinded(scalar)));
  return normalizeZ(
    Point,
    multiples.map(({ X, Y, Z }) => new Point(X, Y, Z)),
  );
}

/** The scalar plus a random multiple of n, as bits, the most significant first. The blind has its full length: it masks every scalar. */
function blinded(scalar: bigint): string {
  const blind = integerFromBytes(new Uint8Array(randomBytes(BLIND_BYTES))) | (1n << BigInt(8 * BLIND_BYTES - 1));
  return (scalar + blind * n).toString(2).padStart(ROWS * COLUMNS, '0');
}

/** Entry i is the sum of `2^(77·row)·P` over the bits of i. */
function sumsOfRows(point: Projective): readonly Projective[] {
  let ofRow = point;
  const table = [IDENTITY];
  for (let row = 0; row < ROWS; row += 1) {
    for (let bit = 0; row > 0 && bit < COLUMNS; bit += 1) ofRow = doubleComplete(ofRow);
    table.push(...table.map((sum) => addComplete(sum, ofRow)));
  }
  return table;
}

function alongColumns(table: readonly Projective[], bits: string): Projective {
  let sum = IDENTITY;
  for (let column = 0; column < COLUMNS; column += 1) {
    let index = 0;
    // Row 0 is the last of the equal parts
    for (let row = 0; row < ROWS; row += 1) {
      index |= (bits.charCodeAt((ROWS - 1 - row) * COLUMNS + column) & 1) << row;
    }
    sum = addComplete(doubleComplete(sum), selected(table, index));
  }
  return sum;
}

function selected(table: readonly Projective[], index: number): Projective {
  let found = IDENTITY;
  for (let i = 0; i < table.length; i += 1) found = i === index ? (table[i] ?? IDENTITY) : found;
  return found;
}
