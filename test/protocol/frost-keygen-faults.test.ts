/** One test per numbered check of frost.md 2: the deviating dealer is named by every honest party, with evidence. */
import { ed25519, ed25519_FROST } from '@noble/curves/ed25519.js';
import { secp256k1_FROST } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex, concatBytes } from '../../src/base/bytes.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';
import { keygenRounds, type Fk1 } from '../../src/engine/mpc/frost/keygen-messages.ts';
import { suiteOf, type FrostScheme } from '../../src/engine/mpc/frost/suite.ts';
import { CONFIRM, confirmDigest } from '../../src/engine/mpc/protocol/confirm.ts';
import { devices, type Device } from './party.ts';
import { keygenNet, resultsOf, type KeygenSetup } from './runs.ts';
import { cheat, resign, rewriteEchoed, type Hook } from './sim-net.ts';
import { testRng } from './test-rng.ts';
import { expectProven } from './verdicts.ts';

const all = devices(3);
const [alice, bob, carol] = all as [Device, Device, Device];
const TORSION = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');

function run(scheme: FrostScheme, hooks: readonly Hook[], change?: KeygenSetup['change'], minSigners = 2) {
  const made = keygenNet({ scheme, minSigners, all, hooks, ...(change === undefined ? {} : { change }) });
  made.net.run();
  return made;
}

/** Replaces fields of the cheater's FK1, encoded without the limits of the codec. */
function changeFk1(scheme: FrostScheme, change: (message: Fk1) => Partial<Fk1>, cheater = carol): Hook {
  const { FK1 } = keygenRounds(suiteOf(scheme), 2);
  return rewriteEchoed(all, 1, (d) => {
    if (d.from !== cheater) return undefined;
    const message = decodeWith(FK1.codec, d.envelope.payload);
    const { commitment, pok, c } = { ...message, ...change(message) };
    return encodeTlv(tlv.list([tlv.list(commitment.map(tlv.point)), tlv.bytes(pok), tlv.bytes(c)]));
  });
}

function changed(bytes: Uint8Array, index: number): Uint8Array {
  return bytes.map((byte, i) => (i === index ? byte ^ 1 : byte));
}

const last = (points: readonly Uint8Array[], point: Uint8Array): Uint8Array[] => [...points.slice(0, -1), point];
const expected = (code: string, cheater: Device = carol) => [{ cheater, code }];

