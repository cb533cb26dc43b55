/** One test per check of cggmp24.md 3: the deviating party is named by every honest one, with evidence that a third party accepts. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { bytesFromHex } from '../../src/base/bytes.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { encodeTlv, tlv, type TlvValue } from '../../src/base/tlv.ts';
import { integerToBytes } from '../../src/engine/crypto/integers.ts';
import { defineEcdsaKeygen } from '../../src/engine/mpc/cggmp24/keygen-definition.ts';
import { keygenRounds, type Kg3 } from '../../src/engine/mpc/cggmp24/keygen-messages.ts';
import { dispute } from '../../src/engine/mpc/protocol/dispute-message.ts';
import { parseEnvelope } from '../../src/engine/mpc/protocol/envelope.ts';
import { CONFIRM, confirmDigest } from '../../src/engine/mpc/protocol/confirm.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { bundleOf } from './evidence-bundles.ts';
import { devices, verifyWithOpenSsl, type Device } from './party.ts';
import { ecdsaKeygenNet } from './ecdsa-runs.ts';
import { cheat, resign, rewriteEchoed, type Delivery, type Hook } from './sim-net.ts';
import { testRng } from './test-rng.ts';
import { expectBlameless, expectProven } from './verdicts.ts';

const all = devices(3);
const [alice, bob, carol] = all as [Device, Device, Device];
const { KG1, KG2, KG2P, KG3 } = keygenRounds(2);
const { Point } = secp256k1;
const q = Point.Fn.ORDER;

function run(...hooks: readonly Hook[]) {
  const made = ecdsaKeygenNet({ minSigners: 2, all, hooks });
  made.net.run();
  return made;
}

/** What a party broadcasts in an honest run: with deterministic randomness also in a run with cheaters, up to their deviation. */
const honest = run().net.sent;
const sentBy = (party: Device, round: number): Uint8Array =>
  honest.find(({ from, envelope }) => from === party && envelope.round === round && envelope.to.length === 0)!.envelope
    .payload;

const expected = (code: string, cheater: Device = carol) => [{ cheater, code }];
const isPrivate = ({ envelope }: Delivery): boolean => envelope.to.length > 0;

/** The seven values of KG2 as they stand on the wire, free to be wrong. */
type RawKg2 = Record<'rid' | 'Sv' | 'A' | 'A0' | 'c' | 'u', TlvValue>;

function changeKg2(change: (raw: RawKg2) => Partial<RawKg2>, more: readonly TlvValue[] = []): Hook {
  return cheat(carol, 2, (d) => {
    if (isPrivate(d)) return [d];
    const { rid, Sv, A, A0, c, u } = decodeWith(KG2.codec, d.envelope.payload);
    const point = (P: typeof A): TlvValue => tlv.point(P.toBytes());
    const raw: RawKg2 = {
      rid: tlv.bytes(rid),
      Sv: tlv.list(Sv.map(point)),
      A: point(A),
      A0: point(A0),
      c: tlv.bytes(c),
      u: tlv.bytes(u),
    };
    const fields = { ...raw, ...change(raw) };
    return [resign(d, { payload: encodeTlv(tlv.list([...Object.values(fields), ...more])) })];
  });
}

function changeSigma(to: Device, change: (sigma: Uint8Array) => Uint8Array, cheater = carol): Hook {
  return cheat(cheater, 2, (d) => {
    if (!isPrivate(d) || d.to !== to) return [d];
    const { sigma } = decodeWith(KG2P.codec, d.envelope.payload);
    return [resign(d, { payload: encodeTlv(tlv.list([tlv.scalar(change(sigma))])) })];
  });
}

function changeKg3(change: (message: Kg3) => Partial<Kg3>): Hook {
  return cheat(carol, 3, (d) => {
    const message = decodeWith(KG3.codec, d.envelope.payload);
    return [resign(d, { payload: encodeWith(KG3.codec, { ...message, ...change(message) }) })];
  });
}

const plusOne = (scalar: Uint8Array): Uint8Array =>
  integerToBytes((BigInt(`0x${Buffer.from(scalar).toString('hex')}`) + 1n) % q, 32);
const point = (P: typeof Point.BASE): TlvValue => tlv.point(P.toBytes());
const OFF_CURVE = tlv.point(bytesFromHex(`02${'05'.padStart(64, '0')}`));
const IDENTITY = tlv.point(new Uint8Array(1));
const UNCOMPRESSED = tlv.point(Point.BASE.toBytes(false));

