import { describe, expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../../../src/base/tlv-decode.ts';
import { encrypt } from '../../../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../../../src/engine/crypto/parameters.ts';
import { randomScalar, randomSymmetric, randomUnit } from '../../../../src/engine/crypto/sampling.ts';
import { G, IDENTITY, multiplyPublic } from '../../../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import {
  boundOfY,
  decCodec,
  proveDec,
  verifyDec,
  type DecItem,
  type DecProof,
  type DecStatement,
} from '../../../../src/engine/zk/dec.ts';
import type { ProofContext } from '../../../../src/engine/zk/proof-context.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { fixturePaillier, fixturePrimes } from './fixture-keys.ts';
import { answerDec, decBits, decFirst, type DecMask } from './forged-dec.ts';
import { codeText, tamperMatrix } from './tamper.ts';

const codec = decCodec(profileOf('TEST'));
const random = testRng('dec');
const key = fixturePaillier(0);
const { N: N0, NN } = key.publicKey;
const { p } = fixturePrimes('paillier', 0);
const secret = (v: bigint): SecretInteger => SecretInteger.of(v);

// As in the nonce case of the error round: K encrypts k_i, D what the peers added.
const [k, x] = [randomScalar(random), randomScalar(random)];
const added = randomSymmetric(random, 1n << 1793n);
const y = k * x + added;
const K = encrypt(key.publicKey, secret(k), secret(randomUnit(random, N0)));
const D = encrypt(key.publicKey, secret(added), secret(randomUnit(random, N0)));
const rho = key.nonceOf((key.power(K, x) * D) % NN).use((value) => value);
const H = multiplyPublic(G, randomScalar(random));
const size = 2;
const statement: DecStatement = { N0, K, D, X: multiplyPublic(G, x), Sp: multiplyPublic(H, y), H, size };
const witness = { x, y, rho };
const ownWitness = { x: secret(x), y: secret(y), rho: secret(rho), key };
const ctx: ProofContext = { sid: random(32), prover: random(32), label: 'err/delta', extra: new Uint8Array() };
const session = (n: number): ProofContext => ({ ...ctx, sid: Uint8Array.from(ctx.sid, (b, i) => (i === 0 ? n : b)) });

const [Z, W] = [1n << 768n, 1n << (boundOfY(size) + 160n)];
/** The reference prover's masks; those of the first four repetitions sit on the edges of their ranges. */
const masks = Array.from({ length: 128 }, (_, j): DecMask => ({
  al: [Z, -Z][j] ?? randomSymmetric(random, Z),
  be: [undefined, undefined, W, -W][j] ?? randomSymmetric(random, W),
  r: randomUnit(random, N0),
}));
const first = masks.map((mask) => decFirst(statement, key, mask));

/** A session in which the first four bits are 0, so that these responses are the masks themselves. */
function proofIn(items = first, own: readonly DecMask[] = masks): { proof: DecProof; within: ProofContext } {
  for (let n = 0; ; n += 1) {
    const bits = decBits(session(n), statement, items);
    if (bits.slice(0, 4).every((e) => e === 0)) {
      return { proof: answerDec(statement, witness, own, items, bits), within: session(n) };
    }
  }
}
const { proof, within } = proofIn();

/** With the key of N0, for speed; the replayed vectors verify without. */
const verdict = (of: DecProof, about = statement, inside = within): string =>
  codeText(verifyDec(inside, about, of, { paillier: key }));
const withItem = (j: number, change: (item: DecItem) => Partial<DecItem>): DecProof =>
  proof.map((item, i) => (i === j ? { ...item, ...change(item) } : item));

/** Milliseconds; on a busy machine a proof of 128 repetitions takes several times its two seconds. */
const timeout = 90_000;

