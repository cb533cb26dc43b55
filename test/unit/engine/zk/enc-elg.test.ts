import { describe, expect, it } from 'vitest';
import { encrypt } from '../../../../src/engine/crypto/paillier.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { G, IDENTITY, multiplyPublic, q } from '../../../../src/engine/crypto/secp256k1.ts';
import { proveEncElg, proveEncElgs, prepareEncElg, verifyEncElg } from '../../../../src/engine/zk/enc-elg.ts';
import { cheatingProof, codec, codesOf, ctx, encElgCase, key, prepareWith, random, verifier } from './enc-elg-case.ts';
import { fixturePaillier, fixturePrimes, fixtureRingPedersen } from './fixture-keys.ts';
import { codeText, misjudged, tamperMatrix } from './tamper.ts';

const valid = encElgCase(0x1234567890abcdefn);
const proof = proveEncElg(ctx, valid.statement, valid.witness, random);
const { N } = key.publicKey;
const { Nh } = verifier.parameters;
const codeOf = (changes: object): string => codeText(verifyEncElg(ctx, valid.statement, { ...proof, ...changes }));

describe('Pi-enc-elg accepts', () => {
  it('an honest proof, with and without the verifier’s trapdoor', () => {
    expect(codeText(verifyEncElg(ctx, valid.statement, proof))).toBe('ok');
    expect(codesOf(valid.statement, proof)).toEqual({ object: 'ok', wire: 'ok' });
  });

  it.each([
    ['x = 1', 1n],
    ['x = q - 1', q - 1n],
    ['x = q + 5, inside the slack', q + 5n],
    ['x = 2^256, at the bound', 1n << 256n],
    ['x = -2^256, at the bound', -(1n << 256n)],
  ])('%s', (_, x) => {
    const atBound = encElgCase(x);
    expect(codesOf(atBound.statement, proveEncElg(ctx, atBound.statement, atBound.witness, random)).wire).toBe('ok');
  });

  it('proofs that were prepared ahead, several at once, with the logarithm of A', () => {
    const a = 77n;
    const A = multiplyPublic(G, a);
    const tasks = [5n, q - 5n].map((x) => {
      const { statement, witness } = encElgCase(x);
      const b = witness.b.use((v) => v);
      const own = { ...statement, A, X: multiplyPublic(G, a * b + x) };
      const known = { key, A, logA: SecretInteger.of(a), RP: statement.RP, x: witness.x };
      return { ctx, statement: own, witness, prepared: prepareEncElg(known, random) };
    });
    const proofs = proveEncElgs(tasks, random);
    expect(tasks.map(({ statement }, i) => codesOf(statement, proofs[i] ?? proof).wire)).toEqual(['ok', 'ok']);
  });
});

