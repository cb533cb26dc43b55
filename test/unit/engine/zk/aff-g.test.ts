import { describe, expect, it } from 'vitest';
import { encrypt } from '../../../../src/engine/crypto/paillier.ts';
import { bitLength } from '../../../../src/engine/crypto/integers.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { G, IDENTITY, q } from '../../../../src/engine/crypto/secp256k1.ts';
import { prepareAffG, proveAffG, proveAffGs, verifyAffG } from '../../../../src/engine/zk/aff-g.ts';
import {
  affGCase,
  cheatingProof,
  codec,
  codesOf,
  ctx,
  owner,
  prepareWith,
  prover,
  random,
  receiver,
  verifier,
} from './aff-g-case.ts';
import { contextOf } from './contexts.ts';
import { fixturePrimes, fixtureRingPedersen } from './fixture-keys.ts';
import { codeText, misjudged, tamperMatrix } from './tamper.ts';

const Y_BOUND = 1n << 1280n;
const valid = affGCase(0xabcdef0123456789n, 12345n - Y_BOUND);
const proof = proveAffG(ctx, valid.statement, valid.witness, random);
const [N0, N1, { Nh }] = [receiver.publicKey.N, prover.publicKey.N, verifier.parameters];
const codeOf = (changes: object): string => codeText(verifyAffG(ctx, valid.statement, { ...proof, ...changes }, owner));
const codeOfStatement = (changes: object): string =>
  codeText(verifyAffG(ctx, { ...valid.statement, ...changes }, proof, owner));

describe('Pi-aff-g accepts', () => {
  it('an honest proof, whatever of the moduli the verifier owns', () => {
    for (const own of [undefined, { ringPedersen: verifier }, { paillier: receiver }, owner]) {
      expect(codeText(verifyAffG(ctx, valid.statement, proof, own))).toBe('ok');
    }
    expect(codesOf(valid.statement, proof)).toEqual({ object: 'ok', wire: 'ok' });
  });

  it.each([
    ['x = 1', 1n, 5n],
    ['x = q + 5, inside the slack', q + 5n, -7n],
    ['x = -2^256 and y = 2^1280, at the bounds', -(1n << 256n), Y_BOUND],
    ['x = 2^256 and y = -2^1280, at the bounds', 1n << 256n, -Y_BOUND],
  ])('%s', (_, x, y) => {
    const { statement, witness } = affGCase(x, y);
    expect(codesOf(statement, proveAffG(ctx, statement, witness, random)).wire).toBe('ok');
  });

  it('two proofs of one message, prepared ahead and made together', () => {
    const cases = [affGCase(3n, 4n), affGCase(q - 3n, -4n)];
    const tasks = cases.map(({ statement, witness }) => ({
      ...{ ctx, statement, witness },
      prepared: prepareAffG({ N0, RP: verifier.parameters, key: prover, x: witness.x, y: witness.y }, random),
    }));
    const proofs = proveAffGs(tasks, random);
    expect(cases.map(({ statement }, i) => codesOf(statement, proofs[i] ?? proof).wire)).toEqual(['ok', 'ok']);
  });
});

