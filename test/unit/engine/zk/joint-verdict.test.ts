import { describe, expect, it } from 'vitest';
import { G, q } from '../../../../src/engine/crypto/secp256k1.ts';
import { proveAffGs, verifyAffGs } from '../../../../src/engine/zk/aff-g.ts';
import { prepareEncElg, proveEncElgs, verifyEncElgs } from '../../../../src/engine/zk/enc-elg.ts';
import * as affG from './aff-g-case.ts';
import * as encElg from './enc-elg-case.ts';
import { codeText } from './tamper.ts';

const tasks = [3n, q - 3n].map((x) => ({ ctx: encElg.ctx, ...encElg.encElgCase(x) }));
const received = proveEncElgs(tasks, encElg.random).map((proof, i) => ({ ...(tasks[i] ?? tasks[0]!), proof }));
const owner = { ringPedersen: encElg.verifier };
const codesOf = (changes: readonly object[]): readonly string[] =>
  verifyEncElgs(
    received.map((one, i) => ({ ...one, proof: { ...one.proof, ...changes[i] } })),
    encElg.random,
    owner,
  ).map(codeText);

describe('proofs verified together', () => {
  it('are accepted like singly, in any number', () => {
    expect(codesOf([])).toEqual(['ok', 'ok']);
    expect(verifyEncElgs(received.slice(0, 1), encElg.random).map(codeText)).toEqual(['ok']);
    expect(verifyEncElgs([], encElg.random)).toEqual([]);
  });

  it('get their own codes when one fails', () => {
    const [first, second] = received.map(({ proof }) => proof);
    if (first === undefined || second === undefined) throw new Error('two proofs');
    expect(codesOf([{}, { z1: second.z1 + 1n }])).toEqual(['ok', 'enc-elg.3']);
    expect(codesOf([{ z2: first.z2 + 1n }, {}])).toEqual(['enc-elg.3', 'ok']);
    expect(codesOf([{ w: (first.w + 1n) % q }, { z3: second.z3 + 1n }])).toEqual(['enc-elg.4', 'enc-elg.6']);
    expect(codesOf([{ S: 0n }, { z1: 1n << 769n }])).toEqual(['enc-elg.1', 'enc-elg.2']);
    expect(codesOf([{}, { Z: G }])).toEqual(['ok', 'enc-elg.3']);
  });

  it('cannot make up for each other', () => {
    const [first, second] = received.map(({ proof }) => proof);
    if (first === undefined || second === undefined) throw new Error('two proofs');
    // The errors cancel in an unweighted sum: +1 and -1 in the plaintexts, and in the scalars.
    expect(codesOf([{ z1: first.z1 + 1n }, { z1: second.z1 - 1n }])).toEqual(['enc-elg.3', 'enc-elg.3']);
    expect(codesOf([{ w: (first.w + 1n) % q }, { w: (second.w + q - 1n) % q }])).toEqual(['enc-elg.4', 'enc-elg.4']);
    expect(codesOf([{ z3: first.z3 + 1n }, { z3: second.z3 - 1n }])).toEqual(['enc-elg.6', 'enc-elg.6']);
    // A negated nonce response of one proof is found; its weight is not of one parity.
    const { N } = encElg.key.publicKey;
    expect(codesOf([{ z2: N - first.z2 }, {}])).toEqual(['enc-elg.3', 'ok']);
  });

  it('are refused, by the owner of the parameters and by others, when one of them has a negated commitment', () => {
    const { random, ctx, verifier } = encElg;
    const { statement, witness } = encElg.encElgCase(9n);
    const { Nh } = statement.RP;
    const honest = prepareEncElg({ ...statement, ...witness }, random);
    const negated = {
      ctx,
      statement,
      proof: encElg.cheatingProof({ statement, witness }, { ...honest, T: Nh - honest.T }),
    };
    for (const owned of [{ ringPedersen: verifier }, undefined]) {
      const codes = verifyEncElgs([...received, negated], random, owned).map(codeText);
      expect(codes).toEqual(['ok', 'ok', 'enc-elg.6']);
    }
  });

  it('hold for both equations of Pi-aff-g under two moduli', () => {
    const { random, ctx } = affG;
    const made = [affG.affGCase(5n, -6n), affG.affGCase(7n, 8n)].map((one) => ({ ctx, ...one }));
    const proofs = proveAffGs(made, random).map((proof, i) => ({ ...(made[i] ?? made[0]!), proof }));
    const verdicts = (changes: object) =>
      verifyAffGs(
        proofs.map((one, i) => (i === 0 ? one : { ...one, proof: { ...one.proof, ...changes } })),
        random,
        affG.owner,
      ).map(codeText);
    const second = proofs[1]?.proof;
    expect(verdicts({})).toEqual(['ok', 'ok']);
    expect(verdicts({ w: (second?.w ?? 0n) + 1n })).toEqual(['ok', 'aff-g.4']);
    expect(verdicts({ wY: (second?.wY ?? 0n) + 1n })).toEqual(['ok', 'aff-g.6']);
    expect(verdicts({ z4: (second?.z4 ?? 0n) + 1n })).toEqual(['ok', 'aff-g.8']);
  });
});
