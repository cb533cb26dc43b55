/** The error round (cggmp24.md 7). It takes seconds of proofs: the other cases are in test/full. */
import { expect, it } from 'vitest';
import {
  addScalar,
  cheatedFullSign,
  cheatedPresign,
  emptyErrorRound,
  errorRoundForNothing,
  lieInPs3,
  type ErrorCheat,
} from './ecdsa-cheaters.ts';
import { makeSigningKey } from './ecdsa-signing-runs.ts';
import type { Device } from './party.ts';
import { expectProven, expectUnresponsive } from './verdicts.ts';

const key = makeSigningKey(2, 3);
const [alice, , carol] = key.all as [Device, Device, Device];
const two = { ...key, signers: [alice, carol], cheater: carol };
const falseDelta: ErrorCheat = { errorCase: 'N', ps3: (m) => ({ ...m, delta: addScalar(m.delta) }) };

it('PS-DELTA: a false delta is named by the proof of decryption', () => {
  const { net, nodes } = cheatedPresign({ ...two, cheat: lieInPs3(falseDelta) });
  net.run();
  expectProven(nodes, [{ cheater: carol, code: 'er.dec' }]);
});

it('PS-SILENT: who does not answer in the error round is suspected', () => {
  const { net, nodes } = cheatedPresign({
    ...two,
    cheat: lieInPs3({ ...falseDelta, er: (_truth, context) => emptyErrorRound(context) }),
    hooks: [(d) => (d.from === carol && [4, 104, 400].includes(d.envelope.round) ? [] : [d])],
  });
  net.run();
  expect(nodes[0]!.session.state).toMatchObject({ type: 'waiting', round: 4, on: [carol.pid] });
  expectUnresponsive(net, nodes, carol);
});

it.each([
  ['presigning', cheatedPresign],
  ['full signing', cheatedFullSign],
])('an error round for nothing is a fault in %s', (_what, run) => {
  const { net, nodes } = run({ ...two, cheat: errorRoundForNothing(emptyErrorRound) });
  net.run();
  expectProven(nodes, [{ cheater: carol, code: 'er.case' }]);
});
