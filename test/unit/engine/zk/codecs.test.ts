/** Decoders of proofs: one canonical encoding, `decode` for everything else, never another error. */
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { codeOf } from '../../../../src/base/errors.ts';
import { decodeWith, encodeWith, type TlvCodec } from '../../../../src/base/tlv-decode.ts';
import { profileOf } from '../../../../src/engine/crypto/parameters.ts';
import { affGCodec } from '../../../../src/engine/zk/aff-g.ts';
import { elogCodec } from '../../../../src/engine/zk/elog.ts';
import { encElgCodec } from '../../../../src/engine/zk/enc-elg.ts';
import { schCodec } from '../../../../src/engine/zk/sch.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import affG from '../../../vectors/zk-aff-g.json' with { type: 'json' };
import elog from '../../../vectors/zk-elog.json' with { type: 'json' };
import encElg from '../../../vectors/zk-enc-elg.json' with { type: 'json' };
import sch from '../../../vectors/zk-sch.json' with { type: 'json' };

const profile = profileOf('TEST');
const bytesOf = (file: { cases: { proof?: string }[] }): Uint8Array =>
  Uint8Array.from(Buffer.from(file.cases[0]?.proof ?? '', 'hex'));

const codecs: readonly [string, TlvCodec<unknown>, Uint8Array][] = [
  ['sch', schCodec, bytesOf(sch)],
  ['elog', elogCodec, bytesOf(elog)],
  ['enc-elg', encElgCodec(profile), bytesOf(encElg)],
  ['aff-g', affGCodec(profile), bytesOf(affG)],
];

function answer(codec: TlvCodec<unknown>, bytes: Uint8Array): unknown {
  try {
    return decodeWith(codec, bytes);
  } catch (error) {
    return codeOf(error) ?? error;
  }
}

describe.each(codecs)('the codec of %s', (_, codec, bytes) => {
  it('reads and writes the same bytes', () => {
    expect(bytesToHex(encodeWith(codec, decodeWith(codec, bytes)))).toBe(bytesToHex(bytes));
  });

  it('refuses every strict prefix and a trailing byte', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(answer(codec, bytes.subarray(0, length))).toBe('decode');
    }
    expect(answer(codec, Uint8Array.of(...bytes, 0))).toBe('decode');
  });

  it('answers damaged and random bytes with a value or `decode`, and a value only to its one encoding', () => {
    const random = testRng('codecs');
    const wrong: string[] = [];
    for (let i = 0; i < 500; i += 1) {
      const [position, value, length] = random(6);
      const damaged = bytes.slice();
      damaged[((position ?? 0) * 256 + i) % bytes.length] = value ?? 0;
      for (const input of [damaged, random(1 + (length ?? 0))]) {
        const read = answer(codec, input);
        if (read !== 'decode' && bytesToHex(encodeWith(codec, read)) !== bytesToHex(input))
          wrong.push(bytesToHex(input));
      }
    }
    expect(wrong).toEqual([]);
  });
});
