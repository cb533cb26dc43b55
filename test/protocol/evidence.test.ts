/** Evidence convinces a third party of what happened, and of nothing else. */
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { codeOf } from '../../src/base/errors.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { keygenRounds } from '../../src/engine/mpc/frost/keygen-messages.ts';
import { suiteOf } from '../../src/engine/mpc/frost/suite.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { withField, withList } from './bundle-editing.ts';
import { devices, verifyWithOpenSsl, type Device } from './party.ts';
import { keygenNet, runIdOf } from './runs.ts';
import { cheat, resign } from './sim-net.ts';
import { testRng } from './test-rng.ts';

const { FK2P } = keygenRounds(suiteOf('ed25519'), 2);
const all = devices(3);
const [alice, bob, carol] = all as [Device, Device, Device];

function verdictOf(bundle: Uint8Array): string {
  try {
    const { accused, code } = verifyEvidence(bundle, verifyWithOpenSsl);
    return `${bytesToHex(accused)} ${code}`;
  } catch (error) {
    return codeOf(error) ?? 'unexpected';
  }
}

describe('a wrong share', () => {
  let bundle: Uint8Array;

  beforeAll(() => {
    const wrong = cheat(carol, 2, (d) => [
      resign(d, { payload: encodeWith(FK2P.codec, { share: new Uint8Array(32).fill(1) }) }),
    ]);
    const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all, hooks: [wrong] });
    net.run();
    bundle = nodes[0]!.session.evidence()[0]!;
  });

  it('is proven by the bundle alone', () => {
    const verdict = verifyEvidence(bundle, verifyWithOpenSsl);
    expect(bytesToHex(verdict.accused)).toBe(carol.hex);
    expect(verdict.code).toBe('fk2.share');
    expect(bytesToHex(verdict.runId)).toBe(bytesToHex(runIdOf('keygen')));
    expect(verdict.protocol).toBe('frost-keygen');
    expect(verdict.sid).toHaveLength(32);
    expect(verdict.messageIds).toHaveLength(2);
  });

  it('still proves it when taken apart and put together again', () => {
    expect(verdictOf(withField(bundle, 7, Buffer.from('fk2.share'), 2))).toBe(`${carol.hex} fk2.share`);
    expect(verdictOf(withField(bundle, 8, carol.pid, 1))).toBe(`${carol.hex} fk2.share`);
  });

  it('proves nothing once any byte of it differs', () => {
    const pick = testRng('positions');
    for (let attempt = 0; attempt < 150; attempt += 1) {
      const at = new DataView(pick(4).buffer).getUint32(0) % bundle.length;
      const changed = bundle.map((byte, index) => (index === at ? byte ^ 0x20 : byte));
      expect({ at, verdict: verdictOf(changed) }).toEqual({ at, verdict: 'EVIDENCE_INVALID' });
    }
  });

  it('proves nothing when it is cut', () => {
    for (const length of [0, 1, 5, 100, bundle.length - 1])
      expect(verdictOf(bundle.slice(0, length))).toBe('EVIDENCE_INVALID');
    expect(verdictOf(Uint8Array.of(...bundle, 0))).toBe('EVIDENCE_INVALID');
  });

  it.each([
    'fk1.pok',
    'fk1.torsion',
    'decode',
    'EQUIVOCATION',
    'SLOT_UNKNOWN',
    'ECHO_LIST',
    'DISPUTE_FALSE',
    'FALSE_ACCUSATION',
    'toString',
  ])('does not prove %s', (code) => {
    expect(verdictOf(withField(bundle, 7, Buffer.from(code), 2))).toBe('EVIDENCE_INVALID');
  });

  it.each([
    ['Alice', alice],
    ['Bob', bob],
  ])('does not turn against %s', (_name, honest) => {
    expect(verdictOf(withField(bundle, 8, honest.pid, 1))).toBe('EVIDENCE_INVALID');
  });

  it('needs the identity key that belongs to the pid', () => {
    const stranger = devices(4).find(({ hex }) => !all.some((each) => each.hex === hex))!;
    const changed = Buffer.from(bundle);
    changed.set(stranger.signer.publicKey, changed.indexOf(carol.signer.publicKey));
    expect(verdictOf(changed)).toBe('EVIDENCE_INVALID');
  });
});

describe('evidence-forgery: an honest party', () => {
  it('gives nobody material: no genuine message proves any fault', () => {
    const wrong = cheat(carol, 2, (d) => [
      resign(d, { payload: encodeWith(FK2P.codec, { share: new Uint8Array(32).fill(1) }) }),
    ]);
    const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all, hooks: [wrong] });
    net.run();
    const genuine = net.sent.filter(({ from, envelope }) => from === alice && envelope.round !== 400);
    const consent = genuine.find(({ envelope }) => envelope.round === 0)!.bytes;
    const bundle = nodes[0]!.session.evidence()[0]!;
    const codes = [
      'fk1.pok',
      'fk1.torsion',
      'fk1.duplicate',
      'fk2.share',
      'decode',
      'SLOT_UNKNOWN',
      'EQUIVOCATION',
      'ECHO_LIST',
      'DISPUTE_FALSE',
    ];
    for (const code of codes) {
      for (const envelopes of [...genuine.map(({ bytes }) => [bytes]), genuine.map(({ bytes }) => bytes)]) {
        let forged = withField(bundle, 7, Buffer.from(code), 2);
        forged = withField(forged, 8, alice.pid, 1);
        forged = withList(forged, 9, [consent]);
        forged = withList(forged, 10, envelopes);
        expect({ code, verdict: verdictOf(forged) }).toEqual({ code, verdict: 'EVIDENCE_INVALID' });
      }
    }
    const share = genuine.find(({ envelope }) => envelope.round === 2)!;
    expect(decodeWith(FK2P.codec, share.envelope.payload).share).toHaveLength(32);
  });
});
