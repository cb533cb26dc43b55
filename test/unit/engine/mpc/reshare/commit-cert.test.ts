import { describe, expect, test } from 'vitest';
import { bytesToHex } from '../../../../../src/base/bytes.ts';
import { taggedHash } from '../../../../../src/base/tagged-hash.ts';
import { tlv } from '../../../../../src/base/tlv.ts';
import { decodeWith, encodeWith } from '../../../../../src/base/tlv-decode.ts';
import {
  ackDigest,
  acknowledge,
  acknowledgementCodec,
  assembleCommitCert,
  auxHashOf,
  decodeCommitCert,
  encodeCommitCert,
  isAcknowledgement,
  isCommitCert,
  isRefusal,
  nackDigest,
  refusalCodec,
  refuse,
  testSignatureMessage,
  type Acknowledgement,
  type ActivationTerms,
} from '../../../../../src/engine/mpc/reshare/index.ts';
import { acknowledgementDigest, refusalDigest } from '../../../../../src/treasury/workspace/admit-epoch.ts';
import { devices, verifyWithOpenSsl, type Device } from '../../../../protocol/party.ts';

const all = devices(4);
const members = new Map(all.slice(0, 3).map(({ hex, signer }) => [hex, signer.publicKey]));
const terms: ActivationTerms = {
  sid: new Uint8Array(32).fill(1),
  transcriptHash: new Uint8Array(32).fill(2),
  epoch: 3,
  auxHash: new Uint8Array(32).fill(4),
};
const [alice] = all as [Device, ...Device[]];

const acks = (changed: Partial<Record<number, ActivationTerms>> = {}): Map<string, Acknowledgement> =>
  new Map(all.slice(0, 3).map(({ hex, signer }, i) => [hex, acknowledge(changed[i] ?? terms, signer)]));

const whole = assembleCommitCert(terms, members, acks(), verifyWithOpenSsl)!;

describe('ACK and NACK', () => {
  test('sign the digests of the specification, which the log also checks', () => {
    const hex = (bytes: Uint8Array): string => bytesToHex(bytes);
    const fields = [tlv.bytes(terms.sid), tlv.bytes(terms.transcriptHash), tlv.u32(3)];
    expect(hex(ackDigest(terms))).toBe(hex(taggedHash('reshare/ack', ...fields, tlv.bytes(terms.auxHash))));
    expect(hex(nackDigest(terms))).toBe(hex(taggedHash('reshare/nack', ...fields)));
    const body = {
      ...{ sid: hex(terms.sid), transcriptHash: hex(terms.transcriptHash) },
      ...{ epoch: 3, auxHash: hex(terms.auxHash) },
    };
    expect(hex(acknowledgementDigest(body))).toBe(hex(ackDigest(terms)));
    expect(hex(refusalDigest(body))).toBe(hex(nackDigest(terms)));
    expect(new Set([ackDigest(terms), nackDigest(terms), testSignatureMessage(terms)].map(hex)).size).toBe(3);
  });

  test('survive the wire', () => {
    const ack = acknowledge(terms, alice.signer);
    expect(decodeWith(acknowledgementCodec, encodeWith(acknowledgementCodec, ack))).toEqual(ack);
    const nack = refuse(terms, alice.signer);
    expect(decodeWith(refusalCodec, encodeWith(refusalCodec, nack))).toEqual(nack);
  });

  test('hold for these terms and this device only', () => {
    const ack = acknowledge(terms, alice.signer);
    const { publicKey } = alice.signer;
    expect(isAcknowledgement(terms, ack, publicKey, verifyWithOpenSsl)).toBe(true);
    for (const field of ['sid', 'transcriptHash', 'auxHash'] as const) {
      const other = { ...terms, [field]: new Uint8Array(32) };
      expect(isAcknowledgement(other, ack, publicKey, verifyWithOpenSsl)).toBe(false);
    }
    expect(isAcknowledgement({ ...terms, epoch: 4 }, ack, publicKey, verifyWithOpenSsl)).toBe(false);
    expect(isAcknowledgement(terms, ack, all[1]!.signer.publicKey, verifyWithOpenSsl)).toBe(false);
    const nack = refuse(terms, alice.signer);
    expect(isRefusal(terms, nack, publicKey, verifyWithOpenSsl)).toBe(true);
    expect(isRefusal({ ...terms, sid: new Uint8Array(32) }, nack, publicKey, verifyWithOpenSsl)).toBe(false);
    expect(isRefusal({ ...terms, epoch: 4 }, nack, publicKey, verifyWithOpenSsl)).toBe(false);
    expect(isAcknowledgement(terms, { ...ack, sig: nack.sig }, publicKey, verifyWithOpenSsl)).toBe(false);
  });

  test('cover the auxiliary data of the committee, in order', () => {
    const publics = [
      { N: 15n, Nh: 21n, s: 4n, t: 16n },
      { N: 33n, Nh: 35n, s: 9n, t: 11n },
    ];
    const rid = new Uint8Array(32).fill(7);
    const moduli = tlv.list([tlv.integer(15n), tlv.integer(33n)]);
    const rings = tlv.list(
      [
        [21n, 4n, 16n],
        [35n, 9n, 11n],
      ].map((ring) => tlv.list(ring.map(tlv.integer))),
    );
    const expected = taggedHash('aux/public', moduli, rings, tlv.bytes(rid));
    expect(bytesToHex(auxHashOf({ publics, rid }))).toBe(bytesToHex(expected));
    expect(bytesToHex(auxHashOf({ publics: publics.toReversed(), rid }))).not.toBe(bytesToHex(expected));
  });
});

