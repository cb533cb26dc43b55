import { describe, expect, it } from 'vitest';
import { bytesFromHex } from '../../../../../src/base/bytes.ts';
import { suiteOf } from '../../../../../src/engine/mpc/frost/suite.ts';
import { verifyBip340 } from '../../../../protocol/bip340-verifier.ts';
import vectors from '../../../../vectors/bip340.json' with { type: 'json' };

describe('BIP-340', () => {
  it.each(vectors.cases)('vector $index: $valid', ({ publicKey, message, signature, valid }) => {
    const [key, text, sig] = [publicKey, message, signature].map((hex) => bytesFromHex(hex)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    expect(suiteOf('bip340').verify(sig, text, key)).toBe(valid);
    expect(verifyBip340(key, text, sig)).toBe(valid);
  });

  it('answers malformed input with no', () => {
    expect(suiteOf('bip340').verify(new Uint8Array(63), new Uint8Array(32), new Uint8Array(32))).toBe(false);
    expect(suiteOf('ed25519').verify(new Uint8Array(64), new Uint8Array(32), new Uint8Array(31))).toBe(false);
  });
});
