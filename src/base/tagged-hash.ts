/** The transcript hash of the protocol specification, section 6: tagged, unambiguous, extendable output. */
import { shake256 } from '@noble/hashes/sha3.js';
import { concatBytes } from './bytes.ts';
import { encodeTlv, tlv, type TlvValue } from './tlv.ts';

const PREFIX = encodeTlv(tlv.text('mpcw/v1'));

/** An extendable output stream: each call returns the next `byteLength` bytes. */
export type HashStream = (byteLength: number) => Uint8Array;

/** `TR(tag, f1..fk)`: the SHAKE256 stream over the prefix, the tag and the list of fields. */
export function taggedStream(tag: string, ...fields: readonly TlvValue[]): HashStream {
  const hash = shake256.create({});
  hash.update(concatBytes(PREFIX, encodeTlv(tlv.text(tag)), encodeTlv(tlv.list(fields))));
  return (byteLength) => hash.xof(byteLength);
}

/** `H(tag, f1..fk)`: the first 32 bytes of `TR`. Every tag names one purpose; tags of the treasury start with `treasury/`. */
export function taggedHash(tag: string, ...fields: readonly TlvValue[]): Uint8Array {
  return taggedStream(tag, ...fields)(32);
}