describe.each<FrostScheme>(['ed25519', 'bip340'])('key generation, %s', (scheme) => {
  const suite = suiteOf(scheme);
  const { group } = suite;
  const { FK1, FK2P } = keygenRounds(suite, 2);

  it('blames who commits to one coefficient too many, which would raise the number of signers', () => {
    const more = changeFk1(scheme, ({ commitment }) => ({ commitment: [...commitment, commitment[0]!] }));
    expectProven(run(scheme, [more]).nodes, expected('decode'));
  });

  it('blames who commits to one coefficient too few', () => {
    const fewer = changeFk1(scheme, ({ commitment }) => ({ commitment: commitment.slice(1) }));
    expectProven(run(scheme, [fewer]).nodes, expected('decode'));
  });

  it.each([0, 1])('blames who sends a point off the curve as commitment %i', (index) => {
    const bad = changeFk1(scheme, ({ commitment }) => {
      const offCurve =
        scheme === 'ed25519' ? bytesFromHex('02'.padEnd(64, '0')) : bytesFromHex(`02${'05'.padStart(64, '0')}`);
      expect(group.isPoint(offCurve)).toBe(false);
      return { commitment: commitment.map((point, i) => (i === index ? offCurve : point)) };
    });
    expectProven(run(scheme, [bad]).nodes, expected('decode'));
  });

  it('blames who sends the identity', () => {
    const identity = scheme === 'ed25519' ? ed25519.Point.ZERO.toBytes() : Uint8Array.of(0);
    const bad = changeFk1(scheme, ({ commitment }) => ({ commitment: last(commitment, identity) }));
    expectProven(run(scheme, [bad]).nodes, expected('decode'));
  });

  it.each([
    ['R', 1],
    ['z', -1],
  ])('blames who sends a proof of possession with another %s', (_part, at) => {
    const bad = changeFk1(scheme, ({ pok }) => ({
      pok: changed(pok, at < 0 ? (scheme === 'ed25519' ? pok.length - 32 : pok.length - 1) : at),
    }));
    expectProven(run(scheme, [bad]).nodes, expected('fk1.pok'));
  });

  it('blames who sends a proof of possession with a response that is not canonical', () => {
    const bad = changeFk1(scheme, ({ pok }) => {
      const hex = group.order.toString(16).padStart(64, '0');
      const z = scheme === 'ed25519' ? bytesFromHex(hex).reverse() : bytesFromHex(hex);
      return { pok: concatBytes(pok.slice(0, group.pointBytes), z) };
    });
    expectProven(run(scheme, [bad]).nodes, expected('fk1.pok'));
  });

  it('blames who copies the commitments and the proof of another party, and not the copied one', () => {
    let original: Uint8Array | undefined;
    const copy = rewriteEchoed(all, 1, (d) => {
      if (d.from === alice) original = d.envelope.payload;
      return d.from === carol ? original : undefined;
    });
    const { nodes } = run(scheme, [copy]);
    expect(original).toBeDefined();
    expectProven(nodes, expected('fk1.pok'));
  });

  it('blames both of two dealers who prove the same secret', () => {
    const group4 = devices(4);
    const cheaters = group4.slice(2);
    const library = scheme === 'ed25519' ? ed25519_FROST : secp256k1_FROST;
    const secret = group.scalarToBytes(12345n);
    const payloads = new Map(
      cheaters.map((each) => {
        const id = library.Identifier.fromNumber(group4.indexOf(each) + 1);
        const rng = testRng(each.name);
        const dealt = library.DKG.round1(id, { min: 2, max: 4 }, secret, (n = 32) => new Uint8Array(rng(n)));
        const fk1: Fk1 = { commitment: dealt.public.commitment, pok: dealt.public.proofOfKnowledge, c: rng(32) };
        return [each, encodeWith(FK1.codec, fk1)];
      }),
    );
    const { net, nodes } = keygenNet({
      scheme,
      minSigners: 2,
      all: group4,
      hooks: [rewriteEchoed(group4, 1, (d) => payloads.get(d.from))],
    });
    net.run();
    expectProven(
      nodes,
      cheaters.map((cheater) => ({ cheater, code: 'fk1.duplicate' })),
    );
  });

  it('refuses commitments of an earlier run, as a suspicion of its own', () => {
    const fresh = run(scheme, []);
    const sent = fresh.net.sent.find(({ from, envelope }) => from === carol && envelope.round === 1)!;
    const phi = bytesToHex(decodeWith(FK1.codec, sent.envelope.payload).commitment[0]!);
    const { nodes } = run(scheme, [], (each) => (each === carol ? {} : { earlierPhis: new Set([phi]) }));
    for (const { session } of nodes.slice(0, 2)) {
      if (session.state.type !== 'aborted') throw new Error('not aborted');
      expect(session.state.error.blame).toEqual([
        { party: carol.pid, code: 'fk1.replay', certainty: 'suspected', messageIds: [] },
      ]);
      expect(session.evidence()).toEqual([]);
    }
  });

  it('blames who deals a wrong share to one party, by the signed private message', () => {
    const wrong = cheat(carol, 2, (d) => {
      if (d.to !== bob) return [d];
      const share = group.parseScalar(decodeWith(FK2P.codec, d.envelope.payload).share)!;
      return [resign(d, { payload: encodeWith(FK2P.codec, { share: group.scalarToBytes(share + 1n) }) })];
    });
    expectProven(run(scheme, [wrong]).nodes, expected('fk2.share'));
  });

  it('blames who deals a zero share', () => {
    const zero = cheat(carol, 2, (d) => [
      resign(d, { payload: encodeWith(FK2P.codec, { share: new Uint8Array(32) }) }),
    ]);
    expectProven(run(scheme, [zero]).nodes, expected('fk2.share'));
  });

  it('blames who deals a share that is not canonical', () => {
    const order = bytesFromHex(group.order.toString(16).padStart(64, '0'));
    const share = scheme === 'ed25519' ? order.reverse() : order;
    const bad = cheat(carol, 2, (d) =>
      d.to === bob ? [resign(d, { payload: encodeWith(FK2P.codec, { share }) })] : [d],
    );
    expectProven(run(scheme, [bad]).nodes, expected('decode'));
  });

  it('blames who claims that a good share is bad', () => {
    // Carol's own evidence about Alice's honest share: everything in it is genuine but the claim.
    const wrong = cheat(alice, 2, (d) => {
      if (d.to !== carol) return [d];
      const share = group.parseScalar(decodeWith(FK2P.codec, d.envelope.payload).share)!;
      return [resign(d, { payload: encodeWith(FK2P.codec, { share: group.scalarToBytes(share + 1n) }) })];
    });
    const guilty = run(scheme, [wrong]);
    const good = guilty.net.sent.find(
      ({ from, to, envelope }) => from === alice && to === carol && envelope.round === 2,
    )!;
    const bundle = Buffer.from(guilty.nodes[2]!.session.evidence()[0]!);
    const bad = resign(good, {
      payload: encodeWith(FK2P.codec, {
        share: group.scalarToBytes(group.parseScalar(decodeWith(FK2P.codec, good.envelope.payload).share)! + 1n),
      }),
    });
    const at = bundle.indexOf(bad.bytes);
    expect(at).toBeGreaterThan(0);
    bundle.set(good.bytes, at);
    const notice = guilty.net.sent.find(({ from, envelope }) => from === carol && envelope.round === 400)!;
    const forged = Buffer.from(notice.envelope.payload);
    forged.set(bundle, forged.indexOf(guilty.nodes[2]!.session.evidence()[0]!));
    const accuse = cheat(carol, 2, (d) => [
      resign(d, { round: 400, sid: notice.envelope.sid, to: new Uint8Array(), payload: new Uint8Array(forged) }),
      d,
    ]);
    expectProven(run(scheme, [accuse]).nodes, expected('FALSE_ACCUSATION'));
  });

  it('blames who confirms another transcript', () => {
    const other = cheat(carol, 200, (d) => {
      const transcriptHash = new Uint8Array(32);
      const sig = carol.signer.sign(confirmDigest(d.envelope.sid, transcriptHash));
      return [resign(d, { payload: encodeWith(CONFIRM.codec, { transcriptHash, sig }) })];
    });
    expectProven(run(scheme, [other]).nodes, expected('confirm.transcript'));
  });

  it('blames who confirms without a valid signature', () => {
    const unsigned = cheat(carol, 200, (d) => {
      const { transcriptHash } = decodeWith(CONFIRM.codec, d.envelope.payload);
      return [resign(d, { payload: encodeWith(CONFIRM.codec, { transcriptHash, sig: new Uint8Array(64) }) })];
    });
    expectProven(run(scheme, [unsigned]).nodes, expected('confirm.signature'));
  });

  it('names all cheaters of a round, each with its own check', () => {
    const group4 = devices(4);
    const [, second, , fourth] = group4 as [Device, Device, Device, Device];
    const hooks = [
      cheat(fourth, 2, (d) => [resign(d, { payload: new Uint8Array(1) })]),
      cheat(second, 2, (d) => [resign(d, { payload: encodeWith(FK2P.codec, { share: group.scalarToBytes(1n) }) })]),
    ];
    const { net, nodes } = keygenNet({ scheme, minSigners: 2, all: group4, hooks });
    net.run();
    expectProven(nodes, [
      { cheater: second, code: 'fk2.share' },
      { cheater: fourth, code: 'decode' },
    ]);
  });
});

