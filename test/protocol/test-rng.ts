/** `TestRng(seed)` of the test plan, section 1: a SHAKE256 stream per party. Never available to production code. */
import { shake256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '../../src/base/bytes.ts';
import type { Random } from '../../src/base/random.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';

export function testRng(seed: string): Random {
  const hash = shake256.create({});
  hash.update(concatBytes(encodeTlv(tlv.text('mpcw/v1')), encodeTlv(tlv.text('test-rng')), encodeTlv(tlv.text(seed))));
  return (byteLength) => hash.xof(byteLength);
}
