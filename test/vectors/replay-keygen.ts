/** Replays key generation of `transcript-2of3.json` with the very checks that a party and a third party run. */
import { z } from 'zod';
import { bytesEqual, bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { pointToBytes } from '../../src/engine/crypto/secp256k1.ts';
import {
  hasRepeats,
  jointKey,
  openingCode,
  responseCode,
  subShareCode,
  type JointKey,
} from '../../src/engine/mpc/cggmp24/keygen-checks.ts';
import { keygenRounds, keygenSessionPlan } from '../../src/engine/mpc/cggmp24/keygen-messages.ts';
import { echoOf } from '../../src/engine/mpc/cggmp24/wire.ts';
import { payloadHashOf } from '../../src/engine/mpc/protocol/envelope.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { deriveSid, type SessionPlan } from '../../src/engine/mpc/protocol/plan.ts';
import type { Finding, VectorRun } from './protocol-run.ts';
import { same } from './replaying.ts';

const part = z.object({
  keygen: z.object({
    sid: z.string(),
    nonces: z.array(z.string()),
    outputs: z.object({
      rid: z.string(),
      X: z.string(),
      Xs: z.array(z.string()),
      chainCode: z.string(),
      transcriptHash: z.string(),
    }),
  }),
});

function setUp({ file, raw }: VectorRun) {
  const { keygen } = part.parse(raw);
  const { profile, keyId, epoch, t, pids } = file;
  const plan = keygenSessionPlan({ profile, keyId, epoch, minSigners: t, parties: pids });
  const places = pids.map((_, place) => place);
  return { plan, places, sid: bytesFromHex(keygen.sid), rounds: keygenRounds(t), keygen };
}

/** What the party at `receiver` finds; rounds after the one with a finding are not looked at. */
export function checkKeygen(run: VectorRun, receiver: number): readonly Finding[] {
  const { plan, places, sid, rounds } = setUp(run);
  const peers = places.filter((place) => place !== receiver);
  const party = (place: number) => partyIdOf(run.file.pids[place] ?? new Uint8Array());
  const first = peers.filter((from) => run.decode(rounds.KG1.codec, 'KG1', from) === undefined);
  if (first.length > 0) return first.map(malformed);
  const second = peers.flatMap((from): Finding[] => {
    const kg1 = run.decode(rounds.KG1.codec, 'KG1', from);
    const kg2 = run.decode(rounds.KG2.codec, 'KG2', from);
    const kg2p = run.decode(rounds.KG2P.codec, 'KG2p', from, receiver);
    if (kg1 === undefined || kg2 === undefined || kg2p === undefined) return [malformed(from)];
    const id = run.file.ids[receiver] ?? 0n;
    const code = openingCode(plan, sid, party(from), kg1, kg2) ?? subShareCode(kg2, id, kg2p.sigma);
    return code === undefined ? [] : [{ code, blamed: from }];
  });
  if (second.length > 0) return second;
  const joint = jointOf(run, plan);
  if (joint === undefined) return [{ code: 'UNATTRIBUTED', blamed: null }];
  const own = echoOf(sid, rounds.KG2.id, kg2Hashes(run, places));
  const third = peers.map((from) => [from, run.decode(rounds.KG3.codec, 'KG3', from)] as const);
  const bad = third.flatMap(([from, message]) => (message === undefined ? [malformed(from)] : []));
  if (bad.length > 0) return bad;
  if (third.some(([, message]) => message !== undefined && !bytesEqual(message.echo2, own))) {
    return [{ code: 'echo', blamed: null }];
  }
  return third.flatMap(([from, message]): Finding[] => {
    const kg2 = run.decode(rounds.KG2.codec, 'KG2', from);
    const code = kg2 && message && responseCode(sid, party(from), from, joint, kg2, message);
    return code === undefined ? [] : [{ code, blamed: from }];
  });
}

/** `sid` and the public outputs, and the share behind each public share. */
export function checkKeygenOutputs(run: VectorRun): readonly (string | null)[] {
  const { plan, keygen } = setUp(run);
  const { outputs } = keygen;
  const joint = jointOf(run, plan);
  const known = (read: (joint: JointKey) => Uint8Array) => () =>
    joint === undefined ? 'none' : bytesToHex(read(joint));
  return [
    same(
      'keygen sid',
      () =>
        bytesToHex(
          deriveSid(
            plan,
            keygen.nonces.map((nonce) => bytesFromHex(nonce)),
          ),
        ),
      keygen.sid,
    ),
    same(
      'keygen rid',
      known(({ rid }) => rid),
      outputs.rid,
    ),
    same(
      'keygen X',
      known(({ X }) => pointToBytes(X)),
      outputs.X,
    ),
    ...outputs.Xs.map((expected, place) =>
      same(
        `keygen X_${place}`,
        known(({ Xs }) => Xs.slice(place, place + 1).map(pointToBytes)[0] ?? new Uint8Array()),
        expected,
      ),
    ),
    same(
      'keygen chainCode',
      known(({ chainCode }) => chainCode),
      outputs.chainCode,
    ),
    same(
      'keygen transcriptHash',
      known(({ transcriptHash }) => transcriptHash),
      outputs.transcriptHash,
    ),
  ];
}

function jointOf(run: VectorRun, plan: SessionPlan): JointKey | undefined {
  const { places, sid, rounds } = setUp(run);
  const kg1 = places.flatMap((from) => run.decode(rounds.KG1.codec, 'KG1', from) ?? []);
  const kg2 = places.flatMap((from) => run.decode(rounds.KG2.codec, 'KG2', from) ?? []);
  return hasRepeats(kg1, kg2) ? undefined : jointKey(plan, sid, kg1, kg2, kg2Hashes(run, places));
}

function kg2Hashes(run: VectorRun, places: readonly number[]): readonly Uint8Array[] {
  return places.map((from) => payloadHashOf(run.payload('KG2', from)));
}

function malformed(from: number): Finding {
  return { code: 'decode', blamed: from };
}