describe('low-order and torsion points of Ed25519', () => {
  it.each([0, 1])('blames who adds a point of small order to commitment %i', (index) => {
    const mixed = changeFk1('ed25519', ({ commitment }) => ({
      commitment: commitment.map((point, i) =>
        i === index ? ed25519.Point.fromBytes(point).add(TORSION).toBytes() : point,
      ),
    }));
    expectProven(run('ed25519', [mixed]).nodes, expected('fk1.torsion'));
  });

  it('blames who commits to a point of small order alone', () => {
    const small = changeFk1('ed25519', ({ commitment }) => ({ commitment: last(commitment, TORSION.toBytes()) }));
    expectProven(run('ed25519', [small]).nodes, expected('fk1.torsion'));
  });

  it('blames who proves possession with an R of mixed order', () => {
    const mixed = changeFk1('ed25519', ({ pok }) => ({
      pok: concatBytes(ed25519.Point.fromBytes(pok.slice(0, 32)).add(TORSION).toBytes(), pok.slice(32)),
    }));
    expectProven(run('ed25519', [mixed]).nodes, expected('fk1.pok'));
  });
});

describe('order and chance', () => {
  it('ends well whatever the order in which messages arrive', () => {
    const pick = testRng('order');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all });
      net.start();
      net.settle((length) => (pick(1)[0] ?? 0) % length);
      expect(new Set(resultsOf(nodes).map(({ groupKey }) => bytesToHex(groupKey))).size).toBe(1);
    }
  });
});
