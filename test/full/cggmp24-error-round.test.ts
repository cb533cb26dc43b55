/** Error rounds of threshold ECDSA with every kind of lie, two and three signers (cggmp24.md 7): minutes of proofs. */
import { describe, it } from 'vitest';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { G } from '../../src/engine/crypto/secp256k1.ts';
import { presignRounds, type Er } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import {
  addScalar,
  changeMessages,
  cheatedFullSign,
  cheatedPresign,
  emptyErrorRound,
  lieInPs3,
  type Cheat,
  type ErrorCheat,
} from '../protocol/ecdsa-cheaters.ts';
import { makeSigningKey } from '../protocol/ecdsa-signing-runs.ts';
import type { Device } from '../protocol/party.ts';
import { resign, SimNet } from '../protocol/sim-net.ts';
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

  it('going on although E1 fails', () => {
    const cheat = changeMessages('PS3', (m) => falseDelta.ps3(m));
    const { net, nodes } = cheatedPresign({ ...two, cheat });
    net.run();
    expectProven(nodes, [{ cheater: carol, code: 'er.case' }]);
  });

  it('a false S in full signing', () => {
    const { net, nodes } = cheatedFullSign({ ...two, cheat: lieInPs3(falseS) });
    net.run();
    expectProven(nodes, [{ cheater: carol, code: 'er.dec' }]);
  });
});

describe('three signers', () => {
  const key = makeSigningKey(3, 3);
  const [first, second, third] = key.all as [Device, Device, Device];
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

  it.each([
    ['presigning', cheatedPresign],
    ['full signing', cheatedFullSign],
  ])(
    'different PS3 lead one signer into an error round and the other on: the equivocation is named in %s',
    (_what, run) => {
      const { codec } = presignRounds(profileOf('TEST'), 3).PS3;
      const honest: Cheat = changeMessages('PS3', (m) => m);
      const { net, nodes } = run({
        ...three,
        cheat: honest,
        hooks: [
          (d) => {
            if (d.from !== third || d.to !== first || d.envelope.round !== 3) return [d];
            const ps3 = decodeWith(codec, d.envelope.payload);
            return [resign(d, { payload: encodeWith(codec, { ...ps3, S: ps3.S.add(G) }) })];
          },
        ],
      });
      net.run();
      expectProven(nodes, [{ cheater: third, code: 'EQUIVOCATION' }]);
    },
  );

  it('PS-SILENT: honest signers are cleared', () => {
    const { net, nodes } = cheatedPresign({
      ...three,
      cheat: lieInPs3({ ...falseDelta, er: (_truth, context) => emptyErrorRound(context) }),
      hooks: [(d) => (d.from === third && [4, 104, 400].includes(d.envelope.round) ? [] : [d])],
    });
    net.run();
    expectUnresponsive(net, nodes, third);
  });
});

function revealOther(er: Er): Er {
  return { ...er, revealed: er.revealed.map((mta, i) => (i === 0 ? { ...mta, D: mta.D + 1n } : mta)) };
}
