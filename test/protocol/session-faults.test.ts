/** One test per rule of the session (protocol README 5, 7, 8): who breaks it is named by every honest party. */
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { keygenRounds } from '../../src/engine/mpc/frost/keygen-messages.ts';
import { suiteOf } from '../../src/engine/mpc/frost/suite.ts';
import { dispute } from '../../src/engine/mpc/protocol/dispute-message.ts';
import { parseEnvelope, sealEnvelope } from '../../src/engine/mpc/protocol/envelope.ts';
import { NOTICE } from '../../src/engine/mpc/protocol/notice.ts';
import { echoRound } from '../../src/engine/mpc/protocol/protocol.ts';
import { READY } from '../../src/engine/mpc/protocol/ready.ts';
import { device, devices, type Device } from './party.ts';
import { keygenNet, resultsOf, runIdOf, type KeygenSetup } from './runs.ts';
import { cheat, resign, type Delivery, type Hook } from './sim-net.ts';
import { expectBlameless, expectProven, expectUnresponsive } from './verdicts.ts';

const { FK1, FK2P } = keygenRounds(suiteOf('ed25519'), 2);
const all = devices(3);
const [alice, bob, carol] = all as [Device, Device, Device];

function run(hooks: readonly Hook[], change?: KeygenSetup['change']) {
  const made = keygenNet({ scheme: 'ed25519', minSigners: 2, all, hooks, ...(change === undefined ? {} : { change }) });
  made.net.run();
  return made;
}

/** The same commitments with another chain code part: as valid as the first message. */
function withOtherChainCode(delivery: Delivery): Delivery {
  const message = decodeWith(FK1.codec, delivery.envelope.payload);
  return resign(delivery, { payload: encodeWith(FK1.codec, { ...message, c: message.c.map((byte) => byte ^ 1) }) });
}

const lyingEcho = (delivery: Delivery): Delivery =>
  resign(delivery, { payload: encodeWith(echoRound(FK1).codec, { round: 1, h: new Uint8Array(32) }) });

/** A cheater that changes its dispute and does not show its own echo, which would be a second one. */
function answering(change: (seen: readonly Uint8Array[]) => readonly Uint8Array[]): Hook {
  return cheat(carol, 301, (d) => {
    const message = decodeWith(dispute(FK1).codec, d.envelope.payload);
    const carriers = message.carriers.filter((bytes) => bytesToHex(parseEnvelope(bytes).envelope.from) !== carol.hex);
    return [
      resign(d, { payload: encodeWith(dispute(FK1).codec, { ...message, seen: change(message.seen), carriers }) }),
    ];
  });
}

describe('equivocation', () => {
  it('blames who sends a second, different message in one slot', () => {
    const { nodes } = run([cheat(carol, 1, (d) => [d, withOtherChainCode(d)])]);
    expectProven(nodes, [{ cheater: carol, code: 'EQUIVOCATION' }]);
  });

  it('blames who sends different broadcasts to different parties, found by the strict echo', () => {
    const { nodes } = run([cheat(carol, 1, (d) => [d.to === bob ? withOtherChainCode(d) : d])]);
    expectProven(nodes, [{ cheater: carol, code: 'EQUIVOCATION' }]);
  });

  it('blames who contributes different nonces to different parties', () => {
    const hook = cheat(carol, 0, (d) => {
      if (d.to !== alice) return [d];
      const ready = decodeWith(READY.codec, d.envelope.payload);
      return [resign(d, { payload: encodeWith(READY.codec, { ...ready, nonce: new Uint8Array(32) }) })];
    });
    expectProven(run([hook]).nodes, [{ cheater: carol, code: 'EQUIVOCATION' }]);
  });

  it('blames who sends two different shares to one peer', () => {
    const twice = cheat(carol, 2, (d) => {
      if (d.to !== alice) return [d];
      return [d, resign(d, { payload: encodeWith(FK2P.codec, { share: new Uint8Array(32).fill(1) }) })];
    });
    // Bob answers last, so that round 2 is still open when the second share arrives.
    const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all, hooks: [twice] });
    net.start();
    net.settle((length) => length - 1);
    expectProven(nodes, [{ cheater: carol, code: 'EQUIVOCATION' }]);
  });

  it('ignores an identical duplicate', () => {
    expect(resultsOf(run([(d) => [d, d]]).nodes)).toHaveLength(3);
  });
});

