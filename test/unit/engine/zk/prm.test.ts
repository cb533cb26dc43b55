import { describe, expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../../../src/base/tlv-decode.ts';
import { tlv } from '../../../../src/base/tlv.ts';
import { inverse, mod } from '../../../../src/engine/crypto/integers.ts';
import { powPublic } from '../../../../src/engine/crypto/modpow.ts';
import { profileOf } from '../../../../src/engine/crypto/parameters.ts';
import { makeRingPedersen, type RingPedersen } from '../../../../src/engine/crypto/ring-pedersen.ts';
import { randomBelow } from '../../../../src/engine/crypto/sampling.ts';
import { prmCodec, provePrm, verifyPrm, type PrmProof } from '../../../../src/engine/zk/prm.ts';
import { proofStream, type ProofContext } from '../../../../src/engine/zk/proof-context.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { fixturePrimes } from './fixture-keys.ts';
import { answerPrm, prmBits } from './forged-aux.ts';
import { codeText, tamperMatrix } from './tamper.ts';

const profile = profileOf('TEST');
const codec = prmCodec(profile);
const random = testRng('prm');
const primes = fixturePrimes('ringPedersen', 0);
const owner = makeRingPedersen(primes, random);
const statement = owner.parameters;
const { Nh, s, t } = statement;
const lambda = owner.lambda?.use((value) => value) ?? 0n;
const phi = (primes.p - 1n) * (primes.q - 1n);
const ctx: ProofContext = { sid: random(32), prover: random(32), label: 'aux', extra: new Uint8Array() };

/** First message of the reference prover, for all tests. */
const masks = Array.from({ length: 128 }, () => randomBelow(random, phi));
const A = masks.map((a) => owner.power(t, a));
const maskOf = (i: number): bigint => masks[i] ?? 0n;
const honestly = (e: 0 | 1, i: number): bigint => mod(maskOf(i) + BigInt(e) * lambda, phi);
const proof = answerPrm(ctx, statement, A, honestly);

const verdict = (of: PrmProof, about: RingPedersen = statement, within = ctx): string =>
  codeText(verifyPrm(within, about, of, profile));
const session = (n: number): ProofContext => ({ ...ctx, sid: Uint8Array.from(ctx.sid, (b, i) => (i === 0 ? n : b)) });
const withA = (i: number, value: bigint): PrmProof => ({ ...proof, A: proof.A.with(i, value) });
const withZ = (i: number, value: bigint): PrmProof => ({ ...proof, z: proof.z.with(i, value) });

describe('Pi-prm', () => {
  it('verifies what our prover and a prover written from the text alone make, also after a trip over the wire', () => {
    const own = provePrm(ctx, owner, profile, random);
    expect(verdict(decodeWith(codec, encodeWith(codec, own)))).toBe('ok');
    expect(verdict(proof)).toBe('ok');
  });

  it('does not leave the prover when it is wrong, or when lambda is gone', () => {
    const other = makeRingPedersen(primes, random);
    other.forgetLambda();
    expect(() => provePrm(ctx, other, profile, random)).toThrow(expect.objectContaining({ code: 'LOCAL_BUG' }));
    const short = makeRingPedersen(fixturePrimes('ringPedersen', 0, 'P128'), random);
    expect(() => provePrm(ctx, short, profile, random)).toThrow(expect.objectContaining({ code: 'LOCAL_BUG' }));
  });

  it.each<[string, Partial<RingPedersen>]>([
    ['Nh one bit short', { Nh: Nh >> 1n }],
    ['Nh even', { Nh: Nh + 1n }],
    ['s = 1', { s: 1n }],
    ['s = Nh - 1', { s: Nh - 1n }],
    ['s = t', { s: t }],
    ['s not a unit', { s: 6n * primes.p }],
    ['s not below Nh', { s: s + Nh }],
    ['t = 1', { t: 1n }],
    ['t = Nh - 1', { t: Nh - 1n }],
    ['t = 0', { t: 0n }],
    ['t negative', { t: t - Nh }],
  ])('prm.1: %s (CVE-2020-12118, prm-bad-bases)', (_, change) => {
    expect(verdict(proof, { ...statement, ...change })).toBe('prm.1');
  });

  it('prm.1 decides alone: t of order 1 or 2 and s = t^lambda satisfy every equation', () => {
    for (const base of [1n, Nh - 1n]) {
      const bad = { Nh, s: base, t: base };
      const forged = answerPrm(
        ctx,
        bad,
        masks.map((a) => powPublic(base, a, Nh)),
        (e, i) => maskOf(i) + BigInt(e),
      );
      expect(verdict(forged, bad)).toBe('prm.1');
    }
  });

  it('prm.2: an A that is not a unit below Nh', () => {
    for (const value of [0n, primes.p, Nh, (A[3] ?? 0n) + Nh, -(A[3] ?? 0n)]) {
      expect(verdict(withA(3, value))).toBe('prm.2');
    }
  });

  it('prm.3: z ends at Nh - 1', () => {
    const edge = (mask: bigint): PrmProof => {
      const [first, ...rest] = A;
      const own = [powPublic(t, mask, Nh), ...rest];
      const within = sessionWith(own);
      const said = answerPrm(within, statement, own, (e, i) => (i === 0 ? mask : honestly(e, i)));
      expect(first).toBeDefined();
      return said;
    };
    // The bit of the first item is 0, so that its response is the mask itself.
    const sessionWith = (own: readonly bigint[]): ProofContext => {
      for (let n = 0; ; n += 1) if (prmBits(session(n), statement, own)[0] === 0) return session(n);
    };
    for (const [mask, code] of [
      [0n, 'ok'],
      [Nh - 1n, 'ok'],
      [Nh, 'prm.3'],
    ] as const) {
      const said = edge(mask);
      expect(verdict(said, statement, sessionWith(said.A))).toBe(code);
    }
    expect(verdict(withZ(7, (proof.z[7] ?? 0n) + phi * 2n))).toBe('prm.3');
    expect(verdict(withZ(7, (proof.z[7] ?? 0n) - phi))).toBe('prm.3');
  });

  it('prm.4: one wrong response, the last one included', () => {
    expect(verdict(withZ(127, mod((proof.z[127] ?? 0n) + 1n, phi)))).toBe('prm.4');
    expect(verdict(withA(127, Nh - (A[127] ?? 0n)))).toBe('prm.4');
  });

  it('tamper matrix', () => {
    const modulus = { modulus: Nh, factor: primes.p };
    const said = tamperMatrix({
      codec,
      verify: (within, about: RingPedersen, of: PrmProof) => verifyPrm(within, about, of, profile),
      ctx,
      statement,
      proof,
      moduli: { 'A[first]': modulus, 'A[last]': modulus, 'z[first]': modulus, 'z[last]': modulus },
      statements: {
        's squared': { ...statement, s: (s * s) % Nh },
        's and t exchanged': { Nh, s: t, t: s },
        'the values of another party': makeRingPedersen(fixturePrimes('ringPedersen', 1), random).parameters,
      },
    });
    expect(Object.keys(said).toSorted()).toEqual(['decode', 'prm.2', 'prm.3', 'prm.4']);
  });

  it('missing-first-message-field: an item shifted so that it fits the old challenge is refused, because its A changes the bits', () => {
    const shifted = withA(5, ((A[5] ?? 0n) * t) % Nh);
    expect(verdict({ ...shifted, z: shifted.z.with(5, mod((proof.z[5] ?? 0n) + 1n, phi)) })).toBe('prm.4');
  });

  it('proof-replay CVE-2022-47930: not in another session, for another party or label', () => {
    expect(verdict(proof, statement, session(7))).toBe('prm.4');
    expect(verdict(proof, statement, { ...ctx, prover: random(32) })).toBe('prm.4');
    expect(verdict(proof, statement, { ...ctx, label: 'other' })).toBe('prm.4');
  });
});

describe('TSSHOCK', () => {
  it('TSSHOCK-alpha-shuffle: lists of equal concatenation hash differently, and reordered A_i are refused', () => {
    const first = (list: readonly bigint[]): Uint8Array => proofStream('prm', ctx, tlv.list(list.map(tlv.integer)))(32);
    expect(first([0x01n, 0x0203n])).not.toEqual(first([0x0102n, 0x03n]));
    expect(first([0x010203n])).not.toEqual(first([0x0102n, 0x03n]));
    expect(verdict({ ...proof, A: proof.A.with(0, A[1] ?? 0n).with(1, A[0] ?? 0n) })).toBe('prm.4');
  });

  it('TSSHOCK-c-guess: fewer repetitions, one repetition repeated, and a guessed challenge', () => {
    expect(verdict({ A: A.slice(0, 1), z: proof.z.slice(0, 1) })).toBe('decode');
    expect(verdict({ A: A.slice(1), z: proof.z.slice(1) })).toBe('decode');
    expect(verdict({ A, z: proof.z.slice(1) })).toBe('decode');
    const same = new Array<bigint>(128).fill(A[0] ?? 0n);
    expect(verdict({ A: same, z: new Array<bigint>(128).fill(proof.z[0] ?? 0n) })).toBe('prm.4');
    // s is outside <t>; with guessed bits g the prover takes A_i = t^z s^-g and is right wherever e_i = g_i.
    const outside = { Nh, s: Nh - s, t };
    const guess = A.map((a, i) => (i % 2 === 0 ? a : (a * inverse(outside.s, Nh)) % Nh));
    for (let n = 0; n < 10; n += 1) {
      const said = answerPrm(session(n), outside, guess, (_, i) => maskOf(i));
      expect(verdict(said, outside, session(n))).toBe('prm.4');
    }
  });

  it('TSSHOCK-c-split: s = t^lambda * u with u of order 2 is refused, whatever the session', () => {
    const { p, q } = primes;
    // 1 modulo p and -1 modulo q: a root of 1 that only the owner knows.
    const root = mod(1n + p * mod(-2n * inverse(p, q), q), Nh);
    expect((root * root) % Nh).toBe(1n);
    for (const u of [Nh - 1n, root]) {
      const outside = { Nh, s: (s * u) % Nh, t };
      for (let n = 0; n < 12; n += 1) {
        expect(verdict(answerPrm(session(n), outside, A, honestly), outside, session(n))).toBe('prm.4');
      }
    }
  });

  it('32-bit-challenge: every bit position of 128 takes both values, about equally often', () => {
    const ones = new Array<number>(128).fill(0);
    for (let n = 0; n < 200; n += 1) {
      for (const [i, e] of prmBits(session(n), statement, [BigInt(n)]).entries()) ones[i] = (ones[i] ?? 0) + e;
    }
    // Six standard deviations of 200 coin tosses.
    expect(ones.filter((count) => count < 58 || count > 142)).toEqual([]);
  });
});
