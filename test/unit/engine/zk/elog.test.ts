import { describe, expect, it } from 'vitest';
import { mod } from '../../../../src/engine/crypto/integers.ts';
import { randomScalar } from '../../../../src/engine/crypto/sampling.ts';
import { respond, SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { G, IDENTITY, multiplyPublic, q, type Point } from '../../../../src/engine/crypto/secp256k1.ts';
import { elogCodec, prepareElog, proveElog, verifyElog, type ElogStatement } from '../../../../src/engine/zk/elog.ts';
import { scalarChallenge } from '../../../../src/engine/zk/challenge.ts';
import { pointFields, proofStream } from '../../../../src/engine/zk/proof-context.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { contextOf } from './contexts.ts';
import { codeText, misjudged, tamperMatrix } from './tamper.ts';

const random = testRng('elog');
const ctx = contextOf('presign/Gamma', false);
const logX = randomScalar(random);

interface Case {
  readonly statement: ElogStatement;
  readonly witness: { readonly y: SecretInteger; readonly lam: SecretInteger };
}

function elogCase(y: bigint, h: Point): Case {
  const lam = randomScalar(random);
  const X = multiplyPublic(G, logX);
  return {
    statement: {
      L: multiplyPublic(G, lam),
      M: multiplyPublic(G, y).add(multiplyPublic(X, lam)),
      X,
      Y: multiplyPublic(h, y),
      h,
    },
    witness: { y: SecretInteger.of(y), lam: SecretInteger.of(lam) },
  };
}

const Gamma = multiplyPublic(G, randomScalar(random));
const valid = elogCase(randomScalar(random), Gamma);
const proof = proveElog(ctx, valid.statement, valid.witness, random);
const codeOf = (statement: object, changes: object): string =>
  codeText(verifyElog(ctx, { ...valid.statement, ...statement }, { ...proof, ...changes }));
const fields = ['L', 'M', 'X', 'Y', 'h'] as const;

/** What a prover gets that changes the statement or its first message and then answers the challenge of what it changed. */
function verdictOnCheat(statementChanges: object, firstChanges: object): string {
  const statement: ElogStatement = { ...valid.statement, ...statementChanges };
  const { al, m, ...honest } = prepareElog(valid.statement, random);
  const first = { ...honest, B: honest.B ?? G, ...firstChanges };
  const { L, M, X, Y, h } = statement;
  const e = scalarChallenge(proofStream('elog', ctx, ...pointFields(L, M, X, Y, h, first.A, first.Nn, first.B)));
  const [z, u] = [respond(al, e, valid.witness.lam), respond(m, e, valid.witness.y)].map((v) => mod(v, q));
  return codeText(verifyElog(ctx, statement, { ...first, z: z ?? 0n, u: u ?? 0n }));
}

describe('Pi-elog', () => {
  it.each([
    ['h = G', randomScalar(random), G],
    ['h = Gamma', randomScalar(random), Gamma],
    ['y = 1', 1n, Gamma],
    ['y = q - 1', q - 1n, Gamma],
  ])('accepts an honest proof with %s', (_, y, h) => {
    const { statement, witness } = elogCase(y, h);
    expect(codeText(verifyElog(ctx, statement, proveElog(ctx, statement, witness, random)))).toBe('ok');
  });

  it.each([[G], [undefined]])('accepts one that was prepared ahead, and gives it once', (h) => {
    const { statement, witness } = elogCase(4n, h ?? Gamma);
    const known = { X: statement.X, logX: SecretInteger.of(logX) };
    const prepared = prepareElog(h === undefined ? known : { ...known, h }, random);
    const made = proveElog(ctx, statement, witness, random, prepared);
    expect(codeText(verifyElog(ctx, statement, made))).toBe('ok');
    expect(() => proveElog(ctx, statement, witness, random, prepared)).toThrow(
      expect.objectContaining({ code: 'SECRET_WIPED' }),
    );
  });

  it('rejects by check 1 the identity anywhere and responses that are not reduced', () => {
    for (const name of fields) expect(codeOf({ [name]: IDENTITY }, {})).toBe('elog.1');
    for (const name of ['A', 'Nn', 'B']) expect(codeOf({}, { [name]: IDENTITY })).toBe('elog.1');
    expect(codeOf({}, { z: proof.z + q })).toBe('elog.1');
    expect(codeOf({}, { u: proof.u - q })).toBe('elog.1');
  });

  it('rejects by check 1 y = 0, though every equation holds', () => {
    const { statement, witness } = elogCase(0n, Gamma);
    expect(() => proveElog(ctx, statement, witness, random)).toThrow(expect.objectContaining({ code: 'LOCAL_BUG' }));
  });

  it.each([
    ['elog.2', 'A', 'L'],
    ['elog.3', 'Nn', 'M'],
    ['elog.4', 'B', 'Y'],
  ] as const)('rejects by %s alone a prover that answers for another %s or another %s', (code, first, field) => {
    expect(verdictOnCheat({}, { [first]: proof.A.add(proof.B) })).toBe(code);
    expect(verdictOnCheat({ [field]: valid.statement[field].add(G) }, {})).toBe(code);
  });

  it('missing-first-message-field: A, Nn and B are in the challenge, though the equations would hold under the old one', () => {
    const { X, h } = valid.statement;
    const { A, Nn, B, z, u } = proof;
    expect(codeOf({}, { A: A.add(G), Nn: Nn.add(X), z: (z + 1n) % q })).toBe('elog.2');
    expect(codeOf({}, { Nn: Nn.add(G), B: B.add(h), u: (u + 1n) % q })).toBe('elog.2');
  });

  it('rejects every entry of the tamper matrix', () => {
    const other = elogCase(99n, multiplyPublic(G, 98n)).statement;
    const { statement } = valid;
    const statements = Object.fromEntries(
      fields.filter((name) => name !== 'X').map((name) => [name, { ...statement, [name]: other[name] }]),
    );
    const matrix = tamperMatrix({
      ...{ codec: elogCodec, ctx, proof, statement, verify: verifyElog },
      moduli: { z: { modulus: q, factor: 1n }, u: { modulus: q, factor: 1n } },
      statements: { ...statements, 'X <-> h': { ...statement, X: statement.h, h: statement.X } },
    });
    expect(
      misjudged(matrix, {
        decode: /identity$|^[zu] = modulus$/,
        'decode | elog.1': /^[zu] \+ modulus/,
        'elog.1': /^[zu] negated/,
        'elog.2':
          /^z (\+ 1|= [01]|= modulus - 1|= multiple of a factor)$|^z <-> u|^(A|Nn|B) (\+ G|negated|= G|<->)|^another|^statement/,
        'elog.3': /^u (\+ 1|= [01]|= modulus - 1|= multiple of a factor)$/,
      }),
    ).toEqual([]);
  });

  it('proof-replay CVE-2022-47930: another session, party or label', () => {
    const other = contextOf('presign/Delta', false);
    for (const replayed of [
      { ...ctx, prover: other.prover },
      { ...ctx, sid: other.sid },
      { ...ctx, label: other.label },
    ]) {
      expect(codeText(verifyElog(replayed, valid.statement, proof))).toBe('elog.2');
    }
  });
});
