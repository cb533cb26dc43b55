/** The error round (cggmp24.md 7). It takes seconds of proofs: the other cases are in test/full. */
import { expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { G } from '../../src/engine/crypto/secp256k1.ts';
import { presignRounds } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import { NOTICE } from '../../src/engine/mpc/protocol/notice.ts';
import { echoOwn, send } from '../../src/engine/mpc/protocol/protocol.ts';
import {
  addScalar,
  changeMessages,
  cheatedFullSign,
  cheatedPresign,
  emptyErrorRound,
  errorRoundForNothing,
  lieInPs3,
  type Cheat,
  type ErrorCheat,
} from './ecdsa-cheaters.ts';
import { endedInErrorRound } from '../../src/engine/mpc/cggmp24/error-round-checks.ts';
import { makeSigningKey } from './ecdsa-signing-runs.ts';
import type { Device } from './party.ts';
import { DEADLINE } from './runs.ts';
import { cheat, resign } from './sim-net.ts';
import { expectProven, expectUnresponsive } from './verdicts.ts';

const key = makeSigningKey(2, 3);
const [alice, , carol] = key.all as [Device, Device, Device];
const two = { ...key, signers: [alice, carol], cheater: carol };
const falseDelta: ErrorCheat = { errorCase: 'N', ps3: (m) => ({ ...m, delta: addScalar(m.delta) }) };

it('PS-DELTA: a false delta is named by the proof of decryption, and keeping the echo of the error round back helps nobody', () => {
  const hooks = [cheat(carol, 104, () => [])];
  const { net, nodes } = cheatedPresign({ ...two, cheat: lieInPs3(falseDelta), hooks });
  net.run();
  expectProven(nodes, [{ cheater: carol, code: 'er.dec' }]);
});

it('PS-SILENT: who does not answer in the error round is suspected, whatever it says to lack (more in excuses.test.ts)', () => {
  const missing = [{ round: 4, party: alice.pid }];
  const lie = encodeWith(NOTICE.codec, { code: 'UNRESPONSIVE', evidence: [], forwards: [], missing });
  const { net, nodes } = cheatedPresign({
    ...two,
    cheat: lieInPs3({ ...falseDelta, er: (_truth, context) => emptyErrorRound(context) }),
    hooks: [
      (d) => (d.from === carol && [4, 104].includes(d.envelope.round) ? [] : [d]),
      cheat(carol, NOTICE.id, (d) => [resign(d, { payload: lie })]),
    ],
  });
  net.run();
  const [{ session }] = nodes as [(typeof nodes)[0]];
  // Proofs take longer than the run was meant to: nobody is suspected at the old deadline
  net.advanceTo(DEADLINE + 5_000n);
  expect(session.state).toMatchObject({ type: 'waiting', round: 4, on: [carol.pid] });
  expect(session.rounds.map(({ label }) => label)).toContain('Error round');
  expectUnresponsive(net, nodes, carol, 180_000n);
  const { state } = session;
  expect(state.type === 'aborted' && endedInErrorRound(state.error)).toBe(true);
});

it.each([
  ['presigning', cheatedPresign],
  ['full signing', cheatedFullSign],
])('an error round for nothing is a fault in %s', (_what, run) => {
  const { net, nodes } = run({ ...two, cheat: errorRoundForNothing(emptyErrorRound) });
  net.run();
  expectProven(nodes, [{ cheater: carol, code: 'er.case' }]);
});

it('going on although E1 fails is a fault in full signing', () => {
  const { net, nodes } = cheatedFullSign({ ...two, cheat: changeMessages('PS3', falseDelta.ps3) });
  net.run();
  expectProven(nodes, [{ cheater: carol, code: 'er.case' }]);
});

it('announcing an error round for nothing is a fault in full signing', () => {
  const announce: Cheat = function* (effect, { rounds: { PS3, ECHO3, ONF } }) {
    if (effect.op !== 'send' || effect.round.id !== ONF.id) return yield effect;
    return yield* send(ECHO3, 'all', { round: PS3.id, h: yield* echoOwn(PS3) });
  };
  const { net, nodes } = cheatedFullSign({ ...two, cheat: announce });
  net.run();
  expectProven(nodes, [{ cheater: carol, code: 'er.case' }]);
});

it.each([
  ['presigning', cheatedPresign],
  ['full signing', cheatedFullSign],
])('different PS3 are named as equivocation before anything is proven, in %s', (_what, run) => {
  const three = makeSigningKey(3, 3);
  const [first, , third] = three.all as [Device, Device, Device];
  const { codec } = presignRounds(profileOf('TEST'), 3).PS3;
  const { net, nodes } = run({
    ...three,
    signers: three.all,
    cheater: third,
    cheat: changeMessages('PS3', (m) => m),
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
  expect(net.sent.filter(({ envelope }) => envelope.round === 4)).toEqual([]);
});