describe('round 1', () => {
  it('KG-ECHO: names who commits to different things before different parties', () => {
    const split = cheat(carol, 1, (d) =>
      d.to === bob ? [resign(d, { payload: encodeWith(KG1.codec, { V: new Uint8Array(32) }) })] : [d],
    );
    expectProven(run(split).nodes, expected('EQUIVOCATION'));
  });

  it('names who sends a commitment of another length', () => {
    const short = rewriteEchoed(all, 1, (d) =>
      d.from === carol ? encodeTlv(tlv.list([tlv.bytes(new Uint8Array(31))])) : undefined,
    );
    expectProven(run(short).nodes, expected('decode'));
  });
});

describe('round 2, the opening (kg.2)', () => {
  const b32 = tlv.bytes(new Uint8Array(32));
  it.each<[keyof RawKg2, TlvValue]>([
    ['rid', b32],
    ['A', point(Point.BASE)],
    ['A0', point(Point.BASE)],
    ['Sv', tlv.list([point(Point.BASE), point(Point.BASE)])],
    ['c', b32],
    ['u', b32],
  ])('names who opens another %s than it committed to', (field, value) => {
    expectProven(run(changeKg2(() => ({ [field]: value }))).nodes, expected('kg.2'));
  });

  it('names who opens something else before one party only', () => {
    const change = changeKg2(() => ({ c: b32 }));
    expectProven(run((d) => (d.to === bob ? change(d) : [d])).nodes, expected('kg.2'));
  });

  it('KG-COPY: names the copier of a commitment and its opening, and not the copied one', () => {
    const commitment = rewriteEchoed(all, 1, (d) => (d.from === carol ? sentBy(alice, 1) : undefined));
    // Her own session does not know that it cheats and disputes the echoes; round 2 goes out in place of that.
    const opening = cheat(carol, 301, (d) => [
      resign(d, { round: 2, payload: sentBy(alice, 2) }),
      resign(d, { round: 2, to: d.to.pid, payload: encodeWith(KG2P.codec, { sigma: integerToBytes(1n, 32) }) }),
    ]);
    expectProven(run(commitment, opening).nodes, expected('kg.2'));
  });

  it.each<[string, (Sv: readonly TlvValue[]) => readonly TlvValue[]]>([
    ['KG-LEN: one commitment too many, which would raise the number of signers', (Sv) => [...Sv, Sv[0]!]],
    ['KG-LEN: one commitment too few', (Sv) => Sv.slice(1)],
    ['a commitment off the curve', (Sv) => [OFF_CURVE, ...Sv.slice(1)]],
    ['a commitment that is the identity', (Sv) => [...Sv.slice(1), IDENTITY]],
    ['an uncompressed commitment', (Sv) => [...Sv.slice(1), UNCOMPRESSED]],
  ])('names who sends %s', (_name, change) => {
    const hook = changeKg2(({ Sv }) => ({ Sv: tlv.list(change(Sv.value as TlvValue[])) }));
    expectProven(run(hook).nodes, expected('decode'));
  });

  it.each(['A', 'A0'] as const)('names who sends the identity or a point off the curve as %s', (field) => {
    expectProven(run(changeKg2(() => ({ [field]: IDENTITY }))).nodes, expected('decode'));
    expectProven(run(changeKg2(() => ({ [field]: OFF_CURVE }))).nodes, expected('decode'));
  });

  it('names who adds a field', () => {
    expectProven(run(changeKg2(() => ({}), [tlv.u32(1)])).nodes, expected('decode'));
  });
});

