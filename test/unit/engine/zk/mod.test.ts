import { describe, expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../../../src/base/tlv-decode.ts';
import { jacobi, mod } from '../../../../src/engine/crypto/integers.ts';
import { PaillierPrivateKey } from '../../../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../../../src/engine/crypto/parameters.ts';
import { filterModulus } from '../../../../src/engine/crypto/received-modulus.ts';
import { modCodec, proveMod, verifyMod, type ModItem, type ModProof } from '../../../../src/engine/zk/mod.ts';
import { verifyFac } from '../../../../src/engine/zk/fac.ts';
import type { ProofContext } from '../../../../src/engine/zk/proof-context.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import fixtures from '../../../vectors/fixtures.json' with { type: 'json' };
import { fixturePaillier, fixturePrimes, fixtureRingPedersen } from './fixture-keys.ts';
import { forgeFac, forgeMod } from './forged-aux.ts';
import { codeText, tamperMatrix } from './tamper.ts';

const profile = profileOf('TEST');
const codec = modCodec(profile);
const random = testRng('mod');
const primes = fixturePrimes('paillier', 0);
const key = fixturePaillier(0);
const { N } = key.publicKey;
const ctx: ProofContext = { sid: random(32), prover: random(32), label: 'aux', extra: random(32) };
const proof = proveMod(ctx, key, profile, random);

const verdict = (of: ModProof, about = N, within = ctx): string =>
  codeText(verifyMod(within, { N: about }, of, profile));
const withItem = (i: number, change: (item: ModItem) => Partial<ModItem>): ModProof => ({
  ...proof,
  items: proof.items.map((item, j) => (i === j ? { ...item, ...change(item) } : item)),
});

/** The first small integer with this Jacobi symbol. */
function withJacobi(modulus: bigint, symbol: 1 | -1): bigint {
  for (let w = 2n; ; w += 1n) if (jacobi(w, modulus) === symbol) return w;
}

function badModulus(name: keyof typeof fixtures.bad): { factors: bigint[]; N: bigint } {
  const factors = fixtures.bad[name].factors.map((hex) => BigInt(`0x${hex}`));
  return { factors, N: factors.reduce((product, p) => product * p, 1n) };
}

describe('Pi-mod', () => {
  it('verifies what our prover makes, also after a trip over the wire, and equals the prover written from the text', () => {
    expect(verdict(decodeWith(codec, encodeWith(codec, proof)))).toBe('ok');
    const reference = forgeMod(ctx, [primes.p, primes.q], proof.w);
    // y'^E is the one fourth root that is itself a square; the reference takes it modulo each prime.
    expect(proof).toEqual(reference);
  });

  it('does not leave the prover when the modulus is a bit short', () => {
    const { factors } = badModulus('short2047');
    const [p = 0n, q = 0n] = factors;
    const bad = new PaillierPrivateKey(p, q);
    expect(() => proveMod(ctx, bad, profile, random)).toThrow(expect.objectContaining({ code: 'LOCAL_BUG' }));
  });

  it.each<[string, bigint]>([
    ['one bit short', badModulus('short2047').N],
    ['one bit long', N * 2n + 1n],
    ['even', N + 1n],
    ['a small factor', badModulus('bitforge16').N],
    ['a square', (primes.p ** 2n) >> 2047n === 1n ? primes.p ** 2n : (primes.q > primes.p ? primes.q : primes.p) ** 2n],
    ['zero', 0n],
    ['negative', -N],
  ])('mod.1: N is %s', (_, bad) => {
    expect(verdict(proof, bad)).toBe('mod.1');
  });

  it('mod.2, blum-w-zero CVE-2025-66016: w is 0, a multiple of a factor, of Jacobi symbol +1, not below N, or negative', () => {
    const zero: ModProof = { w: 0n, items: proof.items.map(({ z }) => ({ x: 0n, a: 0, b: 1, z })) };
    expect(verdict(zero)).toBe('mod.2');
    for (const w of [3n * primes.p, withJacobi(N, 1), proof.w + N, -proof.w, N]) {
      expect(verdict({ ...proof, w })).toBe('mod.2');
    }
  });

  it('blum-w-zero: the forgery satisfies all other equations for a product of eight primes, and is refused by check 2', () => {
    const { factors, N: bad } = badModulus('eightPrimes');
    const forged = forgeMod(ctx, factors, 0n);
    const items = forged.items.map(({ z }) => ({ x: 0n, a: 0, b: 1, z }) as const);
    expect(verdict({ w: 0n, items }, bad)).toBe('mod.2');
  });

  it('decode: another number of items, a or b that is no bit', () => {
    expect(verdict({ ...proof, items: proof.items.slice(1) })).toBe('decode');
    expect(verdict({ ...proof, items: [...proof.items, ...proof.items.slice(0, 1)] })).toBe('decode');
    for (const field of ['a', 'b'] as const) {
      const notBit = withItem(9, () => ({ [field]: 2 as 0 | 1 }));
      expect(verdict(notBit)).toBe('decode');
      expect(() => decodeWith(codec, encodeWith(codec, notBit))).toThrow(expect.objectContaining({ code: 'decode' }));
    }
  });

  it('mod.4: x or z that is not a unit below N', () => {
    for (const field of ['x', 'z'] as const) {
      for (const change of [(): bigint => 0n, () => primes.q, () => N, (v: bigint) => v + N, (v: bigint) => -v]) {
        expect(verdict(withItem(128, (item) => ({ [field]: change(item[field]) })))).toBe('mod.4');
      }
    }
  });

  it('mod.5: z negated is not an N-th root any more; nothing is checked in combination', () => {
    expect(verdict(withItem(0, ({ z }) => ({ z: N - z })))).toBe('mod.5');
    const two = withItem(0, ({ z }) => ({ z: N - z }));
    expect(verdict({ ...two, items: two.items.map((item, i) => (i === 1 ? { ...item, z: N - item.z } : item)) })).toBe(
      'mod.5',
    );
  });

  it('mod.6: x times a root of 1 that is no fourth root, a flipped, b flipped', () => {
    expect(verdict(withItem(128, ({ x }) => ({ x: mod(x + 1n, N) })))).toBe('mod.6');
    expect(verdict(withItem(64, ({ a }) => ({ a: a === 1 ? 0 : 1 })))).toBe('mod.6');
  });

  it('tamper matrix of w and the first item', () => {
    const modulus = { modulus: N, factor: primes.p };
    const [first = proof.items[0], ...rest] = proof.items;
    const whole = ({ w, first: item }: { w: bigint; first: ModItem | undefined }): ModProof => ({
      w,
      items: item === undefined ? rest : [item, ...rest],
    });
    const said = tamperMatrix({
      codec: {
        toValue: (value) => codec.toValue(whole(value)),
        read: (reader) => {
          const { w, items } = codec.read(reader);
          return { w, first: items[0] };
        },
      },
      verify: (within, about: { N: bigint }, of) => verifyMod(within, about, whole(of), profile),
      ctx,
      statement: { N },
      proof: { w: proof.w, first },
      moduli: { w: modulus, x: modulus, z: modulus },
      statements: { 'the modulus of another party': { N: fixturePaillier(1).publicKey.N } },
    });
    expect(Object.keys(said).toSorted()).toEqual(['decode', 'mod.2', 'mod.4', 'mod.5', 'mod.6']);
  });

  it('missing-first-message-field: w times a fourth power fits the old challenge, and is refused, because it gives other y', () => {
    const u = 3n;
    const other = (proof.w * u ** 4n) % N;
    const items = proof.items.map((item) => (item.b === 1 ? { ...item, x: (item.x * u) % N } : item));
    expect(jacobi(other, N)).toBe(-1);
    expect(verdict({ w: other, items })).toBe('mod.5');
  });

  it('proof-replay CVE-2022-47930: not in another session, for another party, label or rid', () => {
    for (const within of [
      { ...ctx, sid: random(32) },
      { ...ctx, prover: random(32) },
      { ...ctx, label: 'other' },
      { ...ctx, extra: random(32) },
    ]) {
      expect(verdict(proof, N, within)).toBe('mod.5');
    }
  });
});

describe('moduli made to leak', () => {
  const RP = fixtureRingPedersen(0).parameters;

  it('BitForge CVE-2023-33241: sixteen 16-bit primes are refused by the filter of received moduli', () => {
    const { N: bad } = badModulus('bitforge16');
    expect(filterModulus(bad, profile)).toEqual({ ok: false, fault: 'small-factor' });
  });

  it('BitForge: with 17-bit primes the filter is passed; Pi-mod and Pi-fac refuse, each alone', () => {
    const { factors, N: bad } = badModulus('bitforge17');
    expect(filterModulus(bad, profile)).toEqual({ ok: true });
    expect(verdict(forgeMod(ctx, factors, withJacobi(bad, -1)), bad)).toBe('mod.6');
    const [p = 0n] = factors;
    const forged = forgeFac(ctx, { N: bad, RP }, { p, q: bad / p }, random);
    expect(codeText(verifyFac(ctx, { N: bad, RP }, forged.proof))).toBe('fac.2');
  });

  it('small-factor N: a 200-bit and an 1848-bit prime are a Blum modulus for Pi-mod; Pi-fac refuses it', () => {
    const { factors, N: bad } = badModulus('small200');
    expect(verdict(forgeMod(ctx, factors, withJacobi(bad, -1)), bad)).toBe('ok');
    const [p = 0n, q = 0n] = factors;
    const forged = forgeFac(ctx, { N: bad, RP }, { p, q }, random);
    expect(codeText(verifyFac(ctx, { N: bad, RP }, forged.proof))).toBe('fac.2');
  });
});
