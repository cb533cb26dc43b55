/** Presignatures: bound, used once, strict as bytes, and what happens to cheaters in the one round that uses them (cggmp24.md 8.1, 8.3). */
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { codeOf } from '../../src/base/errors.ts';
import { inspect } from 'node:util';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { q } from '../../src/engine/crypto/secp256k1.ts';
import { ON, onlinePlanCodec, type On } from '../../src/engine/mpc/cggmp24/online-definition.ts';
import { preparePresign } from '../../src/engine/mpc/cggmp24/presign-prepared.ts';
import {
  decodePresignature,
  decodePublicPresignature,
  encodePresignature,
  encodePublicPresignature,
} from '../../src/engine/mpc/cggmp24/presignature-codec.ts';
import { spendPresignature } from '../../src/engine/mpc/cggmp24/online.ts';
import { assertPresignatureFits, takeSecrets, type Presignature } from '../../src/engine/mpc/cggmp24/presignature.ts';
import { hashMessage } from '../../src/engine/mpc/cggmp24/signable-message.ts';
import { createOnlineSession, createPresignSession } from '../../src/engine/mpc/cggmp24/signing-sessions.ts';
import { parseEnvelope, sealEnvelope } from '../../src/engine/mpc/protocol/envelope.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { withField, withList } from './bundle-editing.ts';
import { makeSigningKey, message, onlineNet, onlineOptions, presignNet, storeOf } from './ecdsa-signing-runs.ts';
import { runOptions } from './ecdsa-runs.ts';
import { verifyWithOpenSsl, type Device } from './party.ts';
import { resultsOf } from './runs.ts';
import { cheat, resign, type Hook } from './sim-net.ts';
import { testRng } from './test-rng.ts';
import { expectBlameless, expectProven, expectUnresponsive } from './verdicts.ts';

const path = [7];
const key = makeSigningKey(2, 3);
const [alice, bob, carol] = key.all as [Device, Device, Device];
const signers = [alice, carol];
const presigning = presignNet({ ...key, signers, path });
presigning.net.run();
// Stored ones: each use reads the bytes again, as a device would
const stored = resultsOf(presigning.nodes).map(encodePresignature);
const presignatures = () => stored.map(decodePresignature);
const run = (hooks: readonly Hook[]) => {
  const made = onlineNet({ ...key, signers, path, hooks, presignatures: presignatures() });
  made.net.run();
  return made;
};
const changeOn = (change: (on: On) => Partial<On>): Hook =>
  cheat(carol, 1, (d) => {
    const on = decodeWith(ON.codec, d.envelope.payload);
    return [resign(d, { payload: encodeWith(ON.codec, { ...on, ...change(on) }) })];
  });

describe('a signature share', () => {
  it.each<[string, (on: On) => Partial<On>]>([
    ['ON-SIGMA: one too many', ({ sigma }) => ({ sigma: (sigma + 1n) % q })],
    ['zero', () => ({ sigma: 0n })],
    ['negated', ({ sigma }) => ({ sigma: q - sigma })],
  ])('%s: its signer is named, with the presigning messages as evidence', (_what, change) => {
    const { nodes } = run([changeOn(change)]);
    expectProven(nodes, [{ cheater: carol, code: 'on.sigma' }]);
  });

  it('that does not decode is a fault', () => {
    const { nodes } = run([cheat(carol, 1, (d) => [resign(d, { payload: Uint8Array.of(...d.envelope.payload, 0) })])]);
    expectProven(nodes, [{ cheater: carol, code: 'decode' }]);
  });

  it('ON-MSG: for another message blames nobody, and the presignature stays spent', () => {
    const store = storeOf(presignatures()[0]!);
    const other = { ...message, bytes: Uint8Array.of(1) };
    const { net, nodes } = onlineNet({
      ...key,
      signers,
      path,
      presignatures: presignatures(),
      change: (device) => (device === carol ? { message: other } : { store }),
    });
    net.run();
    expectBlameless(nodes, 'CONFIG_MISMATCH');
    expect(store.consumed).toEqual([
      [bytesToHex(presignatures()[0]!.presigId), bytesToHex(hashMessage(message).messageHash)],
    ]);
  });

  it('that does not come leaves a suspicion', () => {
    const { net, nodes } = run([(d) => (d.from === carol ? [] : [d])]);
    expectUnresponsive(net, nodes, carol);
  });
});