describe('Pi-aff-g rejects', () => {
  const [p0, p1] = [fixturePrimes('paillier', 1).p, fixturePrimes('paillier', 0).p];

  it.each([
    ['C with a factor of N0', { C: p0 }],
    ['D = 0', { D: 0n }],
    ['D >= N0^2', { D: valid.statement.D + N0 * N0 }],
    ['Y with a factor of N1', { Y: p1 }],
    ['Y >= N1^2', { Y: valid.statement.Y + N1 * N1 }],
    ['X identity', { X: IDENTITY }],
  ])('by check 1 a statement with %s', (_, changes) => {
    expect(codeOfStatement(changes)).toBe('aff-g.1');
  });

  it.each([
    ['A congruent, not reduced', { A: proof.A + N0 * N0 }],
    ['By congruent, not reduced', { By: proof.By + N1 * N1 }],
    ['E congruent, not reduced', { E: proof.E + Nh }],
    ['S = 0', { S: 0n }],
    ['F congruent, not reduced', { F: proof.F + Nh }],
    ['T with a factor of Nh', { T: fixturePrimes('ringPedersen', 0).p }],
    ['w congruent, not reduced', { w: proof.w + N0 }],
    ['w a factor of N0', { w: p0 }],
    ['wY congruent, not reduced', { wY: proof.wY + N1 }],
    ['wY a factor of N1', { wY: p1 }],
    ['Bx identity', { Bx: IDENTITY }],
  ])('by check 1 a proof with %s', (_, changes) => {
    expect(codeOf(changes)).toBe('aff-g.1');
  });

  it('by check 1 x = 0, though every equation holds', () => {
    const zero = affGCase(0n, 5n);
    expect(codesOf(zero.statement, cheatingProof(zero)).wire).toBe('aff-g.1');
  });

  it('by check 2 a response z1 outside ±2^768', () => {
    // |e| < 2^255, so these masks are on one side of the bound whatever the challenge.
    const one = affGCase(1n, 5n);
    const at = (al: bigint) => codesOf(one.statement, cheatingProof(one, prepareWith(one, { al })));
    const [bound, step] = [1n << 768n, 1n << 255n];
    expect(at(bound - step)).toEqual({ object: 'ok', wire: 'ok' });
    expect(at(step - bound)).toEqual({ object: 'ok', wire: 'ok' });
    expect(at(bound + step)).toEqual({ object: 'aff-g.2', wire: 'aff-g.2' });
    expect(at(-bound - step)).toEqual({ object: 'aff-g.2', wire: 'aff-g.2' });
  });

  it.each([
    ['2^1792', 1n << 1792n, 'ok'],
    ['-2^1792', -(1n << 1792n), 'ok'],
    ['2^1792 + 1', (1n << 1792n) + 1n, 'aff-g.3'],
    ['-2^1792 - 1', -(1n << 1792n) - 1n, 'aff-g.3'],
  ])('by check 3, and only then, the response z2 = %s', (_, z2, code) => {
    // With y = 0 the response is the mask, so it can be chosen; all equations hold.
    const zero = affGCase(7n, 0n);
    const made = cheatingProof(zero, prepareWith(zero, { be: z2 }));
    expect(made.z2).toBe(z2);
    expect(codesOf(zero.statement, made)).toEqual({ object: code, wire: code });
  });

  it('by check 4 a ciphertext D of another x or y, also of x + q', () => {
    for (const [x, y] of [
      [1n, 0n],
      [q, 0n],
      [0n, 1n],
    ] as const) {
      const shifted = affGCase(valid.witness.x.use((v) => v) + x, valid.witness.y.use((v) => v) + y);
      const lying = { ...valid, statement: { ...valid.statement, D: shifted.statement.D } };
      const witness = { ...valid.witness, rho: shifted.witness.rho };
      expect(codesOf(lying.statement, cheatingProof({ ...lying, witness })).wire).toBe('aff-g.4');
    }
    expect(codeOf({ w: proof.w + 1n })).toBe('aff-g.4');
  });

  it('by check 6 a ciphertext Y of y + 1 or of -y, and a nonce off by one', () => {
    const { y, rhoY } = valid.witness;
    for (const other of [y.use((v) => v) + 1n, y.use((v) => -v)]) {
      const Y = prover.encrypt(SecretInteger.of(other), rhoY);
      const lying = { ...valid, statement: { ...valid.statement, Y } };
      expect(codesOf(lying.statement, cheatingProof(lying)).wire).toBe('aff-g.6');
    }
    expect(codeOf({ wY: proof.wY + 1n })).toBe('aff-g.6');
  });

  it.each([
    ['aff-g.4', 'A off', { prepared: { encrypted: 4n } }],
    ['aff-g.5', 'X shifted', { statement: { X: valid.statement.X.add(G) } }],
    ['aff-g.5', 'Bx replaced', { prepared: { Bx: G } }],
    ['aff-g.6', 'By replaced', { prepared: { By: 4n } }],
    ['aff-g.7', 'E replaced', { prepared: { E: 4n } }],
    ['aff-g.7', 'S replaced', { prepared: { S: 4n } }],
    ['aff-g.8', 'F replaced', { prepared: { F: 4n } }],
    ['aff-g.8', 'T replaced', { prepared: { T: 4n } }],
  ] as const)(
    'by %s alone a cheating prover with %s',
    (code, _, changes: { statement?: object; prepared?: object }) => {
      const lying = { ...valid, statement: { ...valid.statement, ...changes.statement } };
      const made = cheatingProof(lying, { ...prepareWith(valid), ...changes.prepared });
      expect(codesOf(lying.statement, made)).toEqual({ object: code, wire: code });
    },
  );

  it('every entry of the tamper matrix', () => {
    const other = affGCase(99n, 98n).statement;
    const unit = { modulus: Nh, factor: fixturePrimes('ringPedersen', 0).p };
    const { statement } = valid;
    const matrix = tamperMatrix({
      ...{ codec, ctx, proof, statement },
      verify: (c, s, value) => verifyAffG(c, s, value, owner),
      moduli: {
        ...{ E: unit, S: unit, F: unit, T: unit },
        A: { modulus: N0 * N0, factor: p0 },
        By: { modulus: N1 * N1, factor: p1 },
        w: { modulus: N0, factor: p0 },
        wY: { modulus: N1, factor: p1 },
      },
      statements: {
        D: { ...statement, D: other.D },
        Y: { ...statement, Y: other.Y },
        X: { ...statement, X: other.X },
        C: { ...statement, C: other.D },
        RP: { ...statement, RP: fixtureRingPedersen(1).parameters },
        'N0 <-> N1': { ...statement, N0: statement.N1, N1: statement.N0 },
      },
    });
    expect(
      misjudged(matrix, {
        decode:
          /^(A|By|[ESFT]|w|wY) negated|identity$|^(A|By) <-> (?!A|By|z2$)|^(A|By) <-> z2|^[ESFT] <-> z|^z[12] <-> z|^z. <-> w/,
        'decode | aff-g.1': /^([ESFT]|w|wY) \+ modulus/,
        'aff-g.1': /^(A|By|[ESFT]|w|wY) = (0|modulus|multiple of a factor)$|^(A|By) \+ modulus|^statement N0/,
        'aff-g.1 | aff-g.4': /^A <-> By|^[ESFT] <-> w|^w <-> wY/,
        'aff-g.4':
          /^(A|Bx|By|[ESFT]|z1|z2|w) (\+ (1|G)|= (1|G|modulus - 1))$|^(z1|z2) (= 0|negated)|^Bx negated|^[ESFT] <-> [ESFT]|^another|^statement (.|RP)$/,
        'aff-g.6': /^wY (\+ 1|= 1|= modulus - 1)$/,
        'aff-g.7': /^z3 (\+ 1|= .|negated|<-> z4)$/,
        'aff-g.8': /^z4 (\+ 1|= .|negated)$/,
      }),
    ).toEqual([]);
  });
});

