import { describe, expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../../../src/base/tlv-decode.ts';
import { inverse, isqrt, mod } from '../../../../src/engine/crypto/integers.ts';
import { powPublic } from '../../../../src/engine/crypto/modpow.ts';
import { profileOf } from '../../../../src/engine/crypto/parameters.ts';
import { makeRingPedersen } from '../../../../src/engine/crypto/ring-pedersen.ts';
import { facCodec, proveFac, verifyFac, type FacProof, type FacStatement } from '../../../../src/engine/zk/fac.ts';
import type { ProofContext } from '../../../../src/engine/zk/proof-context.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { fixturePaillier, fixturePrimes, fixtureRingPedersen } from './fixture-keys.ts';
import { facChallenge, forgeFac } from './forged-aux.ts';
import { codeText, tamperMatrix } from './tamper.ts';

const codec = facCodec(profileOf('TEST'));
const random = testRng('fac');
const key = fixturePaillier(0);
const { p, q } = fixturePrimes('paillier', 0);
const { N } = key.publicKey;
const rpPrimes = fixturePrimes('ringPedersen', 0);
const owner = makeRingPedersen(rpPrimes, random);
const RP = owner.parameters;
const { Nh, t } = RP;
const lambda = owner.lambda?.use((value) => value) ?? 0n;
/** Order of t: squares modulo the product of two safe primes. */
const order = ((rpPrimes.p - 1n) / 2n) * ((rpPrimes.q - 1n) / 2n);
const statement: FacStatement = { N, RP };
const ctx: ProofContext = { sid: random(32), prover: random(32), label: 'aux', extra: random(64) };
const B = isqrt(N) << 768n;

const { proof, e, nu } = forgeFac(ctx, statement, { p, q }, random);
const verdict = (of: FacProof, about = statement, within = ctx): string => codeText(verifyFac(within, about, of));
const changed = (change: Partial<FacProof>): string => verdict({ ...proof, ...change });

/** With the trapdoor any z1 or z2 has fitting other responses: commitments bind only those who do not know the order. */
function withZ1(z1: bigint): FacProof {
  const shift = proof.z1 - z1;
  const v = proof.v + mod((lambda * q + nu) * shift, order);
  return { ...proof, z1, w1: proof.w1 + mod(lambda * shift, order), v };
}
function withZ2(z2: bigint): FacProof {
  return { ...proof, z2, w2: proof.w2 + mod(lambda * (proof.z2 - z2), order) };
}

describe('Pi-fac', () => {
  it('verifies what our prover and a prover written from the text make; the owner of the parameters says the same', () => {
    const own = decodeWith(codec, encodeWith(codec, proveFac(ctx, statement, key, random)));
    const withoutLambda = fixtureRingPedersen(0);
    expect(verdict(own)).toBe('ok');
    expect(verdict(proof)).toBe('ok');
    for (const ringPedersen of [owner, withoutLambda]) {
      expect(codeText(verifyFac(ctx, statement, own, { ringPedersen }))).toBe('ok');
      expect(codeText(verifyFac(ctx, statement, { ...own, v: own.v + 1n }, { ringPedersen }))).toBe('fac.5');
      expect(codeText(verifyFac(ctx, statement, { ...own, w2: own.w2 + 1n }, { ringPedersen }))).toBe('fac.4');
    }
  });

  it('does not leave the prover when the key is not that of the statement', () => {
    expect(() => proveFac(ctx, statement, fixturePaillier(1), random)).toThrow(
      expect.objectContaining({ code: 'LOCAL_BUG' }),
    );
  });

  it.each(['P', 'Q', 'A', 'Bc', 'T'] as const)('fac.1: %s is not a unit below Nh', (field) => {
    for (const value of [0n, rpPrimes.p, Nh, proof[field] + Nh, -proof[field]]) {
      expect(changed({ [field]: value })).toBe('fac.1');
    }
  });

  it('fac.2: z1 and z2 end at ±2^(ell+eps)*isqrt(N), all equations holding', () => {
    for (const withZ of [withZ1, withZ2]) {
      for (const z of [B, -B]) expect(verdict(withZ(z))).toBe('ok');
      for (const z of [B + 1n, -B - 1n]) expect(verdict(withZ(z))).toBe('fac.2');
    }
  });

  it('fac.3: w1, w2 and v end below their size limits, all equations holding', () => {
    const limits = { w1: Nh << 770n, w2: Nh << 770n, v: (N * Nh) << 770n };
    for (const field of ['w1', 'w2', 'v'] as const) {
      const limit = limits[field];
      const largest = proof[field] + ((limit - 1n - proof[field]) / order) * order;
      expect(changed({ [field]: largest })).toBe('ok');
      expect(changed({ [field]: largest + order })).toBe('fac.3');
      expect(changed({ [field]: limit })).toBe('fac.3');
      expect(changed({ [field]: -limit })).toBe('fac.3');
    }
  });

  it('fac.4 for each of the two openings', () => {
    expect(changed({ w1: proof.w1 + 1n })).toBe('fac.4');
    expect(changed({ w2: proof.w2 + 1n })).toBe('fac.4');
    expect(changed({ z1: -proof.z1 })).toBe('fac.4');
  });

  it('fac.5: p and q are not the factors of N', () => {
    const { p: otherP, q: otherQ } = fixturePrimes('paillier', 1);
    expect(verdict(forgeFac(ctx, statement, { p: otherP, q: otherQ }, random).proof)).toBe('fac.5');
    expect(verdict(forgeFac(ctx, statement, { p, q: -q }, random).proof)).toBe('fac.5');
    expect(changed({ v: proof.v + 1n })).toBe('fac.5');
  });

  it('a trivial factorisation is out of range', () => {
    expect(verdict(forgeFac(ctx, statement, { p: 1n, q: N }, random).proof)).toBe('fac.2');
  });

  it('tamper matrix', () => {
    const modulus = { modulus: Nh, factor: rpPrimes.p };
    const said = tamperMatrix({
      codec,
      verify: (within, about: FacStatement, of: FacProof) => verifyFac(within, about, of),
      ctx,
      statement,
      proof,
      moduli: { P: modulus, Q: modulus, A: modulus, Bc: modulus, T: modulus },
      statements: {
        'another N': { N: fixturePaillier(1).publicKey.N, RP },
        'the values of another verifier': { N, RP: fixtureRingPedersen(1).parameters },
        's and t exchanged': { N, RP: { Nh, s: RP.t, t: RP.s } },
      },
    });
    expect(Object.keys(said).toSorted()).toEqual(['decode', 'fac.1', 'fac.4', 'fac.5']);
  });

  it.each<[keyof FacProof, () => Partial<FacProof>]>([
    ['A', () => ({ A: (proof.A * t) % Nh, w1: proof.w1 + 1n })],
    ['Bc', () => ({ Bc: (proof.Bc * t) % Nh, w2: proof.w2 + 1n })],
    ['P', () => ({ P: (proof.P * t) % Nh, w1: proof.w1 + e })],
    ['Q', () => ({ Q: (proof.Q * t) % Nh, w2: proof.w2 + e, v: proof.v - proof.z1 })],
    ['T', () => ({ T: (proof.T * powPublic(t, 5n, Nh)) % Nh, v: proof.v + 5n })],
  ])(
    'missing-first-message-field: %s shifted so that all equations hold under the old challenge is refused',
    (_, shift) => {
      const shifted = { ...proof, ...shift() };
      expect(equationsHold(shifted, e)).toBe(true);
      expect(facChallenge(ctx, statement, shifted)).not.toBe(e);
      expect(verdict(shifted)).toBe('fac.4');
    },
  );

  it('proof-replay CVE-2022-47930: not in another session, for another prover, rid or verifier', () => {
    expect(verdict(proof, statement, { ...ctx, sid: random(32) })).toBe('fac.4');
    expect(verdict(proof, statement, { ...ctx, prover: random(32) })).toBe('fac.4');
    expect(verdict(proof, statement, { ...ctx, extra: random(64) })).toBe('fac.4');
  });
});

/** Checks 4 and 5 as the text has them, for a given challenge. */
function equationsHold({ P, Q, A, Bc, T, z1, z2, w1, w2, v }: FacProof, challenge: bigint): boolean {
  const com = (x: bigint, y: bigint): bigint => (power(RP.s, x) * power(t, y)) % Nh;
  return (
    com(z1, w1) === (A * power(P, challenge)) % Nh &&
    com(z2, w2) === (Bc * power(Q, challenge)) % Nh &&
    (power(Q, z1) * power(t, v)) % Nh === (T * power(power(RP.s, N), challenge)) % Nh
  );
}

function power(base: bigint, exponent: bigint): bigint {
  return exponent < 0n ? inverse(powPublic(base, -exponent, Nh), Nh) : powPublic(base, exponent, Nh);
}