describe('echo', () => {
  it('blames who echoes to everybody what it did not receive', () => {
    const hooks = [cheat(carol, 101, (d) => [lyingEcho(d)]), answering((seen) => seen)];
    expectProven(run(hooks).nodes, [{ cheater: carol, code: 'ECHO_LIST' }]);
  });

  it('blames who shows a second echo of its own in the dispute about the first', () => {
    expectProven(run([cheat(carol, 101, (d) => [lyingEcho(d)])]).nodes, [{ cheater: carol, code: 'EQUIVOCATION' }]);
  });

  it('blames who echoes a lie to one party only', () => {
    const { nodes } = run([cheat(carol, 101, (d) => [d.to === alice ? lyingEcho(d) : d])]);
    expectProven(nodes, [{ cheater: carol, code: 'EQUIVOCATION' }]);
  });

  it('blames who answers a dispute with a list that others did not sign', () => {
    const reordered = answering(([a, b, c]) => [b!, a!, c!]);
    const { nodes } = run([cheat(carol, 101, (d) => [lyingEcho(d)]), reordered]);
    expectProven(nodes, [{ cheater: carol, code: 'ECHO_LIST' }]);
  });

  it('suspects who lies in its echo and then keeps silent', () => {
    const hooks = [cheat(carol, 101, (d) => [lyingEcho(d)]), cheat(carol, 301, () => []), cheat(carol, 400, () => [])];
    const { net, nodes } = run(hooks);
    expectUnresponsive(net, nodes, carol);
  });

  it('blames who opens a dispute without a difference', () => {
    const seen: Delivery[] = [];
    const open = cheat(carol, 101, (d) => {
      const honest = seen.filter(({ envelope, from, to }) => envelope.round === 1 && (to === carol || from === carol));
      const list = all.map((each) => honest.find(({ from }) => from === each)!.bytes);
      const payload = encodeWith(dispute(FK1).codec, { opened: 1, seen: list, carriers: [] });
      return [d, resign(d, { round: 301, payload })];
    });
    const watch: Hook = (d) => {
      seen.push(d);
      return [d];
    };
    expectProven(run([watch, open]).nodes, [{ cheater: carol, code: 'DISPUTE_FALSE' }]);
  });

  it('blames who labels an echo with another round', () => {
    const hook = cheat(carol, 101, (d) => {
      const { h } = decodeWith(echoRound(FK1).codec, d.envelope.payload);
      return [resign(d, { payload: encodeWith(echoRound(READY).codec, { round: 0, h }) })];
    });
    expectProven(run([hook]).nodes, [{ cheater: carol, code: 'decode' }]);
  });
});

