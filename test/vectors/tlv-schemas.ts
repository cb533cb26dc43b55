/** Schema names of `tlv.json`. Points and scalars are those of secp256k1. */
import {
  bytesCodec,
  integerCodec,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
  type TlvCodec,
} from '../../src/base/tlv-decode.ts';
import { secp256k1Group } from '../../src/engine/mpc/frost/group.ts';

export const SCHEMAS: Record<string, TlvCodec<unknown>> = {
  'int:4': integerCodec(4),
  'sint:4': integerCodec(4, true),
  point: secp256k1Group.pointCodec,
  scalar: secp256k1Group.scalarCodec,
  u32: u32Codec,
  b32: bytesCodec({ exact: 32 }),
  bytes: bytesCodec({ max: 1024 }),
  text: textCodec(1024),
  'list2:u32': listCodec(u32Codec, { min: 2, max: 2 }),
  'struct(u32,int:4)': structCodec<{ a: number; b: bigint }>({ a: u32Codec, b: integerCodec(4) }),
};
