/** One test per check of reshare.md 2: the deviating party is named by every honest one, with evidence, and nothing is left behind. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { bytesEqual, bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { codeOf } from '../../src/base/errors.ts';
import { bytesCodec, decodeWith, encodeWith, structCodec } from '../../src/base/tlv-decode.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { dispute } from '../../src/engine/mpc/protocol/dispute-message.ts';
import { pidBytes } from '../../src/engine/mpc/protocol/party.ts';
import { lagrange, SecretPolynomial } from '../../src/engine/mpc/reshare/field.ts';
import { openingHash, setUpReshare, type ReshareSetup, type Rs2 } from '../../src/engine/mpc/reshare/messages.ts';
import type { KeyScheme } from '../../src/engine/mpc/reshare/scheme.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { withField, withList } from './bundle-editing.ts';
import { devices, verifyWithOpenSsl, type Device } from './party.ts';
import { dealtKey, reshareNet, secretOf } from './reshare-runs.ts';
import { resultsOf } from './runs.ts';
import { cheat, resign, type Delivery, type Hook } from './sim-net.ts';
import { secretlyRewrite } from './secret-rewrite.ts';
import { testRng } from './test-rng.ts';
import { expectProven, expectUnresponsive } from './verdicts.ts';

const all = devices(4);
const [alice, bob, carol, dave] = all as [Device, Device, Device, Device];
const dealers = [bob, carol];
const TORSION = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
const b32 = bytesCodec({ exact: 32 });
const rs1 = structCodec<{ V: Uint8Array }>({ V: b32 });

/** Alice, Bob and Carol hold the key; Bob and Carol deal it to Bob, Carol and Dave; Alice looks on. */
function faulty(scheme: KeyScheme, hooksFor: (setup: ReshareSetup, constant: bigint) => readonly Hook[]) {
  const shares = dealtKey(scheme, 2, [alice, bob, carol]);
  const options = { shares, members: [bob, carol, dave], newMinSigners: 2, dealers, observers: [alice] };
  const setup = setUpReshare(reshareNet(options).plan);
  const { order } = setup.group;
  const constant = (lagrange(order, [2n, 3n], 3n) * secretOf(shares[2]!)) % order;
  const made = reshareNet({ ...options, hooks: hooksFor(setup, constant) });
  made.net.run();
  return made;
}

const encodeRs2 = ({ C, u }: Rs2): Uint8Array => encodeTlv(tlv.list([tlv.list(C.map(tlv.point)), tlv.bytes(u)]));

/** Carol deals a polynomial of her choice, with a commitment that fits: only what `change` spoils deviates. */
function deals(
  setup: ReshareSetup,
  constant: bigint,
  { length = 2, change = (opening: Rs2) => opening }: { length?: number; change?: (opening: Rs2) => Rs2 } = {},
): Hook[] {
  const random = testRng('cheating dealer');
  const polynomial = new SecretPolynomial(setup.group, SecretInteger.of(constant), length, random);
  const opening = change({ C: polynomial.commitments().map((point) => point!), u: random(32) });
  const party = setup.dealers[1]!;
  const commit = secretlyRewrite(carol, dealers, 1, ({ envelope }) => {
    return encodeWith(rs1, { V: openingHash(setup, envelope.sid, party, opening) });
  });
  const open = cheat(carol, 2, (d) => {
    if (d.envelope.to.length === 0) return [resign(d, { payload: encodeRs2(opening) })];
    const id = [...setup.members].find(([member]) => bytesEqual(pidBytes(member), d.to.pid))![1];
    const sigma = polynomial.at(id).use((value) => setup.group.scalarToBytes(value));
    return [resign(d, { payload: encodeTlv(tlv.list([tlv.scalar(sigma)])) })];
  });
  return [commit, open];
}

const changeRs2 = (change: (message: Rs2) => Partial<Rs2>): ((setup: ReshareSetup) => Hook[]) => {
  return ({ rounds }) => [
    cheat(carol, 2, (d) => {
      if (d.envelope.to.length > 0) return [d];
      const message = decodeWith(rounds.RS2.codec, d.envelope.payload);
      return [resign(d, { payload: encodeRs2({ ...message, ...change(message) }) })];
    }),
  ];
};

const changeRs3 =
  (cheater: Device, change: (fields: { A: Uint8Array; z: Uint8Array; echo2: Uint8Array }) => object) =>
  ({ rounds }: ReshareSetup): Hook[] => [
    cheat(cheater, 3, (d) => {
      const message = decodeWith(rounds.RS3.codec, d.envelope.payload);
      const { A, z, echo2 } = { ...message, ...change(message) };
      return [resign(d, { payload: encodeTlv(tlv.list([tlv.point(A), tlv.scalar(z), tlv.bytes(echo2)])) })];
    }),
  ];

