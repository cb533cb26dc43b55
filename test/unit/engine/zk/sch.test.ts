import { describe, expect, it } from 'vitest';
import { randomScalar } from '../../../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { G, IDENTITY, multiplyPublic, q } from '../../../../src/engine/crypto/secp256k1.ts';
import { prepareSch, proveSch, schCodec, verifySch } from '../../../../src/engine/zk/sch.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { contextOf } from './contexts.ts';
import { codeText, misjudged, tamperMatrix } from './tamper.ts';

const random = testRng('sch');
const ctx = contextOf('keygen/share');
const secret = randomScalar(random);
const x = SecretInteger.of(secret);
const X = multiplyPublic(G, secret);
const proof = proveSch(ctx, { X }, { x }, random);
const codeOf = (statement: object, changes: object): string =>
  codeText(verifySch(ctx, { X, ...statement }, { ...proof, ...changes }));

describe('Pi-sch', () => {
  it.each([1n, q - 1n, 12345n])('accepts an honest proof for x = %s', (value) => {
    const statement = { X: multiplyPublic(G, value) };
    expect(codeText(verifySch(ctx, statement, proveSch(ctx, statement, { x: SecretInteger.of(value) }, random)))).toBe(
      'ok',
    );
  });

  it('commits first, responds later, and responds once', () => {
    const prepared = prepareSch(random);
    const made = proveSch(ctx, { X }, { x }, random, prepared);
    expect(made.A.equals(prepared.A)).toBe(true);
    expect(codeOf({}, made)).toBe('ok');
    expect(() => proveSch({ ...ctx, extra: random(32) }, { X }, { x }, random, prepared)).toThrow(
      expect.objectContaining({ code: 'SECRET_WIPED' }),
    );
  });

  it('rejects by check 1 the identity and a response that is not reduced', () => {
    expect(codeOf({ X: IDENTITY }, {})).toBe('sch.1');
    expect(codeOf({}, { A: IDENTITY })).toBe('sch.1');
    expect(codeOf({}, { z: proof.z + q })).toBe('sch.1');
    expect(codeOf({}, { z: proof.z - q })).toBe('sch.1');
  });

  it('rejects by check 2 a proof that does not fit', () => {
    expect(codeOf({}, { z: proof.z ^ 1n })).toBe('sch.2');
    expect(codeOf({ X: X.negate() }, {})).toBe('sch.2');
  });

  it('missing-first-message-field: A is in the challenge, though the equation would hold under the old one', () => {
    expect(codeOf({}, { A: proof.A.add(G), z: (proof.z + 1n) % q })).toBe('sch.2');
  });

  it('rejects every entry of the tamper matrix', () => {
    const matrix = tamperMatrix({
      ...{ codec: schCodec, ctx, proof, statement: { X }, moduli: { z: { modulus: q, factor: 1n } } },
      verify: verifySch,
      statements: { X: { X: X.add(G) }, 'negated X': { X: X.negate() } },
    });
    expect(
      misjudged(matrix, {
        decode: /identity$|^z = modulus$/,
        'decode | sch.1': /^z \+ modulus/,
        'sch.1': /^z negated/,
        'sch.2': /^z (\+ 1|= [012]|= modulus - 1|= multiple of a factor)$|^A (\+ G|negated|= G)|^another|^statement/,
      }),
    ).toEqual([]);
  });

  it('proof-replay CVE-2022-47930: a proof of one party is worthless for another, even of the same statement', () => {
    const other = contextOf('keygen/const');
    for (const replayed of [
      { ...ctx, prover: other.prover },
      { ...ctx, sid: other.sid },
      { ...ctx, label: other.label },
    ]) {
      expect(codeText(verifySch(replayed, { X }, proof))).toBe('sch.2');
    }
  });

  it('refuses to send a proof for another x', () => {
    expect(() => proveSch(ctx, { X }, { x: SecretInteger.of(5n) }, random)).toThrow(
      expect.objectContaining({ code: 'LOCAL_BUG' }),
    );
  });
});
