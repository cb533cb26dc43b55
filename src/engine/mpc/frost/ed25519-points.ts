/** Points of Ed25519 from their bytes, decoded and judged once: in a run the same few bytes are met again and again (codec, checks, echo, equations). */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '../../../base/bytes.ts';
import { isInPrimeSubgroup } from './ed25519-torsion.ts';

export type EdwardsPoint = InstanceType<typeof ed25519.Point>;

const MAX_KEPT = 256;
const kept = new Map<string, EdwardsPoint>();
const judged = new WeakMap<EdwardsPoint, boolean>();

/** The point behind 32 bytes. @throws Error unless they are the canonical encoding of a point of the curve */
export function edwardsPoint(bytes: Uint8Array): EdwardsPoint {
  const name = bytesToHex(bytes);
  const known = kept.get(name);
  if (known !== undefined) return known;
  const point = ed25519.Point.fromBytes(bytes);
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size >= MAX_KEPT) kept.delete(oldest);
  kept.set(name, point);
  return point;
}

/** Whether a point lies in the subgroup of prime order. */
export function isTorsionFree(point: EdwardsPoint): boolean {
  const known = judged.get(point);
  if (known !== undefined) return known;
  const verdict = isInPrimeSubgroup(point);
  judged.set(point, verdict);
  return verdict;
}