const by = (cheater: Device, code: string) => [{ cheater, code }];

// BIP-340 keys share the group of ECDSA ones; nothing else in these checks depends on the scheme.
describe.each(['ecdsa-secp256k1', 'ed25519'] as const)('reshare of a %s key', (scheme) => {
  it('goes well with the cheating dealer of these tests as long as it does not cheat', () => {
    // Carol's own node has dealt something else, so it is silenced from where it would notice; the others accept what they are shown.
    const silence: Hook = (d) => (d.from === carol && (d.envelope.round === 3 || d.envelope.round >= 300) ? [] : [d]);
    const { nodes } = faulty(scheme, (setup, constant) => [...deals(setup, constant), silence]);
    const others = nodes.filter(({ device }) => device !== carol).map(({ session }) => session.state);
    expect(others).toMatchObject(Array.from({ length: 3 }, () => ({ type: 'waiting', round: 3 })));
  });

  it('blames who commits to one coefficient too many, which would raise the number of signers', () => {
    const { nodes } = faulty(scheme, (setup, constant) => deals(setup, constant, { length: 3 }));
    expectProven(nodes, by(carol, 'decode'));
  });

  it('blames who commits to one coefficient too few, which would lower it', () => {
    const { nodes } = faulty(scheme, (setup, constant) =>
      deals(setup, constant, { change: ({ C, u }) => ({ C: C.slice(0, 1), u }) }),
    );
    expectProven(nodes, by(carol, 'decode'));
  });

  it.each([0, 1])('blames who opens coefficient %i with a point off the curve', (index) => {
    const offCurve =
      scheme === 'ed25519' ? bytesFromHex('02'.padEnd(64, '0')) : bytesFromHex(`02${'05'.padStart(64, '0')}`);
    const change = ({ C, u }: Rs2): Rs2 => ({ C: C.map((point, k) => (k === index ? offCurve : point)), u });
    expectProven(faulty(scheme, (setup, constant) => deals(setup, constant, { change })).nodes, by(carol, 'decode'));
  });

  it('blames who opens with the identity', () => {
    const identity = scheme === 'ed25519' ? ed25519.Point.ZERO.toBytes() : Uint8Array.of(0);
    const change = ({ C, u }: Rs2): Rs2 => ({ C: [C[0]!, identity], u });
    expectProven(faulty(scheme, (setup, constant) => deals(setup, constant, { change })).nodes, by(carol, 'decode'));
  });

  it('rs.1: blames who opens its commitment with another salt', () => {
    const { nodes } = faulty(
      scheme,
      changeRs2(({ u }) => ({ u: u.map((byte) => byte ^ 1) })),
    );
    expectProven(nodes, by(carol, 'rs.1.open'));
  });

  it('rs.1: blames who opens its commitment with other points', () => {
    expectProven(
      faulty(
        scheme,
        changeRs2(({ C }) => ({ C: [C[0]!, C[0]!] })),
      ).nodes,
      by(carol, 'rs.1.open'),
    );
  });

  it('rs.1: blames who copies the commitment of another dealer, and not the copied one', () => {
    const copiers = dealers.filter((copier) => {
      let copied: Uint8Array | undefined;
      let isCopied = false;
      const look: Hook = (d) => {
        if (d.envelope.round === 1 && d.from !== copier) copied = d.envelope.payload;
        return [d];
      };
      const copy = secretlyRewrite(copier, dealers, 1, ({ envelope }) => {
        isCopied = copied !== undefined;
        return copied ?? envelope.payload;
      });
      const { nodes } = faulty(scheme, () => [look, copy]);
      if (isCopied) expectProven(nodes, by(copier, 'rs.1.open'));
      return isCopied;
    });
    // The dealer that speaks last can copy the other one.
    expect(copiers).toHaveLength(1);
  });

  it('rs.2 (RS-CONST): blames who shares another constant', () => {
    expectProven(faulty(scheme, (setup, constant) => deals(setup, constant + 1n)).nodes, by(carol, 'rs.2'));
  });

  it('rs.2: blames who shares its Shamir share instead of the additive one', () => {
    const { nodes } = faulty(scheme, (setup) => deals(setup, secretOf(dealtKey(scheme, 2, [alice, bob, carol])[2]!)));
    expectProven(nodes, by(carol, 'rs.2'));
  });

  it('rs.3: blames who sends one member a value off its polynomial, as everybody then sees', () => {
    const off = cheat(carol, 2, (d) => {
      if (d.to !== dave || d.envelope.to.length === 0) return [d];
      return [resign(d, { payload: encodeTlv(tlv.list([tlv.scalar(new Uint8Array(32).fill(1))])) })];
    });
    expectProven(faulty(scheme, () => [off]).nodes, by(carol, 'rs.3'));
  });

  it('blames who sends a value that is not below the order', () => {
    const off = cheat(carol, 2, (d) =>
      d.envelope.to.length === 0
        ? [d]
        : [resign(d, { payload: encodeTlv(tlv.list([tlv.scalar(new Uint8Array(32).fill(255))])) })],
    );
    expectProven(faulty(scheme, () => [off]).nodes, by(carol, 'decode'));
  });

  it.each(['A', 'z'] as const)('rs.psi: blames the member whose proof has another %s', (field) => {
    const { nodes } = faulty(scheme, (setup) =>
      changeRs3(dave, (message) => ({
        [field]: field === 'A' ? setup.group.add(message.A, message.A) : setup.group.scalarToBytes(5n),
      }))(setup),
    );
    expectProven(nodes, by(dave, 'rs.psi'));
  });

  it('rs.psi: blames the member that copies the proof of another', () => {
    const copies: Delivery[] = [];
    const copy: Hook = (d) => {
      if (d.envelope.round !== 3) return [d];
      if (d.from === bob) copies.push(d);
      return d.from === dave ? [resign(d, { payload: copies[0]!.envelope.payload })] : [d];
    };
    expectProven(faulty(scheme, () => [copy]).nodes, by(dave, 'rs.psi'));
  });

  it('blames the dealer that shows different openings to two parties', () => {
    const { nodes } = faulty(scheme, (setup) => [
      cheat(carol, 2, (d) => {
        if (d.to !== dave || d.envelope.to.length > 0) return [d];
        const { C, u } = decodeWith(setup.rounds.RS2.codec, d.envelope.payload);
        return [resign(d, { payload: encodeRs2({ C, u: u.map((byte) => byte ^ 1) }) })];
      }),
    ]);
    expectProven(nodes, by(carol, 'rs.1.open'));
  });

  it('blames the dealer that commits differently to two parties', () => {
    const { nodes } = faulty(scheme, () => [
      cheat(carol, 1, (d) =>
        d.to === dave ? [resign(d, { payload: encodeWith(rs1, { V: new Uint8Array(32) }) })] : [d],
      ),
    ]);
    expectProven(nodes, by(carol, 'EQUIVOCATION'));
  });

  it('blames the onlooker that deals, and the member that sends what only dealers send', () => {
    for (const meddler of [alice, dave]) {
      const { nodes, net } = faulty(scheme, () => [
        cheat(meddler, 101, (d) => [d, resign(d, { round: 1, payload: encodeWith(rs1, { V: new Uint8Array(32) }) })]),
      ]);
      expect(net.sent.length).toBeGreaterThan(0);
      expectProven(nodes, by(meddler, 'SLOT_UNKNOWN'));
    }
  });

  it.each([
    ['a dealer that never opens', carol, 2],
    ['a member that proves nothing', dave, 3],
    ['a dealer that never commits', carol, 1],
  ])('suspects %s of silence, and nobody else', (_name, silent, round) => {
    const { net, nodes } = faulty(scheme, () => [cheat(silent, round, () => [])]);
    expectUnresponsive(net, nodes, silent);
  });
});