describe('Pi-dec', { timeout }, () => {
  it('accepts responses at exactly ±2^(ell+eps) and ±2^BW', () => {
    expect([proof[0]?.z, proof[1]?.z, proof[2]?.w, proof[3]?.w]).toEqual([Z, -Z, W, -W]);
    expect(verdict(proof)).toBe('ok');
  });

  it('verifies what our prover makes, also after a trip over the wire', () => {
    const own = proveDec(ctx, statement, ownWitness, random);
    expect(verdict(decodeWith(codec, encodeWith(codec, own)), statement, ctx)).toBe('ok');
  });

  it('does not leave the prover with a y out of its bound, or with a witness of another statement', () => {
    const refused = expect.objectContaining({ code: 'LOCAL_BUG' });
    for (const far of [1n, -1n]) {
      const wide = secret(far * ((1n << boundOfY(size)) + 1n));
      expect(() => proveDec(ctx, statement, { ...ownWitness, y: wide }, random)).toThrow(refused);
    }
    expect(() => proveDec(ctx, { ...statement, Sp: statement.Sp.add(G) }, ownWitness, random)).toThrow(refused);
  });

  it('bounds y by the number of signers', () => {
    expect([2, 3, 4, 5, 64].map(boundOfY)).toEqual([1794n, 1795n, 1795n, 1796n, 1799n]);
  });

  it.each<[string, Partial<DecStatement>]>([
    ['K is 0', { K: 0n }],
    ['K is no unit', { K: p * 7n }],
    ['K is not below N0^2', { K: K + NN }],
    ['D is 0', { D: 0n }],
    ['D is negative', { D: D - NN }],
    ['D is a multiple of N0', { D: 3n * N0 }],
    ['X is the identity', { X: IDENTITY }],
    ['Sp is the identity (delta = 0)', { Sp: IDENTITY }],
    ['H is the identity', { H: IDENTITY }],
  ])('dec.1: %s', (_, change) => {
    expect(verdict(proof, { ...statement, ...change })).toBe('dec.1');
  });

  it('dec.2: an A or nu that is not a unit', () => {
    for (const A of [0n, p, NN, (proof[127]?.A ?? 0n) + NN])
      expect(verdict(withItem(127, () => ({ A })))).toBe('dec.2');
    for (const nu of [0n, p, N0, (proof[127]?.nu ?? 0n) + N0]) {
      expect(verdict(withItem(127, () => ({ nu })))).toBe('dec.2');
    }
  });

  it.each<[string, Partial<DecMask>]>([
    ['z = 2^768 + 1', { al: Z + 1n }],
    ['z = -2^768 - 1', { al: -Z - 1n }],
    ['w = 2^BW + 1', { be: W + 1n }],
    ['w = -2^BW - 1', { be: -W - 1n }],
  ])('dec.3: %s, all equations holding', (_, change) => {
    const own = masks.map((mask, j) => (j === 0 ? { ...mask, ...change } : mask));
    const wide = proofIn(
      own.map((mask, j) => (j === 0 ? decFirst(statement, key, mask) : first[j]) ?? decFirst(statement, key, mask)),
      own,
    );
    expect(verdict(wide.proof, statement, wide.within)).toBe('dec.3');
  });

  it('dec.4: nu negated, w beside the plaintext; nothing is checked in combination', () => {
    expect(verdict(withItem(0, ({ nu }) => ({ nu: N0 - nu })))).toBe('dec.4');
    const two = withItem(0, ({ nu }) => ({ nu: N0 - nu })).map((item, j) =>
      j === 1 ? { ...item, nu: N0 - item.nu } : item,
    );
    expect(verdict(two)).toBe('dec.4');
    expect(verdict(withItem(9, ({ w }) => ({ w: w - 1n })))).toBe('dec.4');
  });

  it('dec.5 and dec.6: a point of the first message that is not that of its mask', () => {
    for (const [field, code] of [
      ['C', 'dec.5'],
      ['B', 'dec.6'],
    ] as const) {
      const lying = first.map((item, j) => (j === 0 ? { ...item, [field]: item[field].add(G) } : item));
      const said = proofIn(lying);
      expect(verdict(said.proof, statement, said.within)).toBe(code);
    }
  });

  it('decode: another number of repetitions', () => {
    for (const of of [[], proof.slice(1), [...proof, ...proof.slice(0, 1)]]) {
      expect(verdict(of)).toBe('decode');
      expect(() => decodeWith(codec, encodeWith(codec, of))).toThrow(expect.objectContaining({ code: 'decode' }));
    }
    expect(verdict([...proof.slice(1), ...proof.slice(0, 1)])).toBe('dec.4');
  });

  it('tamper matrix of the first repetition', () => {
    const [item = proof[0], ...rest] = decodeWith(codec, encodeWith(codec, proof));
    if (item === undefined) throw new Error('no repetition');
    const said = tamperMatrix({
      codec: {
        toValue: (of: DecItem) => codec.toValue([of, ...rest]),
        read: (reader) => codec.read(reader)[0] ?? item,
      },
      verify: (inside, about: DecStatement, of: DecItem) => verifyDec(inside, about, [of, ...rest], { paillier: key }),
      ctx: within,
      statement,
      proof: item,
      moduli: { A: { modulus: NN, factor: p }, nu: { modulus: N0, factor: p } },
      statements: {
        'delta + 1': { ...statement, Sp: statement.Sp.add(H) },
        'another x': { ...statement, X: statement.X.add(G) },
        'another base': { ...statement, H: G },
        'K and D exchanged': { ...statement, K: D, D: K },
        'more signers': { ...statement, size: 5 },
        'the key of another party': { ...statement, N0: fixturePaillier(1).publicKey.N },
      },
    });
    expect(Object.keys(said).toSorted()).toEqual(['dec.2', 'dec.3', 'dec.4', 'decode']);
  });

  it('missing-first-message-field: with the old challenge a changed B or C would fail at its own equation, not at the first', () => {
    for (const field of ['B', 'C'] as const) {
      expect(verdict(withItem(0, (item) => ({ [field]: item[field].add(G) })))).toBe('dec.4');
    }
    // A and nu changed together fit the old challenge.
    const r = 3n;
    const shifted = withItem(0, ({ A, nu }) => ({ A: (A * key.nthPower(r)) % NN, nu: (nu * r) % N0 }));
    expect(verdict(shifted)).toBe('dec.4');
  });

  it('proof-replay CVE-2022-47930: not in another session, for another party or the other case', () => {
    expect(verdict(proof, statement, { ...within, sid: random(32) })).toBe('dec.4');
    expect(verdict(proof, statement, { ...within, prover: random(32) })).toBe('dec.4');
    expect(verdict(proof, statement, { ...within, label: 'err/chi' })).toBe('dec.4');
  });

  it('32-bit-challenge: every bit position of 128 takes both values over 200 transcripts', () => {
    const ones = new Array<number>(128).fill(0);
    for (let n = 0; n < 200; n += 1) {
      const bits = decBits(session(n), { ...statement, size: 2 + n }, first.slice(0, 1));
      for (const [i, e] of bits.entries()) ones[i] = (ones[i] ?? 0) + e;
    }
    expect(ones.filter((count) => count < 58 || count > 142)).toEqual([]);
  });
});