describe('round 2, the sub-share (kg.3)', () => {
  it('KG-SHARE: names who deals a wrong share to one party, by the signed private message', () => {
    expectProven(run(changeSigma(bob, plusOne)).nodes, expected('kg.3'));
  });

  it('names who deals a zero share', () => {
    expectProven(run(changeSigma(alice, () => new Uint8Array(32))).nodes, expected('kg.3'));
  });

  it('names who deals the share of another party', () => {
    let ofAlice: Uint8Array | undefined;
    const learn = changeSigma(alice, (sigma) => (ofAlice = sigma));
    expectProven(
      run(
        learn,
        changeSigma(bob, () => ofAlice!),
      ).nodes,
      expected('kg.3'),
    );
  });

  it('names who deals a share that is not below the group order', () => {
    expectProven(run(changeSigma(bob, () => integerToBytes(q, 32))).nodes, expected('decode'));
  });

  it('names who claims that a good share is bad', () => {
    // Carol's own evidence about a bad share of Alice, with Alice's honest message put in its place.
    const guilty = run(changeSigma(carol, plusOne, alice));
    const isSigma = ({ from, to, envelope }: Delivery) => from === alice && to === carol && envelope.round === 2;
    const good = guilty.net.sent.find((d) => isSigma(d) && isPrivate(d))!;
    const [bundle] = guilty.nodes[2]!.session.evidence();
    const { sigma } = decodeWith(KG2P.codec, good.envelope.payload);
    const bad = resign(good, { payload: encodeWith(KG2P.codec, { sigma: plusOne(sigma) }) });
    const forged = Buffer.from(bundle!);
    forged.set(good.bytes, forged.indexOf(bad.bytes));
    const notice = guilty.net.sent.find(({ from, envelope }) => from === carol && envelope.round === 400)!;
    const payload = Buffer.from(notice.envelope.payload);
    payload.set(forged, payload.indexOf(bundle!));
    const accuse = cheat(carol, 2, (d) => [
      resign(d, { round: 400, sid: notice.envelope.sid, to: new Uint8Array(), payload: new Uint8Array(payload) }),
      d,
    ]);
    expectProven(run(accuse).nodes, expected('FALSE_ACCUSATION'));
  });

  it('names all cheaters of a round, each with its own check', () => {
    const group = devices(4);
    const [first, , third, fourth] = group as [Device, Device, Device, Device];
    const hooks = [
      cheat(fourth, 2, (d) => (isPrivate(d) ? [d] : [resign(d, { payload: new Uint8Array(1) })])),
      cheat(third, 2, (d) => [
        isPrivate(d) ? resign(d, { payload: encodeWith(KG2P.codec, { sigma: integerToBytes(1n, 32) }) }) : d,
      ]),
      cheat(first, 2, (d) => {
        if (isPrivate(d)) return [d];
        const opening = decodeWith(KG2.codec, d.envelope.payload);
        return [resign(d, { payload: encodeWith(KG2.codec, { ...opening, u: new Uint8Array(32) }) })];
      }),
    ];
    const { net, nodes } = ecdsaKeygenNet({ minSigners: 2, all: group, hooks });
    net.run();
    expectProven(nodes, [
      { cheater: first, code: 'kg.2' },
      { cheater: third, code: 'kg.3' },
      { cheater: fourth, code: 'decode' },
    ]);
  });

  it('blames nobody when two parties committed to the same polynomial', () => {
    const twins = { random: testRng('twins') };
    const change = (device: Device) => (device === alice ? {} : { random: testRng('twins') });
    expect(twins.random(4)).toEqual(testRng('twins')(4));
    const { net, nodes } = ecdsaKeygenNet({ minSigners: 2, all, change });
    net.run();
    expectBlameless(nodes, 'UNATTRIBUTED');
  });
});

describe('round 3', () => {
  it('names who does not prove its share (kg.psi)', () => {
    expectProven(run(changeKg3(({ psi }) => ({ psi: (psi + 1n) % q }))).nodes, expected('kg.psi'));
  });

  it('names who does not prove its constant term (kg.psi0)', () => {
    expectProven(run(changeKg3(({ psi0 }) => ({ psi0: (psi0 + 1n) % q }))).nodes, expected('kg.psi0'));
  });

  it('names who exchanges the two proofs', () => {
    const hook = changeKg3(({ psi, psi0 }) => ({ psi: psi0, psi0: psi }));
    expectProven(run(hook).nodes, expected('kg.psi'));
  });

  it('names who sends the responses of another party, and of another session', () => {
    const ofAlice = decodeWith(KG3.codec, sentBy(alice, 3));
    const copied = changeKg3(() => ({ psi: ofAlice.psi, psi0: ofAlice.psi0 }));
    expectProven(run(copied).nodes, expected('kg.psi'));

    const other = ecdsaKeygenNet({ minSigners: 2, all, name: 'another session' });
    other.net.run();
    const sent = other.net.sent.find(({ from, envelope }) => from === carol && envelope.round === 3)!;
    const { psi, psi0 } = decodeWith(KG3.codec, sent.envelope.payload);
    expectProven(run(changeKg3(() => ({ psi, psi0 }))).nodes, expected('kg.psi'));
  });

  it('names who sends a response that is not below the group order', () => {
    const hook = cheat(carol, 3, (d) => {
      const { psi0, echo2 } = decodeWith(KG3.codec, d.envelope.payload);
      const scalar = (v: bigint) => tlv.scalar(integerToBytes(v, 32));
      return [resign(d, { payload: encodeTlv(tlv.list([scalar(q), scalar(psi0), tlv.bytes(echo2)])) })];
    });
    expectProven(run(hook).nodes, expected('decode'));
  });

  it('names who echoes openings that it has not received', () => {
    const wrong = changeKg3(() => ({ echo2: new Uint8Array(32) }));
    // Her own answer in the dispute shows the wrong echo too; otherwise she would have contradicted herself.
    let shown: Uint8Array | undefined;
    const learn: Hook = (d) => {
      if (d.from === carol && d.envelope.round === 3) shown = d.bytes;
      return [d];
    };
    const answer = cheat(carol, 302, (d) => {
      const { opened, seen, carriers } = decodeWith(dispute(KG2).codec, d.envelope.payload);
      const own = carriers.map((bytes) =>
        parseEnvelope(bytes).envelope.from.join() === carol.pid.join() ? shown! : bytes,
      );
      return [resign(d, { payload: encodeWith(dispute(KG2).codec, { opened, seen, carriers: own }) })];
    });
    expectProven(run(wrong, learn, answer).nodes, expected('ECHO_LIST'));
  });
});