describe('messages out of place', () => {
  it('blames who signs a message of a round that does not exist', () => {
    expectProven(run([cheat(carol, 1, (d) => [resign(d, { round: 7 })])]).nodes, [
      { cheater: carol, code: 'SLOT_UNKNOWN' },
    ]);
  });

  it('blames who sends a broadcast privately', () => {
    const { nodes } = run([cheat(carol, 1, (d) => [resign(d, { to: d.to.pid })])]);
    expectProven(nodes, [{ cheater: carol, code: 'SLOT_UNKNOWN' }]);
  });

  it('blames who appends a byte to a broadcast', () => {
    const hook = cheat(carol, 1, (d) => [resign(d, { payload: Uint8Array.of(...d.envelope.payload, 0) })]);
    expectProven(run([hook]).nodes, [{ cheater: carol, code: 'decode' }]);
  });

  it('blames who sends one party a private message that does not decode', () => {
    const hook = cheat(carol, 2, (d) => [d.to === bob ? resign(d, { payload: new Uint8Array(3) }) : d]);
    expectProven(run([hook]).nodes, [{ cheater: carol, code: 'decode' }]);
  });

  it('does not take a message of another run, and suspects who sent nothing else', () => {
    const earlier = keygenNet({ scheme: 'ed25519', minSigners: 2, all, name: 'earlier' });
    earlier.net.run();
    for (const round of [0, 1]) {
      const old = earlier.net.sent.find(({ from, envelope }) => from === carol && envelope.round === round)!;
      const { net, nodes } = run([
        cheat(carol, round, (d) => [{ ...d, bytes: old.bytes }]),
        cheat(carol, 400, () => []),
      ]);
      const refusals = nodes[0]!.session.refusals().map(({ from, code }) => [bytesToHex(from), code]);
      expect(refusals).toEqual([[carol.hex, 'SESSION_OTHER']]);
      expectUnresponsive(net, nodes, carol);
    }
  });

  it('does not take messages in the name of others, and goes on', () => {
    const pretend = cheat(carol, 1, (d) => {
      const forged = resign(d, { from: alice.pid });
      return [{ ...forged, from: carol }, d];
    });
    const passOn = cheat(alice, 1, (d) => (d.to === bob ? [{ ...d, from: carol }, d] : [d]));
    const { nodes } = run([passOn, pretend]);
    expect(resultsOf(nodes)).toHaveLength(3);
    expect(nodes[1]!.session.refusals().map(({ from, code }) => [bytesToHex(from), code])).toEqual(
      expect.arrayContaining([
        [carol.hex, 'SIGNATURE_INVALID'],
        [carol.hex, 'IMPERSONATION'],
      ]),
    );
  });

  it('does not take messages of strangers, for others, malformed ones, or of another protocol', () => {
    const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all });
    net.start();
    const stranger = device('stranger');
    const fields = {
      protocol: 'frost-keygen',
      sid: runIdOf('keygen'),
      round: 0,
      from: carol.pid,
      to: bob.pid,
      payload: new Uint8Array(),
    };
    net.inject(stranger, alice, net.sent[0]!.bytes);
    net.inject(carol, alice, sealEnvelope(fields, carol.signer).bytes);
    net.inject(carol, alice, new Uint8Array(100));
    net.inject(carol, alice, sealEnvelope({ ...fields, protocol: 'frost-sign', to: alice.pid }, carol.signer).bytes);
    net.inject(carol, alice, sealEnvelope({ ...fields, from: stranger.pid, to: alice.pid }, stranger.signer).bytes);
    net.settle();
    expect(resultsOf(nodes)).toHaveLength(3);
    expect(nodes[0]!.session.refusals().map(({ code }) => code)).toEqual([
      'SENDER_UNKNOWN',
      'RECIPIENT_OTHER',
      'ENVELOPE_INVALID',
      'PROTOCOL_OTHER',
      'SENDER_UNKNOWN',
    ]);
  });

  it('keeps early messages within bounds while there is no session identifier', () => {
    const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all });
    net.start();
    for (let round = 0; round < 40; round += 1) {
      const fields = {
        protocol: 'frost-keygen',
        sid: new Uint8Array(32).fill(round),
        round: 1,
        from: carol.pid,
        to: new Uint8Array(),
        payload: new Uint8Array(),
      };
      net.inject(carol, alice, sealEnvelope(fields, carol.signer).bytes);
    }
    net.settle();
    expect(resultsOf(nodes)).toHaveLength(3);
    const codes = nodes[0]!.session.refusals().map(({ code }) => code);
    expect(codes.filter((code) => code === 'FLOODING')).toHaveLength(8);
    expect(codes.filter((code) => code === 'SESSION_OTHER')).toHaveLength(32);
  });

  it('keeps few bytes of early messages, whatever their number', () => {
    const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all });
    net.start();
    for (let round = 0; round < 3; round += 1) {
      const sid = new Uint8Array(32).fill(round);
      const fields = { protocol: 'frost-keygen', sid, round: 1, from: carol.pid, to: new Uint8Array() };
      net.inject(carol, alice, sealEnvelope({ ...fields, payload: new Uint8Array(100_000) }, carol.signer).bytes);
    }
    net.settle();
    expect(resultsOf(nodes)).toHaveLength(3);
    const codes = nodes[0]!.session.refusals().map(({ code }) => code);
    expect(codes.toSorted()).toEqual(['FLOODING', 'SESSION_OTHER', 'SESSION_OTHER']);
  });
});

describe('silence', () => {
  it.each([0, 100, 1, 101, 2, 200])('suspects exactly who sends nothing from message %i on', (first) => {
    const order = [0, 100, 1, 101, 2, 200];
    const mute: Hook = (d) =>
      d.from === carol && (d.envelope.round === 400 || order.indexOf(d.envelope.round) >= order.indexOf(first))
        ? []
        : [d];
    const { net, nodes } = run([mute]);
    expectUnresponsive(net, nodes, carol);
  });

  it.each([1, 101, 2, 200])(
    'suspects the cheater, not its victim, when message %i is withheld from one party',
    (round) => {
      const { net, nodes } = run([cheat(carol, round, (d) => (d.to === bob ? [] : [d])), cheat(carol, 400, () => [])]);
      if (round === 200) expect(nodes[0]!.session.state.type).toBe('done');
      expectUnresponsive(net, round === 200 ? nodes.slice(1) : nodes, carol);
    },
  );
});

