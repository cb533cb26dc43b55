/** Excuses at the deadline (`src/engine/mpc/protocol/timeout.ts`): a lie frees nobody who can be found out, and names nobody who is honest. */
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { bytesCodec, encodeWith, structCodec } from '../../src/base/tlv-decode.ts';
import { defineProtocol } from '../../src/engine/mpc/protocol/definition.ts';
import { NOTICE } from '../../src/engine/mpc/protocol/notice.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { blame, receive, send, type Protocol, type Round } from '../../src/engine/mpc/protocol/protocol.ts';
import { withReady } from '../../src/engine/mpc/protocol/ready.ts';
import { enterRun } from '../../src/engine/mpc/protocol/run-options.ts';
import { Session } from '../../src/engine/mpc/protocol/session.ts';
import { runOptions } from './ecdsa-runs.ts';
import { devices, type Device } from './party.ts';
import { DEADLINE, keygenNet, runIdOf } from './runs.ts';
import { cheat, resign, SimNet, type Delivery, type Hook, type SimNode } from './sim-net.ts';

const all = devices(3);
const [alice, bob, carol] = all as [Device, Device, Device];

/** What Carol says at her deadline, or when she gives up. */
function notice(code: string, ...missing: (readonly [round: number, party: Device])[]): Uint8Array {
  const lacks = missing.map(([round, { pid }]) => ({ round, party: pid }));
  return encodeWith(NOTICE.codec, { code, evidence: [], forwards: [], missing: lacks });
}

const saying = (payload: Uint8Array): Hook => cheat(carol, NOTICE.id, (d) => [resign(d, { payload })]);

/** Whom each of Alice and Bob names after the deadline. */
function namedBy<T>(net: SimNet<T>, nodes: readonly SimNode<T>[], deadline = DEADLINE): Record<string, string[]> {
  net.advanceTo(deadline);
  net.advanceTo(deadline + 5_000n);
  const named = nodes.slice(0, 2).map(({ device, session: { state } }) => {
    if (state.type !== 'aborted') throw new Error(`${device.name} is ${state.type}`);
    expect(state.error.code).toBe('UNRESPONSIVE');
    return [device === alice ? 'alice' : 'bob', state.error.blame.map(({ party }) => bytesToHex(party))] as const;
  });
  return Object.fromEntries(named);
}

describe('an excuse in key generation', () => {
  const withheld = (...rounds: number[]): Hook => {
    return (d) => (d.from === carol && rounds.includes(d.envelope.round) ? [] : [d]);
  };
  const run = (hooks: readonly Hook[]) => {
    const made = keygenNet({ scheme: 'ed25519', minSigners: 2, all, hooks });
    made.net.run();
    return made;
  };

  it.each<[string, readonly [number, Device]]>([
    ['of the same round', [2, bob]],
    ['of a round after which it has sent something', [0, bob]],
    ['of an echo after which it has sent something', [100, alice]],
  ])('about a message %s frees nobody', (_what, lacking) => {
    const withhold = cheat(carol, 2, (d) => (d.to === alice ? [] : [d]));
    const { net, nodes } = run([withhold, saying(notice('UNRESPONSIVE', lacking))]);
    // Bob lacks only what Alice could not send
    expect(namedBy(net, nodes)).toEqual({ alice: [carol.hex], bob: [] });
  });

  it('about a message that may have been lost names nobody, though its author knows that it was sent', () => {
    // Carol keeps her echo of round 1 back and says that Bob sent her nothing in it
    const { net, nodes } = run([withheld(101, 2, 200), saying(notice('UNRESPONSIVE', [1, bob]))]);
    expect(namedBy(net, nodes)).toEqual({ alice: [], bob: [] });
  });

  it('is not asked of an honest party that a cheat told to give up while a message was under way', () => {
    // Bob's round 1 reaches Alice late; before it Carol tells Alice that her time is up
    const held: Delivery[] = [];
    const slow: Hook = (d) => {
      if (d.from !== bob || d.to !== alice || d.envelope.round !== 1) return [d];
      held.push(d);
      return [];
    };
    const payload = notice('UNRESPONSIVE', [1, bob]);
    const early = cheat(carol, 1, (d) => [resign(d, { round: NOTICE.id, sid: runIdOf('keygen'), payload })]);
    const { net, nodes } = run([
      slow,
      cheat(carol, NOTICE.id, () => []),
      early,
      (d) => (d.from === carol && d.to === bob && d.envelope.round === NOTICE.id ? [] : [d]),
    ]);
    for (const { from, to, bytes } of held) net.inject(from, to, bytes);
    net.settle();
    const named = namedBy(net, nodes);
    expect([named['alice'], named['bob']].flat()).not.toContain(alice.hex);
    expect([named['alice'], named['bob']].flat()).not.toContain(bob.hex);
  });

  it('does not turn suspicion on an honest party that is still computing', () => {
    const payload = notice('UNRESPONSIVE', [1, bob]);
    // Bob computes: what it sends in round 1 and later leaves after 30 s
    const held: Delivery[] = [];
    let isBusy = true;
    const busy: Hook = (d) => {
      if (!isBusy || d.envelope.round === 0 || d.envelope.round === 100) return [d];
      if (d.from !== bob && d.to !== bob) return [d];
      held.push(d);
      return [];
    };
    const early = cheat(carol, 1, (d) => [resign(d, { round: NOTICE.id, sid: runIdOf('keygen'), payload })]);
    const { net, nodes } = run([early, busy]);
    net.advanceTo(30_000n);
    isBusy = false;
    for (const { from, to, bytes } of held) net.inject(from, to, bytes);
    net.settle();
    expect(namedBy(net, nodes)).toEqual({ alice: [carol.hex], bob: [carol.hex] });
  });
});

