/** The Merkle tree of RFC 9162, section 2.1, over the admitted entries. Append costs O(1) hashes on average, a proof O(log n). */
import { AppError } from '../../base/errors.ts';
import { HashColumn } from './hash-column.ts';
import { emptyRoot, leafHash, nodeHash } from './merkle-hash.ts';

/** Append-only tree that keeps the hash of every complete subtree: `levels[k]` holds those of 2^k leaves. */
export class MerkleTree {
  readonly #levels: HashColumn[] = [new HashColumn()];

  /** Number of leaves. */
  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  /** Appends a leaf for these bytes. */
  append(data: Uint8Array): void {
    this.appendLeafHash(leafHash(data));
  }

  /** Appends a leaf by its 32-byte hash. */
  appendLeafHash(hash: Uint8Array): void {
    let node = hash;
    for (let level = 0; ; level += 1) {
      const column = (this.#levels[level] ??= new HashColumn());
      column.push(node);
      if (column.length % 2 === 1) return;
      node = nodeHash(column.at(column.length - 2), node);
    }
  }

  /** 32-byte root over all leaves. */
  root(): Uint8Array {
    return this.rootOf(this.size);
  }

  /** 32-byte root over the first `size` leaves. @throws AppError `MERKLE_RANGE` beyond the tree. */
  rootOf(size: number): Uint8Array {
    this.#check(Number.isInteger(size) && size >= 0 && size <= this.size);
    return size === 0 ? emptyRoot() : this.#subtree(0, size);
  }

  /** Audit path of leaf `index` in the tree of the first `size` leaves, bottom up (RFC 9162, 2.1.3.1). @throws AppError `MERKLE_RANGE`. */
  inclusionProof(index: number, size: number = this.size): Uint8Array[] {
    this.#check(Number.isInteger(index) && Number.isInteger(size) && index >= 0 && index < size && size <= this.size);
    return this.#path(index, 0, size);
  }

  /** Proof that the first `older` leaves are a prefix of the first `newer` ones (RFC 9162, 2.1.4.1). @throws AppError `MERKLE_RANGE`. */
  consistencyProof(older: number, newer: number = this.size): Uint8Array[] {
    this.#check(
      Number.isInteger(older) && Number.isInteger(newer) && older >= 0 && older <= newer && newer <= this.size,
    );
    return older === 0 || older === newer ? [] : this.#subProof(older, 0, newer, true);
  }

  /** Root over leaves `start..end`; `start` is a multiple of the largest power of two below the width. */
  #subtree(start: number, end: number): Uint8Array {
    const width = end - start;
    const level = Math.log2(width);
    if (Number.isInteger(level)) return this.#levels[level]?.at(start / width) ?? this.#missing();
    const split = start + splitOf(width);
    return nodeHash(this.#subtree(start, split), this.#subtree(split, end));
  }

  #path(index: number, start: number, end: number): Uint8Array[] {
    if (end - start === 1) return [];
    const split = start + splitOf(end - start);
    if (index < split) return [...this.#path(index, start, split), this.#subtree(split, end)];
    return [...this.#path(index, split, end), this.#subtree(start, split)];
  }

  /** SUBPROOF of RFC 9162; `isWhole` says that the verifier knows the root over `start..older` already. */
  #subProof(older: number, start: number, end: number, isWhole: boolean): Uint8Array[] {
    if (older === end) return isWhole ? [] : [this.#subtree(start, end)];
    const split = start + splitOf(end - start);
    if (older <= split) return [...this.#subProof(older, start, split, isWhole), this.#subtree(split, end)];
    return [...this.#subProof(older, split, end, false), this.#subtree(start, split)];
  }

  #check(isInRange: boolean): void {
    if (!isInRange) {
      throw new AppError({
        code: 'MERKLE_RANGE',
        kind: 'input',
        message: `The log has ${this.size} entries; the proof asks for others.`,
      });
    }
  }

  #missing(): never {
    throw new AppError({
      code: 'MERKLE_TREE_BROKEN',
      kind: 'bug',
      message: 'The Merkle tree lacks one of its own nodes.',
    });
  }
}

/** Largest power of two smaller than `width` (at least 2). */
function splitOf(width: number): number {
  return 2 ** Math.floor(Math.log2(width - 1));
}

export { verifyConsistency, verifyInclusion } from './merkle-verify.ts';