describe('Attack regressions', () => {
  it.each([
    ['y = 2^1820', 7n, 1n << 1820n, { object: 'aff-g.3', wire: 'decode' }],
    ['y = 2^1543, which fits the length limit', 7n, 1n << 1543n, { object: 'aff-g.3', wire: 'aff-g.3' }],
    ['x = 2^800', 1n << 800n, 7n, { object: 'aff-g.2', wire: 'decode' }],
    ['x = 2^519, which fits the length limit', 1n << 519n, 7n, { object: 'aff-g.2', wire: 'aff-g.2' }],
  ])('MtA-no-range: the responder takes %s', (_, x, y, codes) => {
    const lying = affGCase(x, y);
    expect(codesOf(lying.statement, cheatingProof(lying))).toEqual(codes);
  });

  it('short-beta: the mask of D is as long as its range, and the receiver decrypts nothing of x', () => {
    // The mask of the proof hides y: at least ten bits below its range in 99% of the samples would be a short one.
    const masks = Array.from({ length: 20 }, () => prepareAffG({ ...valid.statement, ...valid.witness }, random).be);
    const lengths = masks.map((be) => be.use(bitLength));
    expect(lengths.filter((bits) => bits < 1782)).toEqual([]);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1792);
    const decrypted = receiver.decrypt(affGCase(q - 1n, Y_BOUND).statement.D).use(bitLength);
    expect(decrypted).toBe(1281);
  });

  it('proof-replay CVE-2022-47930: another session, party, label or verifier', () => {
    const { statement } = valid;
    const other = contextOf('presign/mta-x');
    for (const replayed of [
      { ...ctx, sid: other.sid },
      { ...ctx, prover: other.prover },
      { ...ctx, label: other.label },
      { ...ctx, extra: other.extra },
    ]) {
      expect(codeText(verifyAffG(replayed, statement, proof, owner))).toBe('aff-g.4');
    }
  });

  it('missing-first-message-field: fields that check 4 does not contain change its challenge all the same', () => {
    for (const changes of [{ Bx: G }, { By: 4n }, { E: 4n }, { S: 4n }, { F: 4n }, { T: 4n }]) {
      expect(codeOf(changes)).toBe('aff-g.4');
    }
  });
});

describe('The prover', () => {
  it('sends nothing that its own check refuses', () => {
    const refused = expect.objectContaining({ code: 'LOCAL_BUG' }) as Error;
    const prove = (statement: object, prepared: object) => () =>
      proveAffG(ctx, { ...valid.statement, ...statement }, valid.witness, random, {
        ...prepareWith(valid),
        ...prepared,
      });
    expect(prove({}, { encrypted: 4n })).toThrow(refused);
    expect(prove({}, { By: 4n })).toThrow(refused);
    expect(prove({}, { T: 4n })).toThrow(refused);
    expect(prove({ X: G }, {})).toThrow(refused);
    expect(prove({ Y: encrypt(prover.publicKey, SecretInteger.of(1n), SecretInteger.of(2n)) }, {})).toThrow(refused);
  });

  it('uses masks once', () => {
    const prepared = prepareWith(valid);
    proveAffG(ctx, valid.statement, valid.witness, random, prepared);
    expect(() => proveAffG(ctx, valid.statement, valid.witness, random, prepared)).toThrow(
      expect.objectContaining({ code: 'SECRET_WIPED' }),
    );
  });
});
