import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { MerkleTree, verifyConsistency, verifyInclusion } from '../../../../src/treasury/log/merkle.ts';
import { leafHash } from '../../../../src/treasury/log/merkle-hash.ts';

/** RFC 6962, section 2.1, word for word and with another SHA-256: the oracle. */
const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
const largestPowerBelow = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), only);
  const k = largestPowerBelow(leaves.length);
  return sha256(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}
function naivePath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = largestPowerBelow(leaves.length);
  if (m < k) return [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))];
  return [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}
function naiveSubProof(m: number, leaves: readonly Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (m === leaves.length) return isWhole ? [] : [naiveRoot(leaves)];
  const k = largestPowerBelow(leaves.length);
  if (m <= k) return [...naiveSubProof(m, leaves.slice(0, k), isWhole), naiveRoot(leaves.slice(k))];
  return [...naiveSubProof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

const SIZES = Array.from({ length: 65 }, (_, size) => size);
const leaves = SIZES.map((i) => new TextEncoder().encode(`entry ${i}`));
const tree = new MerkleTree();
for (const leaf of leaves) tree.append(leaf);

const flipped = (bytes: Uint8Array, bit: number) =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

describe('Merkle tree', () => {
  it('has the roots of RFC 6962 test vectors', () => {
    // The tree of the Certificate Transparency reference implementation: eight leaves, root of each size.
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const known = new MerkleTree();
    inputs.forEach((input, i) => {
      known.append(new Uint8Array(Buffer.from(input, 'hex')));
      expect(bytesToHex(known.root())).toBe(roots[i]);
    });
    expect(bytesToHex(new MerkleTree().root())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('agrees with the naive tree on every root up to 64 leaves', () => {
    for (const size of SIZES) expect(tree.rootOf(size)).toEqual(naiveRoot(leaves.slice(0, size)));
  });

  it('gives for every leaf of every size the proof of the naive tree, and verifies it', () => {
    for (const size of SIZES) {
      const root = tree.rootOf(size);
      for (let index = 0; index < size; index += 1) {
        const proof = tree.inclusionProof(index, size);
        expect(proof).toEqual(naivePath(index, leaves.slice(0, size)));
        expect(verifyInclusion({ index, size, root, proof, leafHash: leafHash(leaves[index]!) })).toBe(true);
      }
    }
  });

  it('gives for every pair of sizes the proof of the naive tree, and verifies it', () => {
    for (const newer of SIZES) {
      for (let older = 1; older <= newer; older += 1) {
        const proof = tree.consistencyProof(older, newer);
        expect(proof).toEqual(naiveSubProof(older, leaves.slice(0, newer), true));
        const claim = {
          olderSize: older,
          olderRoot: tree.rootOf(older),
          newerSize: newer,
          newerRoot: tree.rootOf(newer),
          proof,
        };
        expect(verifyConsistency(claim)).toBe(true);
      }
    }
  });

  it('detects a changed leaf, root, index, size or proof of inclusion, at every position', () => {
    for (const size of [1, 2, 3, 7, 8, 13, 32, 33]) {
      for (let index = 0; index < size; index += 1) {
        const claim = {
          index,
          size,
          root: tree.rootOf(size),
          proof: tree.inclusionProof(index, size),
          leafHash: leafHash(leaves[index]!),
        };
        const bad = [
          { ...claim, leafHash: flipped(claim.leafHash, (index * 7) % 256) },
          { ...claim, root: flipped(claim.root, (index * 11) % 256) },
          { ...claim, proof: [...claim.proof, claim.root] },
          ...claim.proof.map((_, i) => ({ ...claim, proof: claim.proof.toSpliced(i, 1) })),
          ...claim.proof.map((hash, i) => ({ ...claim, proof: claim.proof.with(i, flipped(hash, (i * 13) % 256)) })),
          ...SIZES.filter((other) => other !== index && other < size).map((other) => ({ ...claim, index: other })),
          ...SIZES.filter((other) => other !== size && !hasSamePath(index, size, other)).map((other) => ({
            ...claim,
            size: other,
          })),
        ];
        expect(bad.filter(verifyInclusion)).toEqual([]);
      }
    }
  });

  it('detects a changed root, size or proof of consistency, at every position', () => {
    for (const newer of [2, 3, 7, 8, 13, 32, 33]) {
      for (let older = 1; older < newer; older += 1) {
        const proof = tree.consistencyProof(older, newer);
        const claim = {
          olderSize: older,
          olderRoot: tree.rootOf(older),
          newerSize: newer,
          newerRoot: tree.rootOf(newer),
          proof,
        };
        const bad = [
          { ...claim, olderRoot: flipped(claim.olderRoot, (older * 3) % 256) },
          { ...claim, newerRoot: flipped(claim.newerRoot, (older * 5) % 256) },
          { ...claim, newerRoot: claim.olderRoot },
          { ...claim, proof: [] },
          { ...claim, proof: [...proof, claim.newerRoot] },
          ...proof.map((_, i) => ({ ...claim, proof: proof.toSpliced(i, 1) })),
          ...proof.map((hash, i) => ({ ...claim, proof: proof.with(i, flipped(hash, (i * 17) % 256)) })),
        ];
        expect(bad.filter(verifyConsistency)).toEqual([]);
      }
    }
  });

  it('detects an entry changed at any position before the older checkpoint', () => {
    const older = 21;
    const newer = 50;
    for (let position = 0; position < newer; position += 1) {
      const other = new MerkleTree();
      leaves.slice(0, newer).forEach((leaf, i) => other.append(i === position ? flipped(leaf, 0) : leaf));
      const claim = { olderSize: older, olderRoot: tree.rootOf(older), newerSize: newer, newerRoot: other.root() };
      expect(verifyConsistency({ ...claim, proof: other.consistencyProof(older, newer) })).toBe(position >= older);
    }
  });

  it('refuses positions that no tree has', () => {
    const claim = { index: 0, size: 1, root: tree.rootOf(1), proof: [], leafHash: leafHash(leaves[0]!) };
    const wrong = [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY];
    expect(wrong.filter((index) => verifyInclusion({ ...claim, index }))).toEqual([]);
    expect(wrong.filter((size) => verifyInclusion({ ...claim, size }))).toEqual([]);
    const sizes = { olderSize: 1, olderRoot: claim.root, newerSize: 1, newerRoot: claim.root, proof: [] };
    expect(wrong.filter((olderSize) => verifyConsistency({ ...sizes, olderSize }))).toEqual([]);
    expect(wrong.filter((newerSize) => verifyConsistency({ ...sizes, newerSize }))).toEqual([]);
  });

  it('refuses proofs that are not lists of hashes, or have no end', () => {
    const claim = { index: 0, size: 2, root: tree.rootOf(2), leafHash: leafHash(leaves[0]!) };
    expect(verifyInclusion({ ...claim, proof: [new Uint8Array(31)] })).toBe(false);
    expect(verifyInclusion({ ...claim, proof: Array.from({ length: 129 }, () => claim.root) })).toBe(false);
  });

  it.each([
    ['a leaf beyond the size', () => tree.inclusionProof(5, 5)],
    ['a negative leaf', () => tree.inclusionProof(-1, 5)],
    ['a size beyond the tree', () => tree.inclusionProof(0, 66)],
    ['a root beyond the tree', () => tree.rootOf(66)],
    ['a negative size', () => tree.rootOf(-1)],
    ['an older size beyond the newer', () => tree.consistencyProof(6, 5)],
    ['half a size', () => tree.consistencyProof(0.5, 5)],
  ])('does not prove %s', (_, run) => {
    expect(run).toThrow(expect.objectContaining({ code: 'MERKLE_RANGE' }));
  });
});

/** Two sizes may share the shape of one leaf's path; then, with the same root, both claims are the same statement. */
function hasSamePath(index: number, size: number, other: number): boolean {
  const shape = (n: number): string => {
    const walk = (m: number, k: number): string => {
      if (k === 1) return '';
      const split = largestPowerBelow(k);
      return m < split ? `${walk(m, split)}L` : `${walk(m - split, k - split)}R`;
    };
    return index < n ? walk(index, n) : 'none';
  };
  return shape(size) === shape(other);
}
