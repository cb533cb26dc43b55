/** One test per check of rounds 1 to 3 (cggmp24.md 6 and 7): every honest signer names the deviating one, with evidence, and keeps nothing. */
import { describe, it } from 'vitest';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { G } from '../../src/engine/crypto/secp256k1.ts';
import { presignRounds } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import type { PresignContext } from '../../src/engine/mpc/cggmp24/presign.ts';
import { memberOf, setUpSigning } from '../../src/engine/mpc/cggmp24/signing-setup.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { changeMessages, changeMta, cheatedPresign, type Cheat } from './ecdsa-cheaters.ts';
import { makeSigningKey } from './ecdsa-signing-runs.ts';
import type { Device } from './party.ts';
import { resign, type Delivery, type Hook } from './sim-net.ts';
import { expectProven, expectUnresponsive } from './verdicts.ts';

const key = makeSigningKey(2, 3);
const [alice, bob, carol] = key.all as [Device, Device, Device];
const signers = [alice, carol];

function run(cheat: Cheat, more: { twist?: (context: PresignContext) => PresignContext } = {}) {
  const made = cheatedPresign({ ...key, signers, cheater: carol, cheat, ...more });
  made.net.run();
  return made.nodes;
}

describe('round 1', () => {
  it.each<[string, Cheat, string]>([
    ['K is zero', changeMessages('PS1', (m) => ({ ...m, K: 0n })), 'ps1.group'],
    ['G is K', changeMessages('PS1', (m) => ({ ...m, G: m.K })), 'ps1.group'],
    ['A1 is shifted', changeMessages('PS1', (m) => ({ ...m, A1: m.A1.add(G) })), 'ps1.psi0'],
    ['B2 is shifted', changeMessages('PS1', (m) => ({ ...m, B2: m.B2.add(G) })), 'ps1.psi1'],
    ['S is negative', changeMessages('PS1P', (m) => ({ ...m, psi0: { ...m.psi0, S: -m.psi0.S } })), 'decode'],
  ])('%s', (_what, cheat, code) => expectProven(run(cheat), [{ cheater: carol, code }]));
});

describe('round 2', () => {
  const { N } = key.shares[0]!.aux!.publics[0]!;

  it.each<[string, Cheat, string]>([
    ['Gamma is shifted', changeMessages('PS2', (m) => ({ ...m, Gamma: m.Gamma.add(G) })), 'ps2.psiG'],
    ['PS-DIG: another digest', changeMessages('PS2', (m) => ({ ...m, dig: [new Uint8Array(32)] })), 'ps2.digest'],
    ['a digest too many', changeMessages('PS2', (m) => ({ ...m, dig: [...m.dig, ...m.dig] })), 'decode'],
    ['D is zero', changeMta(() => ({ D: 0n })), 'ps2.group'],
    ['D encrypts one more', changeMta(({ D }) => ({ D: (D * (1n + N)) % (N * N) })), 'ps2.psi'],
  ])('%s', (_what, cheat, code) => expectProven(run(cheat), [{ cheater: carol, code }]));

  it('PS-MIX: the additive share of another signing set, proven correctly', () => {
    const twist = (context: PresignContext): PresignContext => {
      const { setup, self } = context;
      const others = [bob, carol].map(({ pid }) => partyIdOf(pid));
      const { W, weight } = memberOf(setUpSigning({ ...setup, signers: others }), self);
      const member = { ...memberOf(setup, self), W, weight };
      return { ...context, setup: { ...setup, members: new Map([...setup.members, [self, member]]) } };
    };
    expectProven(
      run(
        changeMessages('PS1', (m) => m),
        { twist },
      ),
      [{ cheater: carol, code: 'ps2.psih' }],
    );
  });
});

describe('round 3', () => {
  it.each<[string, Cheat, string]>([
    ['delta is zero', changeMessages('PS3', (m) => ({ ...m, delta: 0n })), 'ps3.group'],
    ['Delta is shifted', changeMessages('PS3', (m) => ({ ...m, Delta: m.Delta.add(G) })), 'ps3.psiD'],
    ['the echo of PS2 is another', changeMessages('PS3', (m) => ({ ...m, echo2: new Uint8Array(32) })), 'ECHO_LIST'],
  ])('%s', (_what, cheat, code) => expectProven(run(cheat), [{ cheater: carol, code }]));
});

describe('three signers', () => {
  const three = makeSigningKey(3, 3);
  const [first, , third] = three.all as [Device, Device, Device];
  const codec = presignRounds(profileOf('TEST'), 3).PS1.codec;
  const honest = changeMessages('PS1', (m) => m);

  function runThree(cheat: Cheat, hook?: Hook) {
    const made = cheatedPresign({
      ...three,
      signers: three.all,
      cheater: third,
      cheat,
      ...(hook && { hooks: [hook] }),
    });
    made.net.run();
    return made;
  }

  it('are convinced by the evidence of the only one that was served badly', () => {
    const cheat = changeMessages('PS2P', (m, to) => (to === first.hex ? { ...m, Dh: m.Dh + 1n } : m));
    expectProven(runThree(cheat).nodes, [{ cheater: third, code: 'ps2.digest' }]);
  });

  it('name who sends them different PS1', () => {
    const { nodes } = runThree(honest, (d) => {
      const isTarget = d.from === third && d.to === first && d.envelope.round === 1 && d.envelope.to.length === 0;
      if (!isTarget) return [d];
      const ps1 = decodeWith(codec, d.envelope.payload);
      return [resign(d, { payload: encodeWith(codec, { ...ps1, K: ps1.K + 1n }) })];
    });
    expectProven(nodes, [{ cheater: third, code: 'EQUIVOCATION' }]);
  });

  it.each([2, 103])('suspect who keeps silent from round %i on', (from) => {
    const stage = (round: number): number => (round >= 100 ? (round - 100) * 2 + 1 : round * 2);
    const isSilent = (d: Delivery): boolean => d.from === third && stage(d.envelope.round) >= stage(from);
    const { net, nodes } = runThree(honest, (d) => (isSilent(d) ? [] : [d]));
    expectUnresponsive(net, nodes, third);
  });
});