describe('the echo of the openings', () => {
  it('blames the member whose echo does not fit what it saw', () => {
    let shown: Uint8Array | undefined;
    const { nodes } = faulty('ed25519', (setup) => [
      ...changeRs3(dave, () => ({ echo2: new Uint8Array(32) }))(setup),
      cheat(dave, 3, (d) => {
        shown = d.bytes;
        return [d];
      }),
      // Dave stands by what it sent, instead of showing that it signed two messages.
      cheat(dave, 302, (d) => {
        const { codec } = dispute(setup.rounds.RS2);
        const claim = decodeWith(codec, d.envelope.payload);
        const carriers = claim.carriers.map((bytes) =>
          bytesEqual(bytes.slice(0, 150), shown!.slice(0, 150)) ? shown! : bytes,
        );
        return [resign(d, { payload: encodeWith(codec, { ...claim, carriers }) })];
      }),
    ]);
    expectProven(nodes, by(dave, 'ECHO_LIST'));
  });

  it('blames the onlooker that claims a mismatch where there is none', () => {
    const seen: Uint8Array[] = [];
    const held: Delivery[] = [];
    const hold: Hook = (d) => {
      if (d.envelope.round === 3 && d.from === dave) held.push(d);
      return d.envelope.round === 3 && d.from === dave ? [] : [d];
    };
    const shares = dealtKey('ed25519', 2, [alice, bob, carol]);
    const options = {
      shares,
      members: [bob, carol, dave],
      newMinSigners: 2,
      dealers,
      observers: [alice],
      hooks: [hold],
    };
    const { net, nodes, plan } = reshareNet(options);
    net.run();
    const { rounds } = setUpReshare(plan);
    const sent = (round: number): Uint8Array[] =>
      all.flatMap((device) => {
        const found = net.sent.find(
          (d) => d.from === device && d.envelope.round === round && d.envelope.to.length === 0,
        );
        return found?.bytes ?? [];
      });
    seen.push(...sent(2));
    expect([seen.length, sent(3).length]).toEqual([2, 3]);
    const claim = encodeWith(dispute(rounds.RS2).codec, { opened: 1, seen, carriers: sent(3) });
    const [model] = held;
    const lie = resign(
      { ...model!, from: alice },
      { round: 302, from: alice.pid, to: new Uint8Array(), payload: claim },
    );
    for (const to of [bob, carol, dave]) net.inject(alice, to, lie.bytes);
    net.settle();
    // Dave is done, because its own message was the one that did not arrive.
    expectProven(
      nodes.filter(({ device }) => device !== dave),
      by(alice, 'DISPUTE_FALSE'),
    );
  });
});

