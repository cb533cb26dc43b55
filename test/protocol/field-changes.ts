/** How a cheater changes one field of a message: by one, to the edges, to garbage, to the value of another field. */
import { bytesEqual } from '../../src/base/bytes.ts';
import type { Random } from '../../src/base/random.ts';
import { encodeTlv, tlv, type TlvValue } from '../../src/base/tlv.ts';
import { bitLength } from '../../src/engine/crypto/integers.ts';
import { G, pointToBytes, q } from '../../src/engine/crypto/secp256k1.ts';
import { below } from './meddling.ts';
import { fieldAt, leavesOf, withFieldAt, type FieldPath } from './tlv-tree.ts';

export interface ChangedField {
  readonly path: FieldPath;
  readonly how: string;
  readonly value: TlvValue;
}

/** The smallest change of a field that may still decode. */
export function plusOne(field: TlvValue): TlvValue {
  switch (field.type) {
    case 'integer':
      return tlv.integer(field.value + 1n);
    case 'u32':
      return tlv.u32((field.value + 1) % 2 ** 32);
    case 'point':
      return tlv.point(mirrored(field.value));
    case 'scalar':
      return tlv.scalar(flipped(field.value, 15));
    case 'bytes':
      return tlv.bytes(flipped(field.value, 0));
    case 'text':
      return tlv.text(`${field.value}x`);
    case 'list':
      return tlv.list(field.value.slice(0, -1));
  }
}

/** A message with one random field changed in a random way. Nested lists are entered item by item, so that long proofs do not crowd out short fields. */
export function changeOneField(message: TlvValue, random: Random): ChangedField {
  let path: FieldPath = [];
  let field = message;
  while (field.type === 'list' && field.value.length > 0 && (path.length === 0 || below(random, 12) > 0)) {
    path = [...path, below(random, field.value.length)];
    field = fieldAt(message, path);
  }
  const variants = variantsOf(message, path, random).filter(([, value]) => !isSame(value, field));
  const [how, value] = variants[below(random, variants.length)]!;
  return { path, how, value: withFieldAt(message, path, value) };
}

function isSame(a: TlvValue, b: TlvValue): boolean {
  return bytesEqual(encodeTlv(a), encodeTlv(b));
}

function variantsOf(message: TlvValue, path: FieldPath, random: Random): [how: string, value: TlvValue][] {
  const field = fieldAt(message, path);
  const others = leavesOf(message)
    .map((other) => fieldAt(message, other))
    .filter((other) => other.type === field.type);
  const swapped = others.length > 0 ? others[below(random, others.length)]! : tlv.u32(0);
  return [['+ 1', plusOne(field)], ['swapped', swapped], ['of another type', tlv.u32(7)], ...edgesOf(field, random)];
}

function edgesOf(field: TlvValue, random: Random): [how: string, value: TlvValue][] {
  switch (field.type) {
    case 'integer': {
      const bits = bitLength(field.value < 0n ? -field.value : field.value);
      const garbage = BigInt(`0x0${Buffer.from(random(Math.ceil(bits / 8))).toString('hex')}`);
      return [
        ['= 0', tlv.integer(0n)],
        ['= 1', tlv.integer(1n)],
        ['negated', tlv.integer(-field.value)],
        ['doubled', tlv.integer(2n * field.value)],
        ['= all ones', tlv.integer((1n << BigInt(Math.ceil(bits / 8) * 8)) - 1n)],
        ['a byte too long', tlv.integer(field.value << 256n)],
        ['random', tlv.integer(garbage)],
      ];
    }
    case 'u32':
      return [
        ['= 0', tlv.u32(0)],
        ['largest', tlv.u32(2 ** 32 - 1)],
      ];
    case 'point':
      return [
        ['= G', tlv.point(pointToBytes(G))],
        ['= identity', tlv.point(Uint8Array.of(0))],
        ['random', tlv.point(random(field.value.length))],
        ['cut', tlv.point(field.value.slice(1))],
      ];
    case 'scalar':
      return [
        ['= 0', tlv.scalar(new Uint8Array(32))],
        ['= q', tlv.scalar(bytesOf(q))],
        ['= q - 1', tlv.scalar(bytesOf(q - 1n))],
        ['random', tlv.scalar(random(32))],
      ];
    case 'bytes':
      return [
        ['all zero', tlv.bytes(new Uint8Array(field.value.length))],
        ['random', tlv.bytes(random(field.value.length))],
        ['cut', tlv.bytes(field.value.slice(1))],
        ['too long', tlv.bytes(Uint8Array.of(...field.value, 0))],
      ];
    case 'text':
      return [['empty', tlv.text('')]];
    case 'list':
      return [
        ['empty', tlv.list([])],
        ['grown', tlv.list([...field.value, ...field.value.slice(-1)])],
        ['reversed', tlv.list(field.value.toReversed())],
      ];
  }
}

function bytesOf(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}

function flipped(bytes: Uint8Array, index: number): Uint8Array {
  return bytes.map((byte, i) => (i === index ? byte ^ 1 : byte));
}

/** The negated point: compressed secp256k1 has the sign in the first byte, Ed25519 in the last bit. */
function mirrored(point: Uint8Array): Uint8Array {
  if (point.length === 33) return flipped(point, 0);
  return point.map((byte, i) => (i === point.length - 1 ? byte ^ 0x80 : byte));
}
