/** What is too slow for every run: all five proofs of the auxiliary and the error rounds at 3072 bits, and the long version of an attack. */
import { describe, expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { inverse, mod } from '../../src/engine/crypto/integers.ts';
import { encrypt } from '../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { makeRingPedersen } from '../../src/engine/crypto/ring-pedersen.ts';
import { randomBelow, randomScalar, randomSymmetric, randomUnit } from '../../src/engine/crypto/sampling.ts';
import { G, multiplyPublic } from '../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { affGStarCodec, proveAffGStar, verifyAffGStar } from '../../src/engine/zk/aff-g-star.ts';
import { boundOfY, decCodec, proveDec, verifyDec } from '../../src/engine/zk/dec.ts';
import { facCodec, proveFac, verifyFac } from '../../src/engine/zk/fac.ts';
import { modCodec, proveMod, verifyMod } from '../../src/engine/zk/mod.ts';
import { prmCodec, provePrm, verifyPrm } from '../../src/engine/zk/prm.ts';
import type { ProofContext } from '../../src/engine/zk/proof-context.ts';
import { testRng } from '../protocol/test-rng.ts';
import { fixturePaillier, fixturePrimes } from '../unit/engine/zk/fixture-keys.ts';
import { answerPrm } from '../unit/engine/zk/forged-aux.ts';

const random = testRng('full/zk');
const secret = (v: bigint): SecretInteger => SecretInteger.of(v);
const context = (label: string): ProofContext => ({
  sid: random(32),
  prover: random(32),
  label,
  extra: new Uint8Array(),
});
const accepted = { ok: true };

describe('P128', () => {
  const profile = profileOf('P128');
  const [key, peer] = [fixturePaillier(0, 'P128'), fixturePaillier(1, 'P128')];
  const { N, NN } = key.publicKey;
  const owner = makeRingPedersen(fixturePrimes('ringPedersen', 0, 'P128'), random);
  const RP = owner.parameters;
  const ctx = context('aux');

  it('prm, mod and fac survive the wire at 3072 bits', () => {
    const prm = decodeWith(prmCodec(profile), encodeWith(prmCodec(profile), provePrm(ctx, owner, profile, random)));
    expect(verifyPrm(ctx, RP, prm, profile)).toEqual(accepted);
    const blum = decodeWith(modCodec(profile), encodeWith(modCodec(profile), proveMod(ctx, key, profile, random)));
    expect(verifyMod(ctx, { N }, blum, profile)).toEqual(accepted);
    const fac = decodeWith(facCodec(profile), encodeWith(facCodec(profile), proveFac(ctx, { N, RP }, key, random)));
    expect(verifyFac(ctx, { N, RP }, fac)).toEqual(accepted);
    expect(verifyFac(ctx, { N, RP }, fac, { ringPedersen: owner })).toEqual(accepted);
  });

  it.each([2, 64])('dec survives the wire at 3072 bits with %i signers and y at its bound', (size) => {
    const x = randomScalar(random);
    const y = -(1n << boundOfY(size));
    const K = encrypt(key.publicKey, secret(randomScalar(random)), secret(randomUnit(random, N)));
    const rho = randomUnit(random, N);
    const D = (encrypt(key.publicKey, secret(y), secret(rho)) * key.power(K, -x)) % NN;
    const H = multiplyPublic(G, randomScalar(random));
    const statement = { N0: N, K, D, X: multiplyPublic(G, x), Sp: multiplyPublic(H, y), H, size };
    const proof = proveDec(ctx, statement, { x: secret(x), y: secret(y), rho: secret(rho), key }, random);
    const received = decodeWith(decCodec(profile), encodeWith(decCodec(profile), proof));
    expect(verifyDec(ctx, statement, received)).toEqual(accepted);
  });

  it('aff-g* survives the wire at 3072 bits, with the keys and without', () => {
    const { N: N0, NN: NN0 } = peer.publicKey;
    const [x, y] = [randomScalar(random), randomSymmetric(random, 1n << 1280n)];
    const [rho, rhoY] = [randomUnit(random, N0), randomUnit(random, N)];
    const C = encrypt(peer.publicKey, secret(randomScalar(random)), secret(randomUnit(random, N0)));
    const statement = {
      N0,
      N1: N,
      C,
      D: (peer.power(C, x) * encrypt(peer.publicKey, secret(y), secret(rho))) % NN0,
      Y: encrypt(key.publicKey, secret(y), secret(rhoY)),
      X: multiplyPublic(G, x),
    };
    const witness = { x: secret(x), y: secret(y), rho: secret(rho), rhoY: secret(rhoY), key };
    const proof = proveAffGStar(ctx, statement, witness, random);
    const received = decodeWith(affGStarCodec(profile), encodeWith(affGStarCodec(profile), proof));
    for (const own of [undefined, { paillier: peer }, { paillier: key }]) {
      expect(verifyAffGStar(ctx, statement, received, own)).toEqual(accepted);
    }
  });
});

it('TSSHOCK c-split: s = t^lambda * u with u of order 2 is refused in 100 of 100 sessions', () => {
  const primes = fixturePrimes('ringPedersen', 2);
  const owner = makeRingPedersen(primes, random);
  const { Nh, s, t } = owner.parameters;
  const { p, q } = primes;
  const phi = (p - 1n) * (q - 1n);
  const lambda = owner.lambda?.use((value) => value) ?? 0n;
  const masks = Array.from({ length: 128 }, () => randomBelow(random, phi));
  const A = masks.map((a) => owner.power(t, a));
  const u = mod(1n + p * mod(-2n * inverse(p, q), q), Nh);
  const outside = { Nh, s: (s * u) % Nh, t };
  for (let n = 0; n < 100; n += 1) {
    const ctx = context('aux');
    const forged = answerPrm(ctx, outside, A, (e, i) => mod((masks[i] ?? 0n) + BigInt(e) * lambda, phi));
    expect(verifyPrm(ctx, outside, forged, profileOf('TEST'))).toEqual({ ok: false, code: 'prm.4' });
  }
});