describe('Pi-enc-elg rejects', () => {
  it.each([
    ['C = 0', { C: 0n }],
    ['C with a factor of N', { C: fixturePrimes('paillier', 0).p }],
    ['C >= N^2', { C: valid.statement.C + N * N }],
    ['A identity', { A: IDENTITY }],
    ['B identity', { B: IDENTITY }],
  ])('by check 1 a statement with %s', (_, changes) => {
    expect(codeText(verifyEncElg(ctx, { ...valid.statement, ...changes }, proof))).toBe('enc-elg.1');
  });

  it.each([
    ['D congruent, not reduced', { D: proof.D + N * N }],
    ['S congruent, not reduced', { S: proof.S + Nh }],
    ['T with a factor of Nh', { T: fixturePrimes('ringPedersen', 0).q }],
    ['z2 congruent, not reduced', { z2: proof.z2 + N }],
    ['z2 a factor of N', { z2: fixturePrimes('paillier', 0).q }],
    ['w congruent, not reduced', { w: proof.w + q }],
    ['w negative', { w: proof.w - q }],
  ])('by check 1 a proof with %s', (_, changes) => {
    expect(codeOf(changes)).toBe('enc-elg.1');
  });

  it.each([
    [1n << 768n, 'ok'],
    [-(1n << 768n), 'ok'],
    [(1n << 768n) + 1n, 'enc-elg.2'],
    [-(1n << 768n) - 1n, 'enc-elg.2'],
  ])('by check 2, and only then, a response outside ±2^768 (%s)', (z1, code) => {
    // With x = 0 the response is the mask, so it can be chosen; all equations hold.
    const zero = encElgCase(0n);
    const made = cheatingProof(zero, prepareWith(zero, { al: z1 }));
    expect(made.z1).toBe(z1);
    expect(codesOf(zero.statement, made)).toEqual({ object: code, wire: code });
  });

  it('by check 3 a ciphertext of x + 1 or x + q, a nonce off by one, and D off', () => {
    const { x, rho } = valid.witness;
    for (const shift of [1n, q]) {
      const shifted = SecretInteger.of(x.use((v) => v) + shift);
      const lying = { ...valid, statement: { ...valid.statement, C: encrypt(key.publicKey, shifted, rho) } };
      expect(codesOf(lying.statement, cheatingProof(lying)).wire).toBe('enc-elg.3');
    }
    expect(codeOf({ z2: proof.z2 + 1n })).toBe('enc-elg.3');
    const masks = prepareWith(valid, {});
    expect(codesOf(valid.statement, cheatingProof(valid, { ...masks, D: masks.D + 1n })).wire).toBe('enc-elg.3');
  });

  it.each([
    ['enc-elg.4', 'X shifted', { statement: { X: valid.statement.X.add(G) } }],
    ['enc-elg.4', 'Y replaced', { prepared: { Y: G } }],
    ['enc-elg.5', 'B shifted', { statement: { B: valid.statement.B.add(G) } }],
    ['enc-elg.5', 'Z replaced', { prepared: { Z: G } }],
    ['enc-elg.6', 'S replaced', { prepared: { S: 4n } }],
    ['enc-elg.6', 'T replaced', { prepared: { T: 4n } }],
  ] as const)(
    'by %s alone a cheating prover with %s',
    (code, _, changes: { statement?: object; prepared?: object }) => {
      const lying = { ...valid, statement: { ...valid.statement, ...changes.statement } };
      const made = cheatingProof(lying, { ...prepareWith(valid, {}), ...changes.prepared });
      expect(codesOf(lying.statement, made)).toEqual({ object: code, wire: code });
    },
  );

  it('every entry of the tamper matrix', () => {
    const other = encElgCase(99n).statement;
    const [p, , pH] = [fixturePrimes('paillier', 0).p, 0, fixturePrimes('ringPedersen', 0).p];
    const unit = { modulus: Nh, factor: pH };
    const statements = Object.fromEntries(
      (['C', 'A', 'B', 'X'] as const).map((name) => [name, { ...valid.statement, [name]: other[name] }]),
    );
    const matrix = tamperMatrix({
      ...{ codec, ctx, proof, statement: valid.statement },
      verify: (c, s, value) => verifyEncElg(c, s, value, { ringPedersen: verifier }),
      moduli: { S: unit, T: unit, D: { modulus: N * N, factor: p }, z2: { modulus: N, factor: p } },
      statements: {
        ...statements,
        N: { ...valid.statement, N: fixturePaillier(1).publicKey.N },
        RP: { ...valid.statement, RP: fixtureRingPedersen(1).parameters },
      },
    });
    expect(
      misjudged(matrix, {
        decode: /^(S|T|D|z2) negated|identity$|^(S|T) <-> (D|z1|z3)$|^D <-> z|^z1 <-> z|^z2 <-> z3$/,
        'decode | enc-elg.1': /^(S|T|z2) \+ modulus/,
        'enc-elg.1': /^(S|T|D|z2) = (0|modulus|multiple of a factor)$|^D \+ modulus|^w negated|<-> w|^w <->/,
        'enc-elg.3':
          /^(S|T|D|Y|Z|z1|z2) (\+ (1|G)|= (1|G|modulus - 1))$|^z1 = 0|^(Y|Z|z1) negated|^S <-> T|^(S|T) <-> z2|^Y <->|^another|^statement/,
        'enc-elg.4': /^w (\+ 1|= .)$/,
        'enc-elg.6': /^z3 (\+ 1|= .|negated)$/,
      }),
    ).toEqual([]);
  });
});

describe('Attack regressions', () => {
  it.each([
    ['near N/2', N / 2n],
    ['a multiple of N/p', fixturePrimes('paillier', 0).q],
    ['2^800', 1n << 800n],
  ])('MtA-no-range: the initiator encrypts k = %s', (_, k) => {
    const lying = encElgCase(k);
    expect(codesOf(lying.statement, cheatingProof(lying))).toEqual({ object: 'enc-elg.2', wire: 'decode' });
  });

  it('MtA-no-range: k = 2^519 fits the length limit and is rejected by its range', () => {
    const lying = encElgCase(1n << 519n);
    expect(codesOf(lying.statement, cheatingProof(lying))).toEqual({ object: 'enc-elg.2', wire: 'enc-elg.2' });
  });

  it('missing-first-message-field: each field is in the challenge, whatever the equations say of it', () => {
    // Fields that no equation up to check 3 contains: changing them breaks the equation of check 3, which only sees e.
    for (const changes of [{ S: 4n }, { T: 4n }, { Y: G }, { Z: G }]) expect(codeOf(changes)).toBe('enc-elg.3');
  });
});

describe('The prover', () => {
  it('sends nothing that its own check refuses', () => {
    const { x } = encElgCase(5n).witness;
    expect(() => proveEncElg(ctx, valid.statement, { ...valid.witness, x }, random)).toThrow(
      expect.objectContaining({ code: 'LOCAL_BUG' }),
    );
    const masks = prepareWith(valid, {});
    expect(() => proveEncElg(ctx, valid.statement, valid.witness, random, { ...masks, D: masks.D + 1n })).toThrow(
      expect.objectContaining({ code: 'LOCAL_BUG' }),
    );
  });

  it('uses masks once', () => {
    const prepared = prepareWith(valid, {});
    proveEncElg(ctx, valid.statement, valid.witness, random, prepared);
    expect(() => proveEncElg(ctx, valid.statement, valid.witness, random, prepared)).toThrow(
      expect.objectContaining({ code: 'SECRET_WIPED' }),
    );
  });
});
