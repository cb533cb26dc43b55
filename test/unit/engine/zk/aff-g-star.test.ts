import { describe, expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../../../src/base/tlv-decode.ts';
import { encrypt } from '../../../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../../../src/engine/crypto/parameters.ts';
import { randomScalar, randomSymmetric, randomUnit } from '../../../../src/engine/crypto/sampling.ts';
import { G, IDENTITY, multiplyPublic } from '../../../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import {
  affGStarCodec,
  proveAffGStar,
  verifyAffGStar,
  type AffGStarItem,
  type AffGStarProof,
  type AffGStarStatement,
} from '../../../../src/engine/zk/aff-g-star.ts';
import type { ProofContext } from '../../../../src/engine/zk/proof-context.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { fixturePaillier, fixturePrimes } from './fixture-keys.ts';
import { affGStarBits, affGStarFirst, answerAffGStar, type AffGStarMask } from './forged-aff-g-star.ts';
import { codeText, tamperMatrix } from './tamper.ts';

const codec = affGStarCodec(profileOf('TEST'));
const random = testRng('aff-g*');
const [key0, key1] = [fixturePaillier(0), fixturePaillier(1)];
const { N: N0, NN: NN0 } = key0.publicKey;
const { N: N1, NN: NN1 } = key1.publicKey;
const [{ p: p0 }, { p: p1 }] = [fixturePrimes('paillier', 0), fixturePrimes('paillier', 1)];
const secret = (v: bigint): SecretInteger => SecretInteger.of(v);

const x = randomScalar(random);
const y = randomSymmetric(random, 1n << 1280n);
const [rho, rhoY] = [randomUnit(random, N0), randomUnit(random, N1)];
const C = encrypt(key0.publicKey, secret(randomScalar(random)), secret(randomUnit(random, N0)));
const statement: AffGStarStatement = {
  N0,
  N1,
  C,
  D: (key0.power(C, x) * encrypt(key0.publicKey, secret(y), secret(rho))) % NN0,
  Y: encrypt(key1.publicKey, secret(y), secret(rhoY)),
  X: multiplyPublic(G, x),
};
const witness = { x, y, rho, rhoY };
const ctx: ProofContext = { sid: random(32), prover: random(32), label: 'err/mta-gamma', extra: random(32) };
const session = (n: number): ProofContext => ({ ...ctx, sid: Uint8Array.from(ctx.sid, (b, i) => (i === 0 ? n : b)) });

const [Z, ZP] = [1n << 768n, 1n << 1792n];
/** The reference prover's masks; those of the first four repetitions sit on the edges of their ranges. */
const masks = Array.from({ length: 128 }, (_, j): AffGStarMask => ({
  al: [Z, -Z][j] ?? randomSymmetric(random, Z),
  be: [undefined, undefined, ZP, -ZP][j] ?? randomSymmetric(random, ZP),
  r: randomUnit(random, N0),
  s: randomUnit(random, N1),
}));
const first = masks.map((mask) => affGStarFirst(statement, [key0, key1], mask));

/** A session in which the first four bits are 0, so that these responses are the masks themselves. */
function proofIn(items = first, own: readonly AffGStarMask[] = masks): { proof: AffGStarProof; within: ProofContext } {
  for (let n = 0; ; n += 1) {
    const bits = affGStarBits(session(n), statement, items);
    if (bits.slice(0, 4).every((e) => e === 0)) {
      return { proof: answerAffGStar(statement, witness, own, items, bits), within: session(n) };
    }
  }
}
const { proof, within } = proofIn();

/** As the owner of N0 verifies it, for speed; the replayed vectors verify without a key. */
const verdict = (of: AffGStarProof, about = statement, inside = within): string =>
  codeText(verifyAffGStar(inside, about, of, { paillier: key0 }));
const withItem = (j: number, change: (item: AffGStarItem) => Partial<AffGStarItem>): AffGStarProof =>
  proof.map((item, i) => (i === j ? { ...item, ...change(item) } : item));

/** Milliseconds; on a busy machine a proof of 128 repetitions takes several times its two seconds. */
const timeout = 90_000;