describe('points of mixed order', () => {
  const mixed = (point: Uint8Array): Uint8Array => ed25519.Point.fromBytes(point).add(TORSION).toBytes();

  it('rs.1: are blamed in an opening', () => {
    const change = ({ C, u }: Rs2): Rs2 => ({ C: [C[0]!, mixed(C[1]!)], u });
    expectProven(
      faulty('ed25519', (setup, constant) => deals(setup, constant, { change })).nodes,
      by(carol, 'rs.1.group'),
    );
  });

  it('rs.psi: are blamed in a proof', () => {
    expectProven(
      faulty(
        'ed25519',
        changeRs3(dave, ({ A }) => ({ A: mixed(A) })),
      ).nodes,
      by(dave, 'rs.psi'),
    );
  });
});

describe('an honest dealer and an honest member', () => {
  const CODES = [
    'rs.1.group',
    'rs.1.open',
    'rs.2',
    'rs.3',
    'rs.psi',
    'decode',
    'SLOT_UNKNOWN',
    'EQUIVOCATION',
    'ECHO_LIST',
  ];
  const off = cheat(carol, 2, (d) =>
    d.to === dave && d.envelope.to.length > 0
      ? [resign(d, { payload: encodeTlv(tlv.list([tlv.scalar(new Uint8Array(32).fill(1))])) })]
      : [d],
  );
  const { nodes, net } = faulty('ed25519', () => [off]);
  const bundle = nodes[0]!.session.evidence()[0]!;
  const sentBy = (device: Device): Delivery[] =>
    net.sent.filter(({ from, envelope }) => from === device && envelope.round !== 400);

  it('give nobody material: no genuine message proves any fault', () => {
    const verdictOf = (forged: Uint8Array): string => {
      try {
        return verifyEvidence(forged, verifyWithOpenSsl).code;
      } catch (error) {
        return codeOf(error) ?? 'unexpected';
      }
    };
    expect(verdictOf(bundle)).toBe('rs.3');
    const everything = [...new Map(all.flatMap(sentBy).map(({ bytes }) => [bytesToHex(bytes), bytes])).values()];
    expect(everything.length).toBeLessThan(100);
    for (const honest of [bob, dave, alice]) {
      const own = everything.filter((bytes) => sentBy(honest).some((d) => bytesEqual(d.bytes, bytes)));
      const consent = sentBy(honest).find(({ envelope }) => envelope.round === 0)!.bytes;
      for (const code of CODES) {
        const alone = code === 'rs.2' || code === 'decode' ? own.map((bytes) => [bytes]) : [];
        for (const envelopes of [own, everything, ...alone]) {
          let forged = withField(bundle, 7, Buffer.from(code), 2);
          forged = withField(forged, 8, honest.pid, 1);
          forged = withList(withList(forged, 9, [consent]), 10, envelopes);
          expect({ honest: honest.name, code, verdict: verdictOf(forged) }).toEqual({
            ...{ honest: honest.name, code },
            verdict: 'EVIDENCE_INVALID',
          });
        }
      }
    }
  });
});

describe('the blame list', () => {
  it('is complete: two dealers that deviate in different ways are both named', () => {
    const { nodes } = faulty('ed25519', (setup) => [
      ...changeRs2(({ u }) => ({ u: u.map((byte) => byte ^ 1) }))(setup),
      cheat(bob, 2, (d) =>
        d.envelope.to.length === 0
          ? [d]
          : [resign(d, { payload: encodeTlv(tlv.list([tlv.scalar(new Uint8Array(32).fill(255))])) })],
      ),
    ]);
    const daves = nodes.filter(({ device }) => device !== alice);
    expectProven(daves, [
      { cheater: bob, code: 'decode' },
      { cheater: carol, code: 'rs.1.open' },
    ]);
  });

  it('is empty where everybody is honest', () => {
    const { nodes } = faulty('ed25519', () => []);
    expect(resultsOf(nodes)).toHaveLength(4);
  });
});
