import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex } from '../../../../../src/base/bytes.ts';
import { taggedHash } from '../../../../../src/base/tagged-hash.ts';
import { tlv } from '../../../../../src/base/tlv.ts';
import { echoDigest } from '../../../../../src/engine/mpc/protocol/dispute.ts';
import { envelopeDigest, payloadHashOf } from '../../../../../src/engine/mpc/protocol/envelope.ts';
import { partyIdOf } from '../../../../../src/engine/mpc/protocol/party.ts';
import {
  deriveSid,
  keyMaterialHash,
  paramsHash,
  type SessionPlan,
} from '../../../../../src/engine/mpc/protocol/plan.ts';
import { READY } from '../../../../../src/engine/mpc/protocol/ready.ts';
import type { AuthenticEnvelope, RunFrame } from '../../../../../src/engine/mpc/protocol/run-frame.ts';
import { testRng } from '../../../../protocol/test-rng.ts';
import vectors from '../../../../vectors/transcript.json' with { type: 'json' };
import { integerFromHex, valueOf, type ValueDescription } from '../../../../vectors/value-description.ts';

const hash32 = (text: string) => taggedHash('test/kat', tlv.text(text));

type SidVector = (typeof vectors.sid)[number];

function planOf(vector: SidVector): SessionPlan {
  const parties = vector.pids.map((pid) => partyIdOf(bytesFromHex(pid)));
  return {
    suite: vector.suite,
    profile: vector.profile,
    protocol: vector.protocol,
    protocolVersion: 1,
    keyId: vector.keyId,
    epoch: vector.epoch,
    committee: parties.map((party, index) => ({ party, id: BigInt(vector.ids[index] ?? 0) })),
    minSigners: vector.t,
    keyMaterialHash: bytesFromHex(vector.km),
    participants: parties.slice(0, vector.nonces.length),
    purpose: (vector.purpose as unknown as ValueDescription[]).map(valueOf),
  };
}

describe('session identifiers', () => {
  it.each(vectors.sid)('$name', (vector) => {
    const nonces = vector.nonces.map((nonce) => bytesFromHex(nonce));
    expect(bytesToHex(deriveSid(planOf(vector), nonces))).toBe(vector.sid);
  });

  it('change with every field of the plan', () => {
    const plan = planOf(vectors.sid[1]!);
    const [first, ...others] = plan.committee;
    const variants: SessionPlan[] = [
      plan,
      { ...plan, suite: 'other' },
      { ...plan, profile: 'P112' },
      { ...plan, protocol: 'other' },
      { ...plan, protocolVersion: 2 },
      { ...plan, keyId: 'k2' },
      { ...plan, epoch: 4 },
      { ...plan, committee: others },
      { ...plan, committee: [{ ...first!, id: 9n }, ...others] },
      { ...plan, minSigners: 3 },
      { ...plan, keyMaterialHash: hash32('other') },
      { ...plan, purpose: [] },
    ];
    expect(new Set(variants.map((each) => bytesToHex(paramsHash(each)))).size).toBe(variants.length);
    expect(new Set(variants.map((each) => bytesToHex(deriveSid(each, [])))).size).toBe(variants.length);
  });
});

it('hashes key material as the vector does', () => {
  const { X, Xs, aux, chainCode, rid, hash } = vectors.keymaterial;
  const made = keyMaterialHash({
    X: bytesFromHex(X),
    Xs: Xs.map((each) => bytesFromHex(each)),
    aux: aux.map(({ N, Nh, s, t }) => ({
      N: integerFromHex(N),
      Nh: integerFromHex(Nh),
      s: integerFromHex(s),
      t: integerFromHex(t),
    })),
    chainCode: bytesFromHex(chainCode),
    rid: bytesFromHex(rid),
  });
  expect(bytesToHex(made)).toBe(hash);
});

it('echoes as the vector does', () => {
  const { sid, round, payloads, hash } = vectors.echo;
  const parties = payloads.map((_payload, index) => partyIdOf(new Uint8Array(32).fill(index + 1)));
  const seen = new Map(
    parties.map((party, index) => [
      party,
      { payloadHash: payloadHashOf(bytesFromHex(payloads[index]!)) } as AuthenticEnvelope,
    ]),
  );
  const frame = { definition: { plan: { participants: parties } }, sid: bytesFromHex(sid) } as unknown as RunFrame;
  expect(bytesToHex(echoDigest(frame, { ...READY, id: round }, seen))).toBe(hash);
});

it.each(vectors.envelopeDigest.to)('signs the envelope digest of the vector, recipient "$to"', ({ to, digest }) => {
  const { version, sid, protocol, round, from, payload } = vectors.envelopeDigest;
  const [sidBytes, fromBytes, toBytes, payloadBytes] = [sid, from, to, payload].map((hex) => bytesFromHex(hex)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const made = envelopeDigest({
    version,
    protocol,
    round,
    sid: sidBytes,
    from: fromBytes,
    to: toBytes,
    payload: payloadBytes,
  });
  expect(bytesToHex(made)).toBe(digest);
});

it.each(vectors.testRng)('the test randomness of seed $seed is the one of the specification', ({ seed, first64 }) => {
  expect(bytesToHex(testRng(seed)(64))).toBe(first64);
});
