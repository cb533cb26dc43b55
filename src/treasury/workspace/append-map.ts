/**
 * A persistent map for state that only grows: `with` returns a new map that shares all but one path with the old one, so every
 * version of the workspace state stays valid and a log of 100,000 entries folds without copying. Iterates in order of insertion.
 *
 * Two 16-way tries: hash of the key -> slots, and slot -> entry. Fields are TypeScript-private rather than #private so that
 * structural comparison (tests) sees the contents.
 */

type Node<V> = Leaf<V> | Branch<V> | undefined;
type Branch<V> = readonly Node<V>[];
interface Leaf<V> {
  readonly at: number;
  readonly value: V;
}

const BITS = 4;
const MASK = 15;

export class AppendMap<V> implements ReadonlyMap<string, V> {
  readonly size: number;
  private readonly slots: Node<readonly (readonly [string, number])[]>;
  private readonly items: Node<readonly [string, V]>;

  private constructor(
    size: number,
    slots: Node<readonly (readonly [string, number])[]>,
    items: Node<readonly [string, V]>,
  ) {
    this.size = size;
    this.slots = slots;
    this.items = items;
  }

  /** A map with these entries, in their order. */
  static of<V>(entries: Iterable<readonly [string, V]> = []): AppendMap<V> {
    let map = new AppendMap<V>(0, undefined, undefined);
    for (const [key, value] of entries) map = map.with(key, value);
    return map;
  }

  /** A map in which `key` has this value; this map stays as it is. */
  with(key: string, value: V): AppendMap<V> {
    const slot = this.slotOf(key);
    if (slot !== undefined) return new AppendMap(this.size, this.slots, insert(this.items, slot, [key, value], 0));
    const hash = hashOf(key);
    const bucket = [...(find(this.slots, hash) ?? []), [key, this.size] as const];
    return new AppendMap(
      this.size + 1,
      insert(this.slots, hash, bucket, 0),
      insert(this.items, this.size, [key, value], 0),
    );
  }

  get(key: string): V | undefined {
    const slot = this.slotOf(key);
    return slot === undefined ? undefined : find(this.items, slot)?.[1];
  }

  has(key: string): boolean {
    return this.slotOf(key) !== undefined;
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  *entries(): Generator<[string, V], undefined, unknown> {
    for (let slot = 0; slot < this.size; slot += 1) {
      const item = find(this.items, slot);
      if (item !== undefined) yield [item[0], item[1]];
    }
    return undefined;
  }

  *keys(): Generator<string, undefined, unknown> {
    for (const [key] of this.entries()) yield key;
    return undefined;
  }

  *values(): Generator<V, undefined, unknown> {
    for (const [, value] of this.entries()) yield value;
    return undefined;
  }

  [Symbol.iterator](): Generator<[string, V], undefined, unknown> {
    return this.entries();
  }

  private slotOf(key: string): number | undefined {
    return find(this.slots, hashOf(key))?.find(([candidate]) => candidate === key)?.[1];
  }
}

function find<V>(root: Node<V>, at: number): V | undefined {
  let node = root;
  for (let shift = 0; isBranch(node); shift += BITS) node = node[(at >>> shift) & MASK];
  return node?.at === at ? node.value : undefined;
}

function insert<V>(node: Node<V>, at: number, value: V, shift: number): Node<V> {
  if (node === undefined || (!isBranch(node) && node.at === at)) return { at, value };
  const branch: Node<V>[] = isBranch(node) ? [...node] : new Array<Node<V>>(MASK + 1).fill(undefined);
  if (!isBranch(node)) branch[(node.at >>> shift) & MASK] = node;
  const position = (at >>> shift) & MASK;
  branch[position] = insert(branch[position], at, value, shift + BITS);
  return branch;
}

function isBranch<V>(node: Node<V>): node is Branch<V> {
  return Array.isArray(node);
}

/** FNV-1a, 32 bits. Only spreads keys; equal hashes share a bucket. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