describe('a certificate', () => {
  test('is complete with the ACK of every member, and convinces anyone', () => {
    const read = decodeCommitCert(encodeCommitCert(whole));
    expect(read).toEqual(whole);
    expect(isCommitCert(read, members, verifyWithOpenSsl)).toBe(true);
  });

  test.each([
    ['without one ACK', () => new Map([...acks()].slice(1))],
    ['with one over another transcript', () => acks({ 1: { ...terms, transcriptHash: new Uint8Array(32) } })],
    ['with one over other auxiliary data', () => acks({ 2: { ...terms, auxHash: new Uint8Array(32) } })],
    ['with one of another epoch', () => acks({ 0: { ...terms, epoch: 4 } })],
    ['with one of another session', () => acks({ 0: { ...terms, sid: new Uint8Array(32) } })],
    ['with the ACK of another member', () => new Map([...acks()].map(([pid], _, list) => [pid, list[0]![1]]))],
  ])('does not come to be %s', (_name, given) => {
    expect(assembleCommitCert(terms, members, given(), verifyWithOpenSsl)).toBeUndefined();
  });

  test.each([
    ['a member short', { ...whole, acks: whole.acks.slice(1) }],
    ['with a member twice', { ...whole, acks: [whole.acks[0]!, whole.acks[0]!, whole.acks[2]!] }],
    ['in another order', { ...whole, acks: whole.acks.toReversed() }],
    ['of another epoch', { ...whole, epoch: 4 }],
    ['with other auxiliary data', { ...whole, auxHash: new Uint8Array(32) }],
  ])('does not hold %s', (_name, cert) => {
    expect(isCommitCert(cert, members, verifyWithOpenSsl)).toBe(false);
  });

  test('does not hold for another committee', () => {
    const more = new Map([...members, [all[3]!.hex, all[3]!.signer.publicKey]]);
    expect(isCommitCert(whole, more, verifyWithOpenSsl)).toBe(false);
    expect(isCommitCert(whole, new Map([...members].slice(1)), verifyWithOpenSsl)).toBe(false);
    expect(isCommitCert({ ...whole, acks: [] }, new Map(), verifyWithOpenSsl)).toBe(false);
  });
});