describe('evidence about a share', () => {
  it('cannot be made of other presigning messages', () => {
    const { nodes } = run([changeOn(({ sigma }) => ({ sigma: (sigma + 1n) % q }))]);
    const [bundle] = nodes[0]!.session.evidence();
    expect(verifyEvidence(bundle!, verifyWithOpenSsl).code).toBe('on.sigma');
    // Alice signs a second PS3 of hers: then delta, hence every share, would have to be another
    const [alicePs3] = presignatures()[0]!.transcript.ps3;
    const { envelope } = parseEnvelope(alicePs3!);
    const payload = envelope.payload.slice();
    payload[12]! ^= 1;
    const forged = sealEnvelope({ ...envelope, payload }, alice.signer).bytes;
    expect(forged.length).toBe(alicePs3!.length);
    const at = indexOf(bundle!, alicePs3!);
    const changed = bundle!.slice();
    changed.set(forged, at);
    expect(() => verifyEvidence(changed, verifyWithOpenSsl)).toThrow(/proves nothing/);
  });

  it('does not convict an honest signer', () => {
    // Alice cuts the evidence against Carol out of a run in which Carol was honest
    const guilty = run([changeOn(({ sigma }) => ({ sigma: (sigma + 1n) % q }))]);
    const honest = run([]);
    const [bundle] = guilty.nodes[0]!.session.evidence();
    const on = (net: typeof honest.net) =>
      net.sent.find(({ from, envelope }) => from === carol && envelope.round === 1)!;
    const false_ = guilty.net.sent.length > 0 ? bundle!.slice() : undefined;
    const changedOn = onIn(bundle!, on(honest.net).bytes.length);
    false_!.set(on(honest.net).bytes, changedOn);
    expect(() => verifyEvidence(false_!, verifyWithOpenSsl)).toThrow(/proves nothing/);
  });
});

describe('evidence-forgery: an honest accuser', () => {
  const { nodes, net } = run([changeOn(({ sigma }) => ({ sigma: (sigma + 1n) % q }))]);
  const [bundle] = nodes[0]!.session.evidence();
  // What Alice, who is honest, told everybody: Carol's share is wrong, and here is the proof
  const notice = net.sent.find(({ from, envelope }) => from === alice && envelope.round === 400)!;
  const against = (plan: Uint8Array) => {
    const code = withField(bundle!, 7, new TextEncoder().encode('FALSE_ACCUSATION'), 2);
    return withList(withField(withField(code, 8, alice.pid, 1), 4, plan, 1), 10, [notice.bytes]);
  };
  const { plan, nonces, ...messages } = decodeWith(
    onlinePlanCodec,
    verifyEvidence(bundle!, verifyWithOpenSsl).planBytes,
  );

  it('is not made a liar by a plan with other presigning messages than its own', () => {
    const shuffled = { plan, nonces, ...messages, ps2: messages.ps3, ps3: messages.ps2 };
    for (const forged of [shuffled, { plan, nonces, ...messages, echo3: messages.echo3.toReversed() }]) {
      const bytes = against(encodeWith(onlinePlanCodec, forged));
      expect(() => verifyEvidence(bytes, verifyWithOpenSsl)).toThrow(/do not prove the fault/);
    }
  });

  it('nor by the true one', () => {
    const bytes = against(encodeWith(onlinePlanCodec, { plan, nonces, ...messages }));
    expect(() => verifyEvidence(bytes, verifyWithOpenSsl)).toThrow(/do not prove the fault/);
  });
});

describe('presignature-reuse', () => {
  it('fails on the state machine: of two users of one store only the first gets a share', () => {
    const [presignature] = presignatures();
    const store = storeOf(presignature!);
    const options = { ...onlineOptions({ ...key, signers, path }, alice, presignatures()[0]!), store };
    expect(createOnlineSession(options).state.type).toBe('waiting');
    expect(codeOf(thrown(() => createOnlineSession(options)))).toBe('PRESIGNATURE_SPENT');
    expect(store.consumed).toHaveLength(1);
  });

  it('fails on the presignature itself: its secret is gone with the first use', () => {
    const [presignature] = presignatures();
    takeSecrets(presignature!);
    expect(presignature!.kt.isWiped && presignature!.chit.isWiped).toBe(true);
    expect(codeOf(thrown(() => takeSecrets(presignature!)))).toBe('SECRET_WIPED');
  });

  it('gives no share when its secret is the one of another presignature', () => {
    for (const secret of ['kt', 'chit'] as const) {
      const [own, other] = presignatures();
      const mixed = { ...own!, [secret]: other![secret] };
      expect(codeOf(thrown(() => spendPresignature(mixed, new Uint8Array(32).fill(7))))).toBe('PRESIGNATURE_BINDING');
      expect(mixed.kt.isWiped && mixed.chit.isWiped).toBe(true);
    }
  });

  it.each<[string, (own: Presignature) => Partial<Presignature>]>([
    ['id', () => ({ presigId: new Uint8Array(32) })],
    ['nonce point', ({ Gamma }) => ({ Gamma: Gamma.negate() })],
    ['points of its shares', ({ Dt }) => ({ Dt: Dt.toReversed() })],
    ['key points', ({ St }) => ({ St: St.toReversed() })],
  ])('gives no share when its %s is another', (_what, change) => {
    const [own] = presignatures();
    const changed = { ...own!, ...change(own!) };
    expect(codeOf(thrown(() => spendPresignature(changed, new Uint8Array(32).fill(7))))).toBe('PRESIGNATURE_BINDING');
    expect(changed.kt.isWiped && changed.chit.isWiped).toBe(true);
  });
});