describe('abort notices', () => {
  let evidence: Uint8Array;
  let genuineFk1: Uint8Array;

  beforeAll(() => {
    const broken = run([cheat(carol, 1, (d) => [resign(d, { payload: Uint8Array.of(...d.envelope.payload, 0) })])]);
    evidence = broken.nodes[0]!.session.evidence()[0]!;
    genuineFk1 = broken.net.sent.find(({ from, envelope }) => from === alice && envelope.round === 1)!.bytes;
  });

  function accuse(bundle: Uint8Array, to: readonly Device[]): Hook {
    const payload = encodeWith(NOTICE.codec, { code: 'PROTOCOL_FAULT', evidence: [bundle], forwards: [], missing: [] });
    return cheat(carol, 1, (d) =>
      to.includes(d.to) ? [resign(d, { round: 400, sid: runIdOf('keygen'), payload }), d] : [d],
    );
  }

  it('blames who accuses others with evidence that proves nothing', () => {
    const forged = Uint8Array.from(evidence);
    // The accused of the bundle becomes Alice.
    const at = Buffer.from(forged).lastIndexOf(Buffer.from(carol.pid));
    forged.set(alice.pid, at);
    expectProven(run([accuse(forged, [alice, bob])]).nodes, [{ cheater: carol, code: 'FALSE_ACCUSATION' }]);
    expectProven(run([accuse(genuineFk1, [alice, bob])]).nodes, [{ cheater: carol, code: 'FALSE_ACCUSATION' }]);
  });

  it('convicts a party once, however often a notice repeats it', () => {
    const { nodes } = run([
      cheat(carol, 1, (d) => (d.to === bob ? [resign(d, { payload: Uint8Array.of(...d.envelope.payload, 0) })] : [])),
      cheat(bob, NOTICE.id, (d) => {
        const notice = decodeWith(NOTICE.codec, d.envelope.payload);
        const repeated = Array.from({ length: 40 }, () => notice.evidence[0]!);
        return [resign(d, { payload: encodeWith(NOTICE.codec, { ...notice, evidence: repeated }) })];
      }),
    ]);
    expectProven(nodes, [{ cheater: carol, code: 'decode' }]);
  });

  it('shows a false accusation to those who did not receive it', () => {
    expectProven(run([accuse(new Uint8Array(9), [bob])]).nodes, [{ cheater: carol, code: 'FALSE_ACCUSATION' }]);
  });

  it('blames whose notice does not decode', () => {
    const hook = cheat(carol, 1, (d) => [
      resign(d, { round: 400, sid: runIdOf('keygen'), payload: new Uint8Array(2) }),
    ]);
    expectProven(run([hook]).nodes, [{ cheater: carol, code: 'decode' }]);
  });

  it('blames nobody when a party gives up, and erases what was made', () => {
    const { net, nodes } = keygenNet({
      scheme: 'ed25519',
      minSigners: 2,
      all,
      hooks: [(d) => (d.envelope.round === 200 ? [] : [d])],
    });
    net.run();
    const prepared = nodes.map(({ session }) => session.prepared!);
    for (const share of prepared) expect(share.secret.isWiped).toBe(false);
    net.post(carol, nodes[2]!.session.cancel());
    net.settle();
    expectBlameless([nodes[2]!], 'CANCELLED');
    expectBlameless(nodes.slice(0, 2), 'PEER_ABORTED');
    for (const share of prepared) expect(share.secret.isWiped).toBe(true);
    expect(nodes[2]!.session.cancel()).toEqual([]);
  });
});

describe('parameters', () => {
  it.each<[string, KeygenSetup['change']]>([
    ['number of signers', (each) => (each === carol ? { minSigners: 3 } : {})],
    ['key identifier', (each) => (each === carol ? { keyId: 'vault-2' } : {})],
    ['epoch', (each) => (each === carol ? { epoch: 4 } : {})],
    ['scheme', (each) => (each === carol ? { scheme: 'bip340' } : {})],
  ])('ends without blame when the parties have different parameters: %s', (_name, change) => {
    expectBlameless(run([], change).nodes, 'CONFIG_MISMATCH');
  });

  it('does not meet parties that were ordered into another run', () => {
    const { net, nodes } = run([], (each) => (each === carol ? { runId: runIdOf('another') } : {}));
    expectUnresponsive(net, nodes, carol);
  });
});
