import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex } from '../../../../src/base/bytes.ts';
import { decodeWith, encodeWith } from '../../../../src/base/tlv-decode.ts';
import { randomScalar, randomSymmetric } from '../../../../src/engine/crypto/sampling.ts';
import {
  combinePublic,
  G,
  IDENTITY,
  multiplyBaseSecret,
  multiplyPublic,
  multiplySecret,
  multiplySecretEach,
  pointCodec,
  pointFromBytes,
  pointToBytes,
  q,
  scalarCodec,
  sumPoints,
} from '../../../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { integerToBytes } from '../../../../src/engine/crypto/integers.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { codeFrom } from './codes.ts';

const random = testRng('curve');

describe('secp256k1', () => {
  it('multiplies alike for secret and public scalars, reduced mod q, signed', () => {
    for (let i = 0; i < 50; i += 1) {
      const point = multiplyPublic(G, randomScalar(random));
      const k = randomSymmetric(random, 1n << 1800n);
      const expected = multiplyPublic(point, k);
      expect(multiplySecret(point, SecretInteger.of(k)).equals(expected)).toBe(true);
      expect(multiplyBaseSecret(SecretInteger.of(k)).equals(multiplyPublic(G, k))).toBe(true);
      expect(
        combinePublic([
          [point, k],
          [G, 5n],
          [G, -5n],
        ]).equals(expected),
      ).toBe(true);
      expect(sumPoints([point, multiplyPublic(point, -1n)]).is0()).toBe(true);
    }
  });

  it('gives the identity for multiples of q and of the identity', () => {
    for (const k of [0n, q, -q, 5n * q]) {
      expect(multiplyBaseSecret(SecretInteger.of(k)).is0()).toBe(true);
      expect(multiplyPublic(G, k).is0()).toBe(true);
      expect(combinePublic([[G, k]]).is0()).toBe(true);
    }
    expect(multiplySecret(IDENTITY, SecretInteger.of(5n)).is0()).toBe(true);
    expect(multiplyPublic(IDENTITY, 5n).is0()).toBe(true);
    expect(sumPoints([]).is0()).toBe(true);
    expect(combinePublic([]).is0()).toBe(true);
  });

  it('multiplies one point by several secrets as by each', () => {
    const point = multiplyPublic(G, randomScalar(random));
    const scalars = [0n, 1n, 2n, q - 1n, q, -1n, randomScalar(random), randomSymmetric(random, 1n << 700n)];
    const secrets = scalars.map((scalar) => SecretInteger.of(scalar));
    for (const base of [point, point.add(G), G, IDENTITY]) {
      const multiples = multiplySecretEach(base, secrets);
      expect(multiples.map((each, i) => each.equals(multiplyPublic(base, scalars[i]!)))).toEqual(
        scalars.map(() => true),
      );
    }
    expect(multiplySecretEach(point, [])).toEqual([]);
  });

  it('low-order, torsion: decodes compressed points of the curve only, never an uncompressed one or one off the curve', () => {
    const bytes = pointToBytes(G);
    expect(pointFromBytes(bytes).equals(G)).toBe(true);
    expect(bytesToHex(pointToBytes(IDENTITY))).toBe('00');
    const uncompressed = G.toBytes(false);
    const bad = ['00', '', `04${bytesToHex(bytes).slice(2)}`, `02${'ff'.repeat(32)}`, `02${'00'.repeat(31)}05`];
    for (const encoding of [uncompressed, uncompressed.slice(0, 33), ...bad.map((hex) => bytesFromHex(hex))]) {
      expect(codeFrom(() => pointFromBytes(encoding))).toBe('decode');
    }
  });

  it('round-trips through TLV and refuses the identity and scalars that are not below q', () => {
    const P = multiplyPublic(G, 7n);
    expect(decodeWith(pointCodec, encodeWith(pointCodec, P)).equals(P)).toBe(true);
    expect(codeFrom(() => decodeWith(pointCodec, encodeWith(pointCodec, IDENTITY)))).toBe('decode');
    for (const k of [0n, 1n, q - 1n]) expect(decodeWith(scalarCodec, encodeWith(scalarCodec, k))).toBe(k);
    for (const k of [q, q + 1n, (1n << 256n) - 1n]) {
      const encoded = Uint8Array.of(6, 0, 0, 0, 32, ...integerToBytes(k, 32));
      expect(codeFrom(() => decodeWith(scalarCodec, encoded))).toBe('decode');
    }
    expect(() => encodeWith(scalarCodec, -1n)).toThrow(RangeError);
  });
});