describe('a presignature is refused, unspent,', () => {
  const refusal = (change: Partial<ReturnType<typeof onlineOptions>>) => {
    const options = { ...onlineOptions({ ...key, signers, path }, alice, presignatures()[0]!), ...change };
    const code = codeOf(thrown(() => createOnlineSession(options)));
    expect((options.store as ReturnType<typeof storeOf>).consumed).toEqual([]);
    return code;
  };
  const [own] = presignatures();

  it.each<[string, Partial<ReturnType<typeof onlineOptions>>, string]>([
    ['presign-HD-shift: for another path', { path: [8] }, 'PRESIGNATURE_BINDING'],
    ['for the vault key itself', { path: [] }, 'PRESIGNATURE_BINDING'],
    ['for another signing set', { signers: [alice.pid, bob.pid] }, 'PRESIGNATURE_BINDING'],
    ['in another epoch', { keyShare: { ...key.shares[0]!, epoch: 1 } }, 'PRESIGNATURE_BINDING'],
    ['for another key', { keyShare: { ...key.shares[0]!, keyId: 'vault-2' } }, 'PRESIGNATURE_BINDING'],
    ['by another device', { keyShare: key.shares[2]! }, 'PRESIGNATURE_BINDING'],
    ['with points that do not add up', { presignature: { ...own!, Dt: own!.St } }, 'PRESIGNATURE_BINDING'],
    ['under another id', { presignature: { ...own!, presigId: new Uint8Array(32) } }, 'PRESIGNATURE_BINDING'],
    ['raw-digest: for a digest in place of a message', { message: new Uint8Array(32) as never }, 'MESSAGE_INVALID'],
    ['for no message', { message: { hash: 'sha256', bytes: new Uint8Array() } }, 'MESSAGE_INVALID'],
  ])('%s', (_what, change, code) => expect(refusal(change)).toBe(code));

  it('with a secret of another one', () => {
    const [a, b] = presignatures();
    const mixed = { ...a!, kt: b!.kt };
    const options = { ...onlineOptions({ ...key, signers, path }, alice, a!), store: storeOf(mixed) };
    expect(codeOf(thrown(() => createOnlineSession(options)))).toBe('PRESIGNATURE_BINDING');
  });

  it('while it fits what it was made for', () => {
    const wanted = { signers: [carol.pid, alice.pid], path };
    expect(assertPresignatureFits(own!, key.shares[0]!, wanted).path).toEqual(path);
  });
});

describe('the encoding of a presignature', () => {
  const [bytes] = stored as [Uint8Array];
  const publicBytes = encodePublicPresignature(decodePresignature(bytes));

  it('is read back whole, and prints no secret', () => {
    const presignature = decodePresignature(bytes);
    expect(encodePresignature(presignature)).toEqual(bytes);
    expect(encodePublicPresignature(decodePublicPresignature(publicBytes))).toEqual(publicBytes);
    const secret = bytesToHex(presignature.kt.use((kt) => kt.slice()));
    expect(inspect(presignature, { depth: 9 }) + JSON.stringify(presignature, bigints)).not.toContain(secret);
    expect(bytesToHex(publicBytes)).not.toContain(secret);
  });

  it('is strict: no prefix, no trailing byte, no other version', () => {
    for (const length of [0, 1, 5, 40, bytes.length >> 1, bytes.length - 1]) {
      expect(codeOf(thrown(() => decodePresignature(bytes.slice(0, length))))).toBe('PRESIGNATURE_INVALID');
    }
    expect(codeOf(thrown(() => decodePresignature(Uint8Array.of(...bytes, 0))))).toBe('PRESIGNATURE_INVALID');
    const version = bytes.slice();
    version[18]! ^= 2;
    expect(codeOf(thrown(() => decodePresignature(version)))).toBe('PRESIGNATURE_INVALID');
    expect(codeOf(thrown(() => decodePresignature(publicBytes)))).toBe('PRESIGNATURE_INVALID');
  });
});

describe('prepared values', () => {
  const request = { signers: signers.map(({ pid }) => partyIdOf(pid)), path };

  it('serve one run, of what they were made for', () => {
    const prepared = preparePresign(key.shares[0]!, request, testRng('prepared'));
    const options = {
      ...runOptions(alice, signers, 'prepared'),
      keyShare: key.shares[0]!,
      signers: signers.map(({ pid }) => pid),
      path,
      prepared,
    };
    expect(inspect(prepared, { depth: 9 })).toBe('[secret]');
    expect(codeOf(thrown(() => createPresignSession({ ...options, path: [8] })))).toBe('PREPARED_OTHER');
    prepared.forget();
    expect(codeOf(thrown(() => createPresignSession(options)))).toBe('PREPARED_SPENT');
  });
});

const bigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString(16) : value);

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  const at = Buffer.from(bytes).indexOf(part);
  if (at < 0) throw new Error('the part is not there');
  return at;
}

/** The only message of an online run is the last thing in its evidence. */
function onIn(bundle: Uint8Array, length: number): number {
  return bundle.length - length;
}