describe('PS-SILENT: a run that is about who cheated (a small protocol with the rounds of an error round)', () => {
  const text: Pick<Round<{ text: Uint8Array }>, 'codec'> = { codec: structCodec({ text: bytesCodec({ max: 8 }) }) };
  const LIE: Round<{ text: Uint8Array }> = { ...text, id: 3, label: 'Values', kind: 'echo' };
  const PROOF: Round<{ text: Uint8Array }> = {
    ...{ ...text, id: 4, label: 'Proofs', kind: 'broadcast' },
    exceptional: { timeMs: 180_000n },
  };

  function* protocol(): Protocol<never> {
    const message = { text: new Uint8Array(8) };
    yield* send(LIE, 'all', message);
    yield* receive(LIE);
    yield* send(PROOF, 'all', message);
    const proofs = yield* receive(PROOF);
    yield* blame(PROOF, proofs, () => 'proof');
    throw new Error('somebody is to blame');
  }

  function run(hooks: readonly Hook[]): { net: SimNet<never>; nodes: SimNode<never>[] } {
    const participants = all.map(({ pid }) => partyIdOf(pid));
    const definition = defineProtocol({
      plan: {
        ...{ suite: 'ed25519', profile: '', protocol: 'small', protocolVersion: 1, keyId: '', epoch: 0, minSigners: 2 },
        ...{ keyMaterialHash: new Uint8Array(), participants, purpose: [] },
        committee: participants.map((party, i) => ({ party, id: BigInt(i + 1) })),
      },
      ...{ planBytes: new Uint8Array(), rounds: [LIE, PROOF], checks: {} },
    });
    const nodes = all.map((device) => {
      const options = runOptions(device, all, 'small');
      const { frame, self } = enterRun(definition, options);
      const { random, signer, deadline } = options;
      const ready = withReady({ plan: definition.plan, self, random }, protocol);
      return { device, session: new Session<never>({ frame, self, signer, deadline, protocol: ready }) };
    });
    const net = new SimNet(nodes, hooks);
    net.run();
    return { net, nodes };
  }

  const silentProof = cheat(carol, PROOF.id, () => []);
  const EXTENDED = 180_000n;

  it.each<[string, Uint8Array]>([
    ['the proof of another', notice('UNRESPONSIVE', [4, bob])],
    ['a value that it has echoed', notice('UNRESPONSIVE', [3, bob])],
    ['nothing', notice('UNRESPONSIVE')],
  ])('who sends no proof and says that it lacks %s', (what, payload) => {
    const { net, nodes } = run([silentProof, saying(payload)]);
    const expected = { alice: [carol.hex], bob: [carol.hex] };
    expect({ what, ...namedBy(net, nodes, EXTENDED) }).toEqual({ what, ...expected });
  });

  it('who sends no proof and says that no echo came is not named: an honest one that was cut off says the same', () => {
    const payload = notice('UNRESPONSIVE', [103, alice], [103, bob]);
    const { net, nodes } = run([silentProof, saying(payload)]);
    expect(namedBy(net, nodes, EXTENDED)).toEqual({ alice: [], bob: [] });
  });
});
