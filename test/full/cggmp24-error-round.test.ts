/** Error rounds of threshold ECDSA with every kind of lie, two and three signers (cggmp24.md 7): minutes of proofs. */
import { describe, it } from 'vitest';
import { G } from '../../src/engine/crypto/secp256k1.ts';
import type { Er } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import {
  addScalar,
  changeMessages,
  cheatedFullSign,
  cheatedPresign,
  emptyErrorRound,
  lieInPs3,
  type ErrorCheat,
} from '../protocol/ecdsa-cheaters.ts';
import { makeSigningKey } from '../protocol/ecdsa-signing-runs.ts';
import type { Device } from '../protocol/party.ts';
import { SimNet } from '../protocol/sim-net.ts';
import { expectProven, expectUnresponsive } from '../protocol/verdicts.ts';

const falseDelta: ErrorCheat = { errorCase: 'N', ps3: (m) => ({ ...m, delta: addScalar(m.delta) }) };
const falseS: ErrorCheat = { errorCase: 'X', ps3: (m) => ({ ...m, S: m.S.add(G) }) };

describe('two signers', () => {
  const key = makeSigningKey(2, 3);
  const [alice, , carol] = key.all as [Device, Device, Device];
  const two = { ...key, signers: [alice, carol], cheater: carol };

  it.each<[string, ErrorCheat, string]>([
    ['PS-S: S is false', falseS, 'er.dec'],
    [
      'both delta and S are false: E1 comes first',
      { ...falseDelta, ps3: (m) => falseS.ps3(falseDelta.ps3(m)) },
      'er.dec',
    ],
    ['the true case under the wrong number', { ...falseDelta, er: (truth) => ({ ...truth(), case: 1 }) }, 'er.case'],
    [
      'other ciphertexts are revealed',
      { ...falseDelta, er: (_truth, context) => emptyErrorRound(context) },
      'er.digest',
    ],
  ])('%s', (_what, lie, code) => {
    const { net, nodes } = cheatedPresign({ ...two, cheat: lieInPs3(lie) });
    net.run();
    expectProven(nodes, [{ cheater: carol, code }]);
  });

  it('a false S in full signing', () => {
    const { net, nodes } = cheatedFullSign({ ...two, cheat: lieInPs3(falseS) });
    net.run();
    expectProven(nodes, [{ cheater: carol, code: 'er.dec' }]);
  });
});

describe('three signers', () => {
  const key = makeSigningKey(3, 3);
  const [, second, third] = key.all as [Device, Device, Device];
  const three = { ...key, signers: key.all, cheater: third };

  it.each<[string, ErrorCheat, string]>([
    ['a false S', falseS, 'er.dec'],
    [
      'ciphertexts revealed falsely to one: the others are not charged with what nobody can check',
      { ...falseDelta, er: (truth) => revealOther(truth()) },
      'er.digest',
    ],
  ])('%s', (_what, lie, code) => {
    const { net, nodes } = cheatedPresign({ ...three, cheat: lieInPs3(lie) });
    net.run();
    expectProven(nodes, [{ cheater: third, code }]);
  });

  it('a liar and one that spoils a proof are both named', () => {
    const liar = cheatedPresign({ ...three, cheat: lieInPs3(falseDelta) });
    const spoiler = cheatedPresign({
      ...three,
      cheater: second,
      cheat: changeMessages('ER', (er) => ({ ...er, proofs: er.proofs.map((proof) => proof.toReversed()) })),
    });
    const nodes = [liar.nodes[0]!, spoiler.nodes[1]!, liar.nodes[2]!];
    new SimNet(nodes).run();
    expectProven(nodes, [
      { cheater: second, code: 'er.aff' },
      { cheater: third, code: 'er.dec' },
    ]);
  });

  it('PS-SILENT: honest signers are cleared', () => {
    const { net, nodes } = cheatedPresign({
      ...three,
      cheat: lieInPs3({ ...falseDelta, er: (_truth, context) => emptyErrorRound(context) }),
      hooks: [(d) => (d.from === third && [4, 104, 400].includes(d.envelope.round) ? [] : [d])],
    });
    net.run();
    expectUnresponsive(net, nodes, third, 360_000n);
  });
});

function revealOther(er: Er): Er {
  return { ...er, revealed: er.revealed.map((mta, i) => (i === 0 ? { ...mta, D: mta.D + 1n } : mta)) };
}
