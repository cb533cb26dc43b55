/** Any TLV value as a tree, read without a schema: where its fields are, and the same value with one of them changed. */
import type { TlvValue } from '../../src/base/tlv.ts';

/** Places in nested lists, from the outside in; empty for the value itself. */
export type FieldPath = readonly number[];

/** Reads one whole value that an honest party has encoded. */
export function parseTlv(bytes: Uint8Array): TlvValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const next = (): TlvValue => {
    const type = bytes[at];
    const length = view.getUint32(at + 1);
    at += 5;
    if (type === 5) return { type: 'list', value: Array.from({ length }, next) };
    const content = bytes.slice(at, at + length);
    at += length;
    return leafOf(type, content);
  };
  const value = next();
  if (at !== bytes.length) throw new Error('bytes follow the value');
  return value;
}

function leafOf(type: number | undefined, content: Uint8Array): TlvValue {
  switch (type) {
    case 1:
      return { type: 'bytes', value: content };
    case 2:
      return { type: 'text', value: new TextDecoder().decode(content) };
    case 3: {
      const magnitude = BigInt(`0x0${Buffer.from(content.subarray(1)).toString('hex')}`);
      return { type: 'integer', value: content[0] === 1 ? -magnitude : magnitude };
    }
    case 4:
      return { type: 'point', value: content };
    case 6:
      return { type: 'scalar', value: content };
    case 7:
      return { type: 'u32', value: new DataView(content.buffer).getUint32(0) };
    default:
      throw new Error(`no such type: ${type}`);
  }
}

/** The paths of all values that are not lists, in order. */
export function leavesOf(value: TlvValue, path: FieldPath = []): FieldPath[] {
  if (value.type !== 'list') return [path];
  return value.value.flatMap((item, i) => leavesOf(item, [...path, i]));
}

export function fieldAt(value: TlvValue, path: FieldPath): TlvValue {
  return path.reduce((inner, i) => {
    const item = inner.type === 'list' ? inner.value[i] : undefined;
    if (item === undefined) throw new Error(`no field at ${path.join('.')}`);
    return item;
  }, value);
}

export function withFieldAt(value: TlvValue, path: FieldPath, field: TlvValue): TlvValue {
  const [first, ...rest] = path;
  if (first === undefined) return field;
  if (value.type !== 'list') throw new Error(`no field at ${path.join('.')}`);
  return {
    type: 'list',
    value: value.value.map((item, i) => (i === first ? withFieldAt(item, rest, field) : item)),
  };
}