describe('the confirmation', () => {
  const confirmed = (change: (d: Delivery) => { transcriptHash: Uint8Array; sig: Uint8Array }): Hook =>
    cheat(carol, 200, (d) => [resign(d, { payload: encodeWith(CONFIRM.codec, change(d)) })]);

  it('names who confirms another transcript', () => {
    const transcriptHash = new Uint8Array(32);
    const hook = confirmed((d) => {
      return { transcriptHash, sig: carol.signer.sign(confirmDigest(d.envelope.sid, transcriptHash)) };
    });
    expectProven(run(hook).nodes, expected('confirm.transcript'));
  });

  it('names who confirms without a valid signature', () => {
    const hook = confirmed((d) => {
      const { transcriptHash } = decodeWith(CONFIRM.codec, d.envelope.payload);
      return { transcriptHash, sig: new Uint8Array(64) };
    });
    expectProven(run(hook).nodes, expected('confirm.signature'));
  });
});

describe('messages out of place', () => {
  it('names who sends two different messages in one round', () => {
    const twice = cheat(carol, 3, (d) => {
      const message = decodeWith(KG3.codec, d.envelope.payload);
      return [d, resign(d, { payload: encodeWith(KG3.codec, { ...message, psi: 1n }) })];
    });
    expectProven(run(twice).nodes, expected('EQUIVOCATION'));
  });

  it('names who sends in a round that does not exist', () => {
    expectProven(run(cheat(carol, 3, (d) => [resign(d, { round: 5 }), d])).nodes, expected('SLOT_UNKNOWN'));
  });

  it('ignores the same message again, and one of another session', () => {
    const other = ecdsaKeygenNet({ minSigners: 2, all, name: 'another session' });
    other.net.run();
    const old = other.net.sent.find(({ from, envelope }) => from === carol && envelope.round === 1)!;
    const { nodes } = run(
      cheat(carol, 1, (d) => [d, d, { ...d, bytes: old.bytes }]),
      cheat(carol, 2, (d) => [d, d]),
    );
    for (const { session } of nodes) expect(session.state.type).toBe('done');
  });
});

describe('evidence-forgery', () => {
  const definition = defineEcdsaKeygen({
    profile: 'TEST',
    keyId: 'vault-1',
    epoch: 0,
    minSigners: 2,
    parties: all.map(({ pid }) => pid),
  });
  const sentIn = (party: Device, round: number, to?: Device): Delivery =>
    honest.find(
      (d) =>
        d.from === party &&
        d.envelope.round === round &&
        isPrivate(d) === (to !== undefined) &&
        (to === undefined || d.to === to),
    )!;
  const expectRefused = (code: string, messages: readonly Delivery[]): void => {
    const bundle = bundleOf(definition, honest, carol, code, messages);
    expect(() => verifyEvidence(bundle, verifyWithOpenSsl)).toThrow(
      expect.objectContaining({ code: 'EVIDENCE_INVALID' }),
    );
  };
  const openings = all.map((party) => sentIn(party, 2));
  const agreed = [...all.map((party) => sentIn(party, 1)), ...openings, sentIn(carol, 101), sentIn(carol, 3)];

  it('refuses honest messages as evidence', () => {
    expectRefused('kg.2', [sentIn(carol, 1), sentIn(carol, 2)]);
    expectRefused('kg.3', [sentIn(carol, 2), sentIn(carol, 2, bob)]);
    expectRefused('kg.psi', agreed);
    expectRefused('kg.psi0', agreed);
    expectRefused('confirm.transcript', [...agreed, sentIn(carol, 200)]);
    expectRefused('confirm.signature', [sentIn(carol, 200)]);
  });

  it('refuses an opening or a commitment of the accuser that the accused has not echoed', () => {
    const opening = decodeWith(KG2.codec, sentBy(bob, 2));
    const other = resign(sentIn(bob, 2), { payload: encodeWith(KG2.codec, { ...opening, rid: new Uint8Array(32) }) });
    const swapped = agreed.map((d) => (d.from === bob && d.envelope.round === 2 ? other : d));
    expectRefused('kg.psi', swapped);
    expectRefused('confirm.transcript', [...swapped, sentIn(carol, 200)]);
    const commitment = resign(sentIn(bob, 1), { payload: encodeWith(KG1.codec, { V: new Uint8Array(32) }) });
    const recommitted = agreed.map((d) => (d.from === bob && d.envelope.round === 1 ? commitment : d));
    expectRefused('confirm.transcript', [...recommitted, sentIn(carol, 200)]);
  });
});