describe('Pi-aff-g*', { timeout }, () => {
  it('accepts responses at exactly ±2^(ell+eps) and ±2^(ellp+eps)', () => {
    expect([proof[0]?.z, proof[1]?.z, proof[2]?.zp, proof[3]?.zp]).toEqual([Z, -Z, ZP, -ZP]);
    expect(verdict(proof)).toBe('ok');
  });

  it('verifies what our prover makes, for the prover itself too', () => {
    const own = proveAffGStar(
      ctx,
      statement,
      { x: secret(x), y: secret(y), rho: secret(rho), rhoY: secret(rhoY), key: key1 },
      random,
    );
    expect(codeText(verifyAffGStar(ctx, statement, own, { paillier: key1 }))).toBe('ok');
  });

  it.each<[string, Partial<AffGStarStatement>]>([
    ['C is 0', { C: 0n }],
    ['C is no unit', { C: 5n * p0 }],
    ['D is not below N0^2', { D: statement.D + NN0 }],
    ['D is a multiple of N0', { D: N0 }],
    ['Y is no unit', { Y: 2n * p1 }],
    ['Y is not below N1^2', { Y: statement.Y + NN1 }],
    ['X is the identity', { X: IDENTITY }],
  ])('aff-g*.1: %s', (_, change) => {
    expect(verdict(proof, { ...statement, ...change })).toBe('aff-g*.1');
  });

  it('aff-g*.2: an A, B, w or lam that is not a unit', () => {
    const moduli = { A: [NN0, p0], B: [NN1, p1], w: [N0, p0], lam: [N1, p1] } as const;
    for (const field of ['A', 'B', 'w', 'lam'] as const) {
      const [modulus, factor] = moduli[field];
      for (const value of [0n, factor, modulus, (proof[127]?.[field] ?? 0n) + modulus]) {
        expect(verdict(withItem(127, () => ({ [field]: value })))).toBe('aff-g*.2');
      }
    }
  });

  it.each<[string, Partial<AffGStarMask>]>([
    ['z = 2^768 + 1', { al: Z + 1n }],
    ['z = -2^768 - 1', { al: -Z - 1n }],
    ['zp = 2^1792 + 1', { be: ZP + 1n }],
    ['zp = -2^1792 - 1', { be: -ZP - 1n }],
  ])('aff-g*.3: %s, all equations holding', (_, change) => {
    const own = masks.map((mask, j) => (j === 0 ? { ...mask, ...change } : mask));
    const [mask = masks[0]] = own;
    if (mask === undefined) throw new Error('no masks');
    const wide = proofIn(first.with(0, affGStarFirst(statement, [key0, key1], mask)), own);
    expect(verdict(wide.proof, statement, wide.within)).toBe('aff-g*.3');
  });

  it('aff-g*.4: w negated, zp beside the plaintext; nothing is checked in combination', () => {
    const negated = ({ w }: AffGStarItem): Partial<AffGStarItem> => ({ w: N0 - w });
    expect(verdict(withItem(0, negated))).toBe('aff-g*.4');
    expect(verdict(proof.map((item, j) => (j < 2 ? { ...item, ...negated(item) } : item)))).toBe('aff-g*.4');
    expect(verdict(withItem(9, ({ zp }) => ({ zp: zp - 1n })))).toBe('aff-g*.4');
  });

  it('aff-g*.5: a point of the first message that is not that of its mask', () => {
    const lying = proofIn(first.map((item, j) => (j === 0 ? { ...item, R: item.R.add(G) } : item)));
    expect(verdict(lying.proof, statement, lying.within)).toBe('aff-g*.5');
  });

  it('aff-g*.6: the second encryption is of something else', () => {
    const other = (item: (typeof first)[number]): (typeof first)[number] => ({
      ...item,
      B: (item.B * (1n + N1)) % NN1,
    });
    const lying = proofIn(first.map((item, j) => (j === 0 ? other(item) : item)));
    expect(verdict(lying.proof, statement, lying.within)).toBe('aff-g*.6');
  });

  it('decode: another number of repetitions', () => {
    for (const of of [[], proof.slice(1), [...proof, ...proof.slice(0, 1)]]) {
      expect(verdict(of)).toBe('decode');
      expect(() => decodeWith(codec, encodeWith(codec, of))).toThrow(expect.objectContaining({ code: 'decode' }));
    }
    expect(verdict([...proof.slice(1), ...proof.slice(0, 1)])).toBe('aff-g*.4');
  });

  it('tamper matrix of the first repetition', () => {
    const [item = proof[0], ...rest] = decodeWith(codec, encodeWith(codec, proof));
    if (item === undefined) throw new Error('no repetition');
    // lam stands in the last equation only: its variants pass through everything else, so one of them is enough (above).
    const { lam, ...fields } = item;
    const said = tamperMatrix({
      codec: {
        toValue: (of: typeof fields) => codec.toValue([{ ...of, lam }, ...rest]),
        read: (reader) => codec.read(reader)[0] ?? item,
      },
      verify: (inside, about: AffGStarStatement, of: typeof fields) =>
        verifyAffGStar(inside, about, [{ ...of, lam }, ...rest], { paillier: key0 }),
      ctx: within,
      statement,
      proof: fields,
      moduli: {
        A: { modulus: NN0, factor: p0 },
        B: { modulus: NN1, factor: p1 },
        w: { modulus: N0, factor: p0 },
      },
      statements: {
        'another D': { ...statement, D: (statement.D * (1n + N0)) % NN0 },
        'another Y': { ...statement, Y: (statement.Y * (1n + N1)) % NN1 },
        'another X': { ...statement, X: statement.X.add(G) },
        'C and D exchanged': { ...statement, C: statement.D, D: C },
        'the keys exchanged': { ...statement, N0: N1, N1: N0 },
      },
    });
    expect(Object.keys(said).toSorted()).toEqual(['aff-g*.1', 'aff-g*.2', 'aff-g*.3', 'aff-g*.4', 'decode']);
  });

  it('missing-first-message-field: with the old challenge a changed R or B would fail at its own equation, not at the first', () => {
    expect(verdict(withItem(0, ({ R }) => ({ R: R.add(G) })))).toBe('aff-g*.4');
    expect(verdict(withItem(0, ({ B, lam }) => ({ B: (B * key1.nthPower(3n)) % NN1, lam: (lam * 3n) % N1 })))).toBe(
      'aff-g*.4',
    );
    expect(verdict(withItem(0, ({ A, w }) => ({ A: (A * key0.nthPower(3n)) % NN0, w: (w * 3n) % N0 })))).toBe(
      'aff-g*.4',
    );
  });

  it('proof-replay CVE-2022-47930: not in another session, for another party, counterparty or the other case', () => {
    for (const inside of [
      { ...within, sid: random(32) },
      { ...within, prover: random(32) },
      { ...within, extra: random(32) },
      { ...within, label: 'err/mta-x' },
    ]) {
      expect(verdict(proof, statement, inside)).toBe('aff-g*.4');
    }
  });
});
