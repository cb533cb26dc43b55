/** `transcript.json`: the transcript hash, challenges, session ids, key material, echo, envelopes, and the randomness of tests. */
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { taggedHash, taggedStream } from '../../src/base/tagged-hash.ts';
import { randomBelow, randomScalar, randomSymmetric } from '../../src/engine/crypto/sampling.ts';
import { envelopeDigest } from '../../src/engine/mpc/protocol/envelope.ts';
import { echoOf } from '../../src/engine/mpc/cggmp24/wire.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { deriveSid, keyMaterialHash } from '../../src/engine/mpc/protocol/plan.ts';
import { payloadHashOf } from '../../src/engine/mpc/protocol/envelope.ts';
import { bitChallenges, centredChallenge, scalarChallenge, unitChallenges } from '../../src/engine/zk/challenge.ts';
import { testRng } from '../protocol/test-rng.ts';
import { collect, described, integer, same, type Replay } from './replaying.ts';
import { valueOf } from './value-description.ts';

const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/);

const streamCase = z.object({
  tag: z.string(),
  fields: z.array(described),
  H: hex,
  zq: z.array(integer).length(2),
  centred: integer,
  bits: z.record(z.string(), z.string()),
  units: z.object({ N: integer, values: z.array(integer) }),
  first100: hex,
});

const sidCase = z.object({
  name: z.string(),
  suite: z.string(),
  profile: z.string(),
  protocol: z.string(),
  keyId: z.string(),
  epoch: z.number(),
  pids: z.array(hex),
  ids: z.array(z.number()),
  t: z.number(),
  km: hex,
  nonces: z.array(hex),
  purpose: z.array(described),
  sid: hex,
});

const auxiliary = z.object({ N: integer, Nh: integer, s: integer, t: integer });

const schema = z.object({
  cases: z.array(streamCase),
  keymaterial: z.object({ X: hex, Xs: z.array(hex), aux: z.array(auxiliary), chainCode: hex, rid: hex, hash: hex }),
  sid: z.array(sidCase),
  echo: z.object({ sid: hex, round: z.number(), payloads: z.array(hex), hash: hex }),
  envelopeDigest: z.object({
    version: z.number(),
    sid: hex,
    protocol: z.string(),
    round: z.number(),
    from: hex,
    to: z.array(z.object({ to: hex, digest: hex })),
    payload: hex,
  }),
  testRng: z.array(
    z.object({
      seed: z.string(),
      first64: hex,
      thenScalar: integer,
      thenPm2pow100: integer,
      thenBelow1000: z.number(),
    }),
  ),
});

type File = z.infer<typeof schema>;
type Answer = string | null;

export function replayTranscript(content: unknown): Replay {
  const file = schema.parse(content);
  return collect([
    ...file.cases.flatMap(replayStream),
    ...file.sid.map(replaySid),
    ...file.testRng.flatMap(replayRng),
    ...replayHashes(file),
  ]);
}

function replayStream(vector: z.infer<typeof streamCase>, number: number): Answer[] {
  const values = vector.fields.map(valueOf);
  const stream = () => taggedStream(vector.tag, ...values);
  const label = `case ${number}`;
  const scalars = stream();
  const units = unitChallenges(stream(), vector.units.N, vector.units.values.length);
  return [
    same(`${label} H`, () => bytesToHex(taggedHash(vector.tag, ...values)), vector.H),
    same(`${label} stream`, () => bytesToHex(stream()(100)), vector.first100),
    ...vector.zq.map((expected) => same(`${label} scalar`, () => scalarChallenge(scalars), expected)),
    same(`${label} centred`, () => centredChallenge(stream()), vector.centred),
    ...Object.entries(vector.bits).map(([count, expected]) =>
      same(`${label} ${count} bits`, () => bitChallenges(stream(), Number(count)).join(''), expected),
    ),
    ...vector.units.values.map((expected, i) => same(`${label} unit ${i}`, () => units[i] ?? 0n, expected)),
  ];
}

function replaySid(vector: z.infer<typeof sidCase>): Answer {
  const parties = vector.pids.map((pid) => partyIdOf(bytesFromHex(pid)));
  const plan = {
    ...{ suite: vector.suite, profile: vector.profile, protocol: vector.protocol, protocolVersion: 1 },
    ...{ keyId: vector.keyId, epoch: vector.epoch, minSigners: vector.t },
    committee: parties.map((party, i) => ({ party, id: BigInt(vector.ids[i] ?? 0) })),
    keyMaterialHash: bytesFromHex(vector.km),
    participants: parties,
    purpose: vector.purpose.map(valueOf),
  };
  const nonces = vector.nonces.map((nonce) => bytesFromHex(nonce));
  return same(`sid ${vector.name}`, () => bytesToHex(deriveSid(plan, nonces)), vector.sid);
}

function replayHashes({ keymaterial, echo, envelopeDigest: envelope }: File): Answer[] {
  const { X, Xs, aux, chainCode, rid } = keymaterial;
  const bytes = (text: string): Uint8Array => bytesFromHex(text);
  const material = { X: bytes(X), Xs: Xs.map(bytes), aux, chainCode: bytes(chainCode), rid: bytes(rid) };
  const payloadHashes = echo.payloads.map((payload) => payloadHashOf(bytes(payload)));
  const { version, protocol, round } = envelope;
  const fields = { version, protocol, round, sid: bytes(envelope.sid), from: bytes(envelope.from) };
  const payload = bytes(envelope.payload);
  return [
    same('key material', () => bytesToHex(keyMaterialHash(material)), keymaterial.hash),
    same('echo', () => bytesToHex(echoOf(bytes(echo.sid), echo.round, payloadHashes)), echo.hash),
    ...envelope.to.map(({ to, digest }) =>
      same('envelope', () => bytesToHex(envelopeDigest({ ...fields, to: bytes(to), payload })), digest),
    ),
  ];
}

/** One stream: each value is read where the one before ended. */
function replayRng(vector: File['testRng'][number]): Answer[] {
  const random = testRng(vector.seed);
  const label = `TestRng ${vector.seed}`;
  return [
    same(`${label} bytes`, () => bytesToHex(random(64)), vector.first64),
    same(`${label} scalar`, () => randomScalar(random), vector.thenScalar),
    same(`${label} symmetric`, () => randomSymmetric(random, 1n << 100n), vector.thenPm2pow100),
    same(`${label} below 1000`, () => Number(randomBelow(random, 1000n)), vector.thenBelow1000),
  ];
}
