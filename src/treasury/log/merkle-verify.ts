/** Verification of Merkle proofs without the tree, by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2. */
import { bytesEqual } from '../../base/bytes.ts';
import { nodeHash } from './merkle-hash.ts';

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  /** 32 bytes. */
  readonly leafHash: Uint8Array;
  /** 32 bytes. */
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether the proof shows that the leaf stands at `index` of the tree with this size and root. Never throws. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  if (!isPosition(claim.index) || !isPosition(claim.size) || claim.index >= claim.size || !areHashes(claim.proof))
    return false;
  let fn = claim.index;
  let sn = claim.size - 1;
  let hash = claim.leafHash;
  for (const sibling of claim.proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && bytesEqual(hash, claim.root);
}

export interface ConsistencyClaim {
  readonly olderSize: number;
  readonly olderRoot: Uint8Array;
  readonly newerSize: number;
  readonly newerRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether the proof shows that the older tree is a prefix of the newer one. Never throws. Every tree extends the empty one, so
 * that an older size of 0 needs an empty proof only; its root must still be that of the empty tree, which the caller checks.
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { olderSize, newerSize, proof } = claim;
  if (!isPosition(olderSize) || !isPosition(newerSize) || olderSize > newerSize || !areHashes(proof)) return false;
  if (olderSize === newerSize) return proof.length === 0 && bytesEqual(claim.olderRoot, claim.newerRoot);
  if (olderSize === 0) return proof.length === 0;
  const path = Number.isInteger(Math.log2(olderSize)) ? [claim.olderRoot, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined || path.length === 0) return false;
  return foldConsistency(claim, first, path);
}

function foldConsistency(claim: ConsistencyClaim, first: Uint8Array, path: readonly Uint8Array[]): boolean {
  let fn = claim.olderSize - 1;
  let sn = claim.newerSize - 1;
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let older = first;
  let newer = first;
  for (const hash of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      older = nodeHash(hash, older);
      newer = nodeHash(hash, newer);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      newer = nodeHash(newer, hash);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && bytesEqual(older, claim.olderRoot) && bytesEqual(newer, claim.newerRoot);
}

/** Positions may exceed 32 bits, where shifts would wrap. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function isPosition(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(proof: readonly Uint8Array[]): boolean {
  return proof.length <= 128 && proof.every((hash) => hash.length === 32);
}
